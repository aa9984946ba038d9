"""The tables of running."""
