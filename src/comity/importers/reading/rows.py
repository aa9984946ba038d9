"""Reading tables with one vote a row: the wanted columns as integers, and where in the file each row stands."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from comity.importers.reading.ballots import Ballots, Integers
from comity.importers.reading.cells import Refused, as_id, as_vote
from comity.importers.reading.coding import Clock, Coder, Column
from comity.importers.reading.plain import PlainCells
from comity.importers.reading.table import Block, Table
from comity.terms.comparison import Warned
from comity.terms.votes import Votes


class Rows:
    """In which line of the file each thing read stands: runs of lines, or lists of them, in the order of reading."""

    def __init__(self) -> None:
        self._runs: list[range | NDArray[np.int64]] = []

    def add_run(self, first: int, count: int) -> None:
        """The next `count` things stand in lines `first`, `first` + 1, ..."""
        self._runs.append(range(first, first + count))

    def add(self, rows: list[int]) -> None:
        """The next things stand in these lines."""
        self._runs.append(np.array(rows, dtype=np.int64))

    def __getitem__(self, position: int) -> int:
        for run in self._runs:
            if position < len(run):
                return int(run[position])
            position -= len(run)
        raise IndexError(position)


def read_columns(table: Table, wanted: Sequence[tuple[int, Column]]) -> tuple[list[Integers], Rows]:
    """The codes of the `wanted` (position, reader) columns, each (R,), and the lines their rows stand in.

    Errors: those of `Table.records`, and what the readers refuse, with its row and column.
    """
    parts: list[list[Integers]] = [[] for _ in wanted]
    rows = Rows()
    for block in table.blocks():
        plain = block.plain()
        codes = None if plain is None else _plain_codes(plain, wanted)
        if plain is not None and codes is not None:
            rows.add_run(plain.first_row, plain.rows)
        else:
            codes, lines = _record_codes(table, block, wanted)
            rows.add(lines)
        for part, read in zip(parts, codes, strict=True):
            part.append(read)
    if not sum(map(len, parts[0])):
        raise table.no_rows()
    return [np.concatenate(part) for part in parts], rows


def _plain_codes(cells: PlainCells, wanted: Sequence[tuple[int, Column]]) -> list[Integers] | None:
    codes: list[Integers] = []
    for column, reader in wanted:
        read = reader.codes(cells, column)
        if read is None:
            return None
        codes.append(read)
    return codes


def _record_codes(table: Table, block: Block, wanted: Sequence[tuple[int, Column]]) -> tuple[list[Integers], list[int]]:
    lines: list[int] = []
    codes: list[list[int]] = [[] for _ in wanted]
    steps = [(column, reader.code, read.append) for (column, reader), read in zip(wanted, codes, strict=True)]
    for row, cells in block.records():
        column = 0
        try:
            for column, code, append in steps:
                append(code(cells[column]))
        except Refused as refused:
            raise table.wrong(refused, row, column) from None
        lines.append(row)
    return [np.array(read, dtype=np.int64) for read in codes], lines


def votes_in_rows(
    table: Table, columns: tuple[str, str, str, str], duplicates: str
) -> tuple[Votes, tuple[Warned, ...]]:
    """The votes in the columns that hold person, statement, vote and (if it is there) time, and what was left aside.

    With a time the latest vote of a person on a statement counts; without, `duplicates` says what to do.
    """
    person, statement, vote = (table.need(name) for name in columns[:3])
    time = table.find(columns[3])
    people, statements, votes = Coder(as_id), Coder(as_id), Coder(as_vote)
    wanted: list[tuple[int, Column]] = [(person, people), (statement, statements), (vote, votes)]
    if time is not None:
        wanted.append((time, Clock()))
    codes, rows = read_columns(table, wanted)
    ballots = Ballots(
        file=table.file,
        people=people.meanings,
        statements=statements.meanings,
        person=codes[0],
        statement=codes[1],
        vote=np.array(votes.meanings, dtype=np.int8)[codes[2]],
        time=codes[3] if time is not None else None,
        row_of=rows.__getitem__,
    )
    counted, set_aside = ballots.votes(duplicates)
    return counted, (*table.ignored([column for column, _ in wanted]), *set_aside)
