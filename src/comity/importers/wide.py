"""Votes as a table: one row a participant, one column a statement, a cell left empty where there is no vote.

Also what Polis exports as participants-votes.csv, whose columns about people stand beside the statements.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from comity.importers import VotesFile
from comity.importers.reading.ballots import Ballots
from comity.importers.reading.cells import SPACES, Refused, as_id, as_label, as_vote
from comity.importers.reading.coding import Coder
from comity.importers.reading.plain import PlainCells, spans
from comity.importers.reading.rows import Rows
from comity.importers.reading.table import Block, Table
from comity.terms.comparison import Warned
from comity.terms.errors import ComityError

KIND = "votes"
COLUMNS = "participant[,group-id,n-comments,n-votes,n-agree,n-disagree,xid],<statement>,<statement>,…"

_ABOUT_PEOPLE = frozenset(("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", "xid"))


def sniff(columns: Sequence[str]) -> bool:
    """Whether there is a column participant, none of a table with one vote a row, and one that may be a statement."""
    names = {name.casefold() for name in columns}
    return "participant" in names and not names & {"statement", "vote", "comment-id"} and bool(names - _ABOUT_PEOPLE)


def read(table: Table, *, duplicates: str) -> VotesFile:
    """The votes, and the groups in the column group-id. Rows of the same participant are put together; where they
    differ on a statement it is `votes.conflict`, unless duplicates="last". Errors: as in `read_votes`."""
    matrix = _Matrix(table)
    for block in table.blocks():
        plain = block.plain()
        if plain is None or not matrix.add_plain(plain):
            matrix.add_records(block)
    votes, set_aside = matrix.ballots().votes(duplicates)
    merged = matrix.records - len(votes.participants)
    told = (Warned("votes.rows_merged", {"file": table.file, "count": merged}),) if merged else ()
    return VotesFile(votes, "wide", (*table.ignored(matrix.used), *told, *set_aside), matrix.groups())


class _Matrix:
    """What has been read of the table: a record for every row, and its votes as (record, statement, code)."""

    def __init__(self, table: Table) -> None:
        self.records = 0
        self._table = table
        self._person_column = table.need("participant")
        self._group_column = table.find("group-id")
        self._columns = _statement_columns(table)
        self._statements = _statement_ids(table, self._columns)
        self.used = [self._person_column, *self._columns]
        if self._group_column is not None:
            self.used.append(self._group_column)
        self._people, self._votes, self._groups = Coder(as_id), Coder(as_vote), Coder(as_label)
        self._rows = Rows()
        self._person: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        self._group: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        self._record: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        self._statement: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        self._code: list[NDArray[np.int32]] = [np.empty(0, np.int32)]

    def add_plain(self, cells: PlainCells) -> bool:
        """Add a block at once; False, and nothing added, where it holds anything unusual."""
        starts, lengths = spans(cells, self._columns)
        record, statement = np.nonzero(lengths)
        person = self._people.codes(cells, self._person_column)
        code = self._votes.codes_at(cells, starts[record, statement], lengths[record, statement])
        group = person if self._group_column is None else self._groups.codes(cells, self._group_column)
        if person is None or code is None or group is None:
            return False
        self._rows.add_run(cells.first_row, cells.rows)
        self._add(person, group, record, statement, code)
        return True

    def add_records(self, block: Block) -> None:
        """Add a block cell by cell. Errors: `ids.…`, `votes.bad_value`, with row and column."""
        rows: list[int] = []
        people: list[int] = []
        groups: list[int] = []
        votes: list[tuple[int, int, int]] = []
        for row, cells in block.records():
            column = self._person_column
            try:
                people.append(self._people.code(cells[column]))
                if self._group_column is not None:
                    column = self._group_column
                    groups.append(self._groups.code(cells[column]))
                for statement, column in enumerate(self._columns):
                    if cells[column].strip(SPACES):
                        votes.append((len(rows), statement, self._votes.code(cells[column])))
            except Refused as refused:
                raise self._table.wrong(refused, row, column) from None
            rows.append(row)
        self._rows.add(rows)
        cast = np.array(votes, dtype=np.int32).reshape(-1, 3)
        person = np.array(people, dtype=np.int32)
        self._add(person, np.array(groups or people, dtype=np.int32), cast[:, 0], cast[:, 1], cast[:, 2])

    def _add(
        self,
        person: NDArray[np.int32],
        group: NDArray[np.int32],
        record: NDArray[np.integer],
        statement: NDArray[np.integer],
        code: NDArray[np.int32],
    ) -> None:
        self._person.append(person)
        self._group.append(group)
        self._record.append((record + self.records).astype(np.int32))
        self._statement.append(statement.astype(np.int32))
        self._code.append(code)
        self.records += len(person)

    def ballots(self) -> Ballots:
        """The votes of all records. Errors: `file.no_rows`, `votes.none`."""
        if not self.records:
            raise self._table.no_rows()
        record = np.concatenate(self._record)
        if not len(record):
            raise ComityError("votes.none", file=self._table.file)
        return Ballots(
            file=self._table.file,
            people=self._people.meanings,
            statements=self._statements,
            person=np.concatenate(self._person)[record],
            statement=np.concatenate(self._statement),
            vote=np.array(self._votes.meanings, dtype=np.int8)[np.concatenate(self._code)],
            time=None,
            row_of=lambda position: self._rows[int(record[position])],
        )

    def groups(self) -> dict[str, str]:
        """Participant -> the group the file gives; the later row's where there are several."""
        if self._group_column is None:
            return {}
        people, groups = self._people.meanings, self._groups.meanings
        pairs = zip(np.concatenate(self._person).tolist(), np.concatenate(self._group).tolist(), strict=True)
        return {people[person]: groups[group] for person, group in pairs if groups[group]}


def _statement_columns(table: Table) -> list[int]:
    """The columns that are not about people. Error: `csv.unnamed_column`."""
    columns = [place for place, name in enumerate(table.columns) if name.casefold() not in _ABOUT_PEOPLE]
    for place in columns:
        if not table.columns[place]:
            raise ComityError("csv.unnamed_column", file=table.file, row=table.header_row, column=place + 1)
    return columns


def _statement_ids(table: Table, columns: Sequence[int]) -> list[str]:
    ids = []
    for column in columns:
        try:
            ids.append(as_id(table.columns[column]))
        except Refused as refused:
            raise table.wrong(refused, table.header_row, column) from None
    return ids
