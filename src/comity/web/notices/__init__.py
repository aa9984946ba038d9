"""Notices: what somebody should know, on the page and by mail, in their language, once."""
