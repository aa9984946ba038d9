"""Data leaves here only: each format one module or package."""
