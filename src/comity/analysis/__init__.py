"""What an analyst calls, in a notebook and behind the command line alike: the stages, on files and tables."""

from comity.analysis.comparing import compare

__all__ = ["compare"]
