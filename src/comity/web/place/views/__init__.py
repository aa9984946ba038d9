"""Pages of the place, one module a noun."""
