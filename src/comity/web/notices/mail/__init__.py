"""Mails that carry notices: made, sent once, and what comes back."""
