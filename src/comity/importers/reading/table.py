"""A CSV table (RFC 4180) as it streams in: its header, then its records block by block.

A block whose cells can be cut out by arithmetic on its bytes is offered as `PlainCells`; every block can be read as
records, by the standard library's parser. Both ways give the same cells; only the second names what is wrong.
"""

import csv
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from comity.importers.reading.cells import SPACES, Refused, unescaped
from comity.importers.reading.limits import LONGEST_LINE, MOST_COLUMNS
from comity.importers.reading.plain import PlainCells, plain_cells
from comity.importers.reading.source import opened
from comity.importers.reading.text import Piece, Text, count_lines
from comity.importers.reading.wording import column_label, column_list, shown
from comity.terms.comparison import Warned
from comity.terms.errors import ComityError

Record = tuple[int, list[str]]  # the line in the file where it begins, and its cells


@contextmanager
def open_table(
    path: str | os.PathLike[str], *, encoding: str | None = None, vectorised: bool = True
) -> Iterator["Table"]:
    """The table at `path` ("-": standard input), its header read. `vectorised=False` reads every block as records.

    Errors: those of `source.opened` and `text.Text`; `file.empty`, `csv.too_many_columns`, `csv.duplicate_column`.
    """
    with opened(path) as source:
        yield Table(Text(source, encoding), vectorised)


class Table:
    """file: its name in errors; columns: the header's names, without surrounding spaces; header_row: its line."""

    def __init__(self, text: Text, vectorised: bool = True) -> None:
        self.file = text.file
        self.columns: tuple[str, ...] = ()
        self.header_row = 0
        self._text = text
        self._vectorised = vectorised
        self._blank_rows = 0
        self._behind_header: Piece | None = None
        self._read_header()
        text.columns = self.columns

    def find(self, name: str) -> int | None:
        """The position of the column called `name`, whatever its capitals. Error: `csv.duplicate_column`."""
        places = [place for place, column in enumerate(self.columns) if column.casefold() == name]
        if len(places) > 1:
            raise self._duplicate_column(places[0], places[1])
        return places[0] if places else None

    def need(self, name: str) -> int:
        """The position of the column called `name`. Errors: `csv.missing_column`, `csv.duplicate_column`."""
        place = self.find(name)
        if place is None:
            raise ComityError("csv.missing_column", file=self.file, row=self.header_row, expected=name)
        return place

    def blocks(self) -> Iterator["Block"]:
        """What stands below the header, about a megabyte at a time; each block is to be read before the next is asked
        for."""
        if self._behind_header is not None:
            yield Block(self, self._behind_header)
        while (piece := self._text.piece()) is not None:
            yield Block(self, piece)

    def records(self) -> Iterator[Record]:
        """Every record below the header. Errors: those of `records_of`, and `file.no_rows` where there is none."""
        empty = True
        for block in self.blocks():
            for record in block.records():
                empty = False
                yield record
        if empty:
            raise self.no_rows()

    def no_rows(self) -> ComityError:
        """The error for a table that is nothing but its header."""
        return ComityError("file.no_rows", file=self.file, row=self.header_row)

    def wrong(self, refused: Refused, row: int, column: int) -> ComityError:
        """The error for a cell that cannot be what its column holds."""
        label = column_label(column, self.columns)
        return ComityError(refused.code, file=self.file, row=row, column=label, **refused.parameters)

    def ignored(self, used: Sequence[int]) -> tuple[Warned, ...]:
        """What was left aside, counted: blank rows, and the columns not in `used`. For when all has been read."""
        told = []
        if self._blank_rows:
            told.append(Warned("csv.blank_rows", {"file": self.file, "count": self._blank_rows}))
        kept = set(used)
        unused = [column_label(place, self.columns) for place in range(len(self.columns)) if place not in kept]
        if unused:
            listed = column_list(unused)
            told.append(Warned("csv.columns_ignored", {"file": self.file, "count": len(unused), "columns": listed}))
        return tuple(told)

    def plain(self, piece: Piece) -> PlainCells | None:
        """The cells of `piece`, if they can be told by arithmetic."""
        return plain_cells(piece.data, piece.line, len(self.columns)) if self._vectorised else None

    def records_of(self, piece: Piece) -> Iterator[Record]:
        """The records beginning in `piece` that hold anything, each as wide as the header. Error: `csv.wrong_length`,
        `csv.open_quote`, `csv.text_after_quote`, `csv.cell_too_long`, `csv.line_too_long`."""
        width = len(self.columns)
        for row, cells in _Parser(self._text, piece).records():
            if not "".join(cells).strip(SPACES):
                self._blank_rows += 1
                continue
            if len(cells) != width:
                label = column_label(min(len(cells), width), self.columns)
                place = {"file": self.file, "row": row, "column": label}
                raise ComityError("csv.wrong_length", **place, found=len(cells), expected=width)
            yield row, cells

    def _read_header(self) -> None:
        """Take the first record that holds anything as the header, and keep the rest of its piece."""
        while (piece := self._text.piece()) is not None:
            parser = _Parser(self._text, piece)
            for row, cells in parser.records():
                if not "".join(cells).strip(SPACES):
                    self._blank_rows += 1
                    continue
                if len(cells) > MOST_COLUMNS:
                    place = {"file": self.file, "row": row}
                    raise ComityError("csv.too_many_columns", **place, found=len(cells), expected=MOST_COLUMNS)
                self.header_row, self._behind_header = row, parser.rest()
                self.columns = tuple(unescaped(name.strip(SPACES)) for name in cells)
                self._refuse_repeated_names()
                return
        raise ComityError("file.empty", file=self.file)

    def _refuse_repeated_names(self) -> None:
        seen: dict[str, int] = {}
        for place, name in enumerate(self.columns):
            if name and seen.setdefault(name, place) != place:
                raise self._duplicate_column(seen[name], place)

    def _duplicate_column(self, first: int, second: int) -> ComityError:
        place = {"file": self.file, "row": self.header_row, "first": first + 1, "second": second + 1}
        return ComityError("csv.duplicate_column", **place, found=shown(self.columns[second]))


class Block:
    """Some rows of a table, to be read as `plain` cells where that gives any, as `records` otherwise."""

    def __init__(self, table: Table, piece: Piece) -> None:
        self._table = table
        self._piece = piece

    def plain(self) -> PlainCells | None:
        """The cells of this block, if they can be told by arithmetic on its bytes."""
        return self._table.plain(self._piece)

    def records(self) -> Iterator[Record]:
        """The records beginning in this block; errors as in `Table.records_of`."""
        return self._table.records_of(self._piece)


class _Parser:
    """The records that begin in one piece of text; the last may go on into the pieces that follow."""

    def __init__(self, text: Text, piece: Piece) -> None:
        self._text = text
        self._first_line = piece.line
        self._known = 0  # lines in the pieces seen so far
        self._record: list[str] = []  # the lines of the record being read
        self._buffer = io.StringIO()
        self._take(piece)
        self._reader = csv.reader(self._lines(), strict=True)

    def records(self) -> Iterator[Record]:
        """Records until the first piece is used up."""
        while self._reader.line_num < self._known:
            row = self._first_line + self._reader.line_num
            self._record.clear()
            try:
                cells = next(self._reader)
            except csv.Error as problem:
                raise self._broken(str(problem), row) from None
            yield row, cells

    def rest(self) -> Piece | None:
        """The lines behind the last record."""
        data = self._buffer.read().encode("utf-8")
        return Piece(data, self._first_line + self._reader.line_num) if data else None

    def _take(self, piece: Piece) -> None:
        self._buffer = io.StringIO(piece.data.decode("utf-8"), newline="")
        self._known += count_lines(piece.data) + (not piece.data.endswith((b"\n", b"\r")))

    def _lines(self) -> Iterator[str]:
        """Lines as the parser asks for them; beyond the first piece it only does so to finish a record."""
        size = 0
        while True:
            for line in self._buffer:
                size = len(line) + (size if self._record else 0)
                if size > LONGEST_LINE:
                    row = self._first_line + self._reader.line_num - len(self._record)
                    raise ComityError("csv.line_too_long", file=self._text.file, row=row, expected=LONGEST_LINE)
                self._record.append(line)
                yield line
            piece = self._text.piece("".join(self._record).encode("utf-8"))
            if piece is None:
                return
            self._take(piece)

    def _broken(self, problem: str, row: int) -> ComityError:
        record = "".join(self._record)
        column, opened_at = _fault(record)
        place = {"file": self._text.file, "row": row, "column": column_label(column, self._text.columns)}
        if "field larger" in problem:
            return ComityError("csv.cell_too_long", **place, expected=csv.field_size_limit())
        if "unexpected end" in problem:
            return ComityError("csv.open_quote", **place)
        return ComityError("csv.text_after_quote", **place, found=shown(record[opened_at : opened_at + 100]))


def _fault(record: str) -> tuple[int, int]:
    """The column in which `record` stops being CSV, and where in the text that is."""
    column, length, state = 0, 0, "start"
    for place, mark in enumerate(record):
        if state == "quoted":
            state = "closing" if mark == '"' else state
            length += 1
        elif state == "closing" and mark == '"':
            state = "quoted"
        elif mark == ",":
            column, length, state = column + 1, 0, "start"
        elif mark in "\r\n":
            continue
        elif state == "closing":
            return column, place
        elif state == "start" and mark == '"':
            state = "quoted"
        else:
            length, state = length + 1, "unquoted"
        if length > csv.field_size_limit():
            return column, place
    return column, len(record)
