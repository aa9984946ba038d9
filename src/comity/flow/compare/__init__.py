"""Compare: from votes to what is shared, where views divide, and who is missing."""

from comity.flow.compare.comparison import compare

__all__ = ["compare"]
