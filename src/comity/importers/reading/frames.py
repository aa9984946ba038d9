"""Tables that are in memory already: what hands over Arrow, or has a name and values for each column, as rows of cells.

Each value becomes the cell it would be in a file, so that every format reads it and every refusal names its row and
column. Rows are counted from 1, as positions in the table; the names of the columns stand in row 0.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, cast

import numpy as np
from arro3.core import Table as ArrowTable

from comity.importers.reading.cells import SPACES
from comity.importers.reading.plain import PlainCells, plain_cells
from comity.importers.reading.table import Block, Record, Table
from comity.importers.reading.wording import shown
from comity.terms.errors import ComityError

Columns = list[tuple[str, list[Any]]]

ROWS = 50_000  # rows turned into cells at a time
_NOT_PLAIN = re.compile('["\r\x00]')
# In a file, one apostrophe before such a mark would be an exporter's; here it is the text's own and stays.
_SEEMS_ESCAPED = re.compile(r"'+[=+\-@]")


class Frame(Table):
    """A table in memory, read as a table in a file is."""

    def __init__(self, source: object, file: str) -> None:
        """source: a mapping from names to one-dimensional arrays or lists, or a table of pandas, polars, Arrow or
        anything else that has `__arrow_c_stream__`. file: what errors call it.

        Errors: `table.unreadable`, `table.unequal_lengths`, `csv.duplicate_column`.
        """
        columns = _columns(source, file)
        self.file = file
        self.columns = tuple(name.strip(SPACES) for name, _ in columns)
        self.header_row = 0
        self._blank_rows = 0
        self._values = [values for _, values in columns]
        lengths = [len(values) for values in self._values]
        if len(set(lengths)) > 1:
            found = ", ".join(f"{shown(name)} ({n})" for name, n in zip(self.columns[:8], lengths, strict=False))
            raise ComityError("table.unequal_lengths", file=file, found=found)
        self._refuse_repeated_names()
        self.rows = max(lengths, default=0)

    def blocks(self) -> Iterator[Block]:
        """The rows, some thousand at a time."""
        for first in range(0, self.rows, ROWS):
            yield _Rows(self, first, [values[first : first + ROWS] for values in self._values])

    def skip_blank_row(self) -> None:
        """Count a row that holds nothing."""
        self._blank_rows += 1


class _Rows(Block):
    """Some rows of a frame."""

    def __init__(self, frame: Frame, first: int, values: list[list[Any]]) -> None:
        self._frame = frame
        self._first_row = first + 1
        self._cells = [list(map(_cell, column)) for column in values]

    def plain(self) -> PlainCells | None:
        """The rows as bytes whose cells can be told by arithmetic, if no mark within a cell would mislead it."""
        text = "\n".join(map(",".join, zip(*self._cells, strict=True)))
        if _NOT_PLAIN.search(text):
            return None
        try:
            cells = plain_cells(text.encode("utf-8"), self._first_row, len(self._cells))
        except UnicodeEncodeError:  # half of a character, which the formats refuse where it matters
            return None
        return cells if cells is not None and cells.rows == len(self._cells[0]) else None

    def records(self) -> Iterator[Record]:
        """The rows that hold anything."""
        for row, cells in enumerate(zip(*self._cells, strict=True), self._first_row):
            if "".join(cells).strip(SPACES):
                yield row, list(cells)
            else:
                self._frame.skip_blank_row()


def _columns(source: object, file: str) -> Columns:
    """Name and values, as Python has them, of each column; the first way that works."""
    for read in _WAYS:
        try:
            columns = read(source)
        except (ImportError, TypeError, ValueError, AttributeError, KeyError):
            continue  # such as a pandas table asked for Arrow where pyarrow is not installed
        if columns:
            return columns
    raise ComityError("table.unreadable", file=file, found=type(source).__name__)


def _of_mapping(source: Any) -> Columns:
    if not isinstance(source, Mapping):
        raise TypeError
    return [(str(name), _list(values)) for name, values in source.items()]


def _of_pandas(source: Any) -> Columns:
    return [(str(name), _list(source.iloc[:, place])) for place, name in enumerate(source.columns)]


def _of_arrow(source: Any) -> Columns:
    table = ArrowTable.from_arrow(source)
    return [(name, list(table.column(place).to_pylist())) for place, name in enumerate(table.column_names)]


_WAYS: tuple[Callable[[Any], Columns], ...] = (_of_mapping, _of_pandas, _of_arrow)


def _list(values: Any) -> list[Any]:
    """The values of one column: an array, or a sequence of any library, None where one is missing."""
    if isinstance(values, np.ndarray):
        if values.ndim != 1:
            raise ValueError
        plain = values.astype("datetime64[us]") if values.dtype.kind == "M" else values
        return cast(list[Any], plain.tolist())
    if isinstance(values, str | bytes):
        raise TypeError
    if hasattr(values, "isna"):  # pandas has several values for what is missing, not all of which can be compared
        return [None if lost else value for value, lost in zip(values, values.isna(), strict=True)]
    for way in ("to_pylist", "to_list"):
        if hasattr(values, way):
            return list(getattr(values, way)())
    return list(values)


def _cell(value: Any) -> str:
    """What `value` would be in a file: missing values are empty, whole numbers have no decimals."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith("'") and _SEEMS_ESCAPED.match(value) else value
    if value is None or value != value:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    return str(value)
