"""Votes one a row: who, on what, how, and optionally when."""

from collections.abc import Sequence

from comity.importers import VotesFile
from comity.importers.reading.rows import votes_in_rows
from comity.importers.reading.table import Table

KIND = "votes"
COLUMNS = "participant,statement,vote[,timestamp]"


def sniff(columns: Sequence[str]) -> bool:
    """Whether the columns participant, statement and vote are there, in any order."""
    return {"participant", "statement", "vote"} <= {name.casefold() for name in columns}


def read(table: Table, *, duplicates: str) -> VotesFile:
    """The votes, numbers or the words agree, pass, disagree; with a timestamp the latest of a person on a statement
    counts. Errors: as in `read_votes`."""
    votes, ignored = votes_in_rows(table, ("participant", "statement", "vote", "timestamp"), duplicates)
    return VotesFile(votes, "long", ignored)
