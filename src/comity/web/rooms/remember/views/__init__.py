"""Pages of the memory, one module a noun."""
