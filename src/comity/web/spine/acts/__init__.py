"""What may be done to the spine's tables, one module a noun. Each act of consequence appends to the record in its own
transaction."""
