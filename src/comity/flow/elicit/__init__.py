"""Elicit: ask the world, and let nobody be missing."""
