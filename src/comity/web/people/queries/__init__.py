"""What may be read of people, one module a noun."""
