"""What may be read from the spine's tables, one module a noun. A query that could meet something confidential takes the
viewer it answers to."""
