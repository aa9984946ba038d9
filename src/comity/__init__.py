"""Comity: from voices to rules to follow-through, with a record that anyone can check."""

__version__ = "0.1.0"
