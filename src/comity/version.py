"""The version of the product, which every result names."""

__version__ = "0.1.0"
