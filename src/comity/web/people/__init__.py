"""Accounts, the capacities in which people act, invitations, participant tokens, and the table of who may do what."""
