"""Typed endpoints over the same acts and queries."""
