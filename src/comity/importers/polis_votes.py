"""The votes that Polis exports: one row for each time a person voted, the last of which counts."""

from collections.abc import Sequence

from comity.importers import VotesFile
from comity.importers.reading.rows import votes_in_rows
from comity.importers.reading.table import Table

KIND = "votes"
COLUMNS = "timestamp,datetime,comment-id,voter-id,vote"


def sniff(columns: Sequence[str]) -> bool:
    """Whether the columns voter-id, comment-id and vote are there, in any order."""
    return {"voter-id", "comment-id", "vote"} <= {name.casefold() for name in columns}


def read(table: Table, *, duplicates: str) -> VotesFile:
    """The votes (+1 agree, as in every export of Polis). The latest timestamp counts, in seconds or, as in older
    exports, in milliseconds. Errors: as in `read_votes`."""
    votes, ignored = votes_in_rows(table, ("voter-id", "comment-id", "vote", "timestamp"), duplicates)
    return VotesFile(votes, "polis_votes", ignored)
