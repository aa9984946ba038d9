"""Where data comes in: one file a format, each with `sniff` and `read`, found by listing this package.

A format is a module here. It says what it reads (`KIND`), which columns that takes (`COLUMNS`, for the error that names
what was expected), whether a header is its own (`sniff`) and what a table means (`read`). To add one, add its file.
"""

import os
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast

from comity.importers.reading.alignment import align_participants, align_statements
from comity.importers.reading.frames import Frame
from comity.importers.reading.table import Table, open_table
from comity.importers.reading.wording import column_list, shown
from comity.terms.comparison import Warned
from comity.terms.errors import ComityError
from comity.terms.statements import Participants, Statements
from comity.terms.votes import Votes

__all__ = [
    "Format",
    "ParticipantsFile",
    "SharesFile",
    "StatementsFile",
    "VotesFile",
    "align_participants",
    "align_statements",
    "formats",
    "read_participants",
    "read_participants_file",
    "read_shares_file",
    "read_statements",
    "read_statements_file",
    "read_votes",
    "recognised",
]

VOTES, STATEMENTS, PARTICIPANTS, SHARES = "votes", "statements", "participants", "shares"
DUPLICATES = ("error", "last")


@dataclass(frozen=True, eq=False)
class VotesFile:
    """Votes, the name of the format they came in, what was left aside (each kind counted), and, where the file says
    so, the opinion group it was published with: participant -> group."""

    votes: Votes
    format: str
    ignored: tuple[Warned, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class StatementsFile:
    """Statements in canonical order, the format they came in, and what was left aside."""

    statements: Statements
    format: str
    ignored: tuple[Warned, ...] = ()


@dataclass(frozen=True, eq=False)
class ParticipantsFile:
    """Participants in canonical order, the format they came in, and what was left aside."""

    participants: Participants
    format: str
    ignored: tuple[Warned, ...] = ()


@dataclass(frozen=True, eq=False)
class SharesFile:
    """Shares of a population as (column, value, share), those of one column adding up to 1; the format they came in,
    and what was left aside."""

    shares: tuple[tuple[str, str, float], ...]
    format: str
    ignored: tuple[Warned, ...] = ()


class Format(Protocol):
    """What a module of this package offers."""

    KIND: str
    COLUMNS: str

    def sniff(self, columns: Sequence[str]) -> bool:
        """Whether a table with these columns is in this format."""
        ...

    def read(self, table: Table, **options: str) -> Any:
        """The table's content: VotesFile, StatementsFile, ParticipantsFile or SharesFile, as KIND says. Formats of
        votes take one option, duplicates="error" or "last"."""
        ...


@cache
def formats(kind: str) -> Mapping[str, Format]:
    """Name -> module of every format that reads `kind` ("votes", "statements", "participants" or "shares"), by
    name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg)
    modules = {name: cast(Format, import_module(f"{__name__}.{name}")) for name in names}
    return {name: module for name, module in modules.items() if kind == module.KIND}


def read_votes(source: object, *, duplicates: str = "error", encoding: str | None = None) -> VotesFile:
    """Read votes from the file at the path `source` ("-": standard input), in whichever format its header shows.

    A gzip file, or a zip archive of one table, is unpacked. A table in memory is read as a file is: a mapping from
    column names to arrays, or what pandas, polars and other libraries hand over as Arrow.
    duplicates: what to do with two different votes of one person on one statement where nothing says which is the
    later: "error", or "last" for the lower in the file. encoding: what the file is saved in, UTF-8 unless given.
    Errors: a `ComityError` with file, row and column for whatever cannot be read; nothing else is raised for bad input.
    """
    if duplicates not in DUPLICATES:
        raise ComityError("votes.bad_duplicates", found=shown(str(duplicates)), expected=", ".join(DUPLICATES))
    with _table(source, VOTES, encoding) as table:
        return cast(VotesFile, recognised(table, VOTES).read(table, duplicates=duplicates))


def read_statements_file(source: object, *, encoding: str | None = None) -> StatementsFile:
    """Read statements as `read_statements` does, and say what was left aside."""
    with _table(source, STATEMENTS, encoding) as table:
        return cast(StatementsFile, recognised(table, STATEMENTS).read(table))


def read_statements(source: object, *, encoding: str | None = None) -> Statements:
    """Read statements from a file or a table, as `read_votes` does, in canonical order.

    Texts are kept as they are, tags and marks of direction included. Where nothing is said of moderation, statements
    count as not yet moderated. Errors: as in `read_votes`.
    """
    return read_statements_file(source, encoding=encoding).statements


def read_participants_file(source: object, *, encoding: str | None = None) -> ParticipantsFile:
    """Read participants as `read_participants` does, and say what was left aside."""
    with _table(source, PARTICIPANTS, encoding) as table:
        return cast(ParticipantsFile, recognised(table, PARTICIPANTS).read(table))


def read_participants(source: object, *, encoding: str | None = None) -> Participants:
    """Read who people are from a file or a table, as `read_votes` does, in canonical order.

    Every column but the identifier becomes text, without surrounding spaces; only an empty cell is missing ("NA" is
    Namibia). Errors: as in `read_votes`.
    """
    return read_participants_file(source, encoding=encoding).participants


def read_shares_file(source: object, *, encoding: str | None = None) -> SharesFile:
    """Read shares of a population (margins to weight by, or who should have been heard) from a file or a table, as
    `read_votes` does, and say what was left aside. Errors: as in `read_votes`, and those of `shares.read`."""
    with _table(source, SHARES, encoding) as table:
        return cast(SharesFile, recognised(table, SHARES).read(table))


def recognised(table: Table, kind: str) -> Format:
    """The format of `kind` that the table's header shows.

    Errors: `csv.not_comma`, `votes.unknown_columns` (or statements., participants., shares.),
    `votes.ambiguous_columns`.
    """
    found = {name: module for name, module in formats(kind).items() if module.sniff(table.columns)}
    place = {"file": table.file, "row": table.header_row}
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        raise ComityError(
            f"{kind}.ambiguous_columns", **place, found=column_list(table.columns), expected=", ".join(found)
        )
    for mark, name in {";": ";", "\t": "\\t", "|": "|"}.items():
        if len(table.columns) == 1 and mark in table.columns[0]:
            raise ComityError("csv.not_comma", **place, found=name)
    expected = " | ".join(module.COLUMNS for module in formats(kind).values())
    raise ComityError(f"{kind}.unknown_columns", **place, found=column_list(table.columns), expected=expected)


@contextmanager
def _table(source: object, kind: str, encoding: str | None) -> Iterator[Table]:
    """The table in a file, or in memory; one in memory goes by `kind` in errors."""
    if isinstance(source, str | os.PathLike):
        with open_table(source, encoding=encoding) as table:
            yield table
    else:
        yield Frame(source, kind)
