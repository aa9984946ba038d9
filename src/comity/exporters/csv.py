"""Tables as CSV: UTF-8, a header, a full stop as decimal mark, and text that no spreadsheet takes for a formula.

What is written here comes back through the importers as it was: `read_statements` reads statements.csv,
`read_participants` participants.csv.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from comity.exporters.tables import TABLES, Column, Table
from comity.terms.comparison import Comparison
from comity.terms.errors import ComityError

BLOCK = 10_000  # rows turned into text at a time
# A spreadsheet calculates a cell that begins so; one apostrophe more keeps it text, and the importers take one off.
_CALCULATED = re.compile(r"'*[=+\-@\t\r]")
_PARTS = re.compile(r'[,"\r\n]')


def write_tables(result: Comparison, folder: Path, language: str = "en") -> None:
    """Write every table of a comparison to `folder`, which must be there, as <name>.csv. language: as in `tables`.
    Error: `file.cannot_write`."""
    for name, make in TABLES.items():
        write_csv(make(result, language), folder / f"{name}.csv")


def write_csv(table: Table, path: Path) -> None:
    """Write one table. Text is escaped, numbers are the shortest that read back equal, NaN is an empty cell, truth is
    true or false. Error: `file.cannot_write`."""
    try:
        with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(",".join(map(_text, table)) + "\n")
            columns = [_cells(column) for column in table.values()]
            for blocks in zip(*columns, strict=True):
                file.writelines(f"{row}\n" for row in map(",".join, zip(*blocks, strict=True)))
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise ComityError("file.cannot_write", path=str(path), reason=reason) from problem


def escaped(text: str) -> str:
    """`text` with an apostrophe in front where a spreadsheet would calculate it, or where it already has one so
    placed: taking off one apostrophe gives the text back."""
    return f"'{text}" if _CALCULATED.match(text) else text


def _cells(column: Column) -> Iterator[list[str]]:
    """The column as written, a block of rows at a time."""
    write = _WRITTEN[column.dtype.kind]
    plain = np.asarray(column)
    for start in range(0, len(plain), BLOCK):
        yield [write(value) for value in plain[start : start + BLOCK].tolist()]


def _text(text: str) -> str:
    """A cell of text, between quotation marks where it holds what parts cells or rows."""
    cell = escaped(text)
    # Python's own writer leaves a lone carriage return bare, which every reader takes for the end of a row.
    return '"{}"'.format(cell.replace('"', '""')) if _PARTS.search(cell) else cell


def _measure(value: float) -> str:
    return "" if value != value else repr(value)


def _truth(value: bool) -> str:
    return "true" if value else "false"


_WRITTEN: dict[str, Callable[..., str]] = {"U": _text, "i": str, "f": _measure, "b": _truth}
