"""The table that stands beside every chart: the same figures for those who read, listen or copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from comity.words import printable


@dataclass(frozen=True)
class Column:
    """A column's heading; `figures` where it holds numbers, which align at their end."""

    heading: str
    figures: bool = False


@dataclass(frozen=True)
class Table:
    """caption: what the table holds. The first column of `rows` names each row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def __html__(self) -> str:
        """The table as HTML: every cell escaped, every row's name isolated from the direction of the text around."""
        kinds = [' class="n"' if column.figures else "" for column in self.columns]
        head = "".join(
            f'<th scope="col"{kind}>{_cell(column.heading)}</th>'
            for column, kind in zip(self.columns, kinds, strict=True)
        )
        body = "".join(_row(row, kinds) for row in self.rows)
        caption = f"<caption>{_cell(self.caption)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Table:
    """A table of plain text."""
    return Table(caption, tuple(columns), tuple(tuple(row) for row in rows))


def _row(row: tuple[str, ...], kinds: list[str]) -> str:
    rest = "".join(f"<td{kind}>{_cell(text)}</td>" for text, kind in zip(row[1:], kinds[1:], strict=True))
    return f'<tr><th scope="row"><bdi>{_cell(row[0])}</bdi></th>{rest}</tr>'


def _cell(text: str) -> str:
    return escape(printable(text), quote=False)
