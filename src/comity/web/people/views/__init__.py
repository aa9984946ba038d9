"""Pages of people, one module a place."""
