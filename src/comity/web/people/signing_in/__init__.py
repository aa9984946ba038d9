"""Signing in: what the sign-in library asks of us, answered in our words and by our rules."""
