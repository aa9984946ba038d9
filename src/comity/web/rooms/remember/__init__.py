"""The room of memory: the record, its proofs, its search, and what came from what."""
