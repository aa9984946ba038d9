"""In this process, one part after another."""

from comity.terms.work import InTurn


class Serial(InTurn):
    """The default engine."""
