"""What may be done to people's tables, one module a noun. What changes who may act in whose name is an entry of the
record, by opaque ids alone."""
