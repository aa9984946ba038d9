"""Shares of a population: what part of it each value of a column has, as margins to meet or as a reference."""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from comity.importers import SharesFile
from comity.importers.reading.cells import SPACES, Refused, unescaped
from comity.importers.reading.table import Table
from comity.importers.reading.texts import refuse_second
from comity.importers.reading.wording import shown
from comity.terms.errors import ComityError

KIND = "shares"
COLUMNS = "column,value,share"

_NUMBER = re.compile(r"\+?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
# Shares of one column are parts of 1 or percentages; written with few decimals they miss it by a little.
_WHOLES = (1.0, 100.0)
_ROUNDING = 0.01


def sniff(columns: Sequence[str]) -> bool:
    """Whether the columns column, value and share are there, in any order."""
    return {"column", "value", "share"} <= {name.casefold() for name in columns}


def read(table: Table) -> SharesFile:
    """The shares in the order of the file, scaled so that those of each column add up to exactly 1.

    A share is a number of at least 0, a part of 1 or a percentage. Errors: those of `Table.records`, `shares.empty`,
    `shares.bad_share`, `shares.duplicate`, `shares.bad_sum`.
    """
    places = [table.need(name) for name in ("column", "value", "share")]
    rows: dict[str, int] = {}
    found: list[tuple[str, str, float]] = []
    for row, cells in table.records():
        place = places[0]
        try:
            column = _name(cells[places[0]])
            place = places[1]
            value = _name(cells[places[1]])
            place = places[2]
            share = _share(cells[places[2]])
        except Refused as refused:
            raise table.wrong(refused, row, place) from None
        refuse_second(table, "shares.duplicate", rows, f"{column}: {value}", row)
        found.append((column, value, share))
    totals = _totals(table, found)
    scaled = tuple((column, value, share / totals[column]) for column, value, share in found)
    return SharesFile(scaled, "shares", table.ignored(places))


def _name(cell: str) -> str:
    name = unescaped(cell.strip(SPACES))
    if not name:
        raise Refused("shares.empty")
    return name


def _share(cell: str) -> float:
    text = cell.strip(SPACES)
    share = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(share):
        raise Refused("shares.bad_share", found=shown(text))
    return share


def _totals(table: Table, found: Sequence[tuple[str, str, float]]) -> Mapping[str, float]:
    totals: dict[str, float] = defaultdict(float)
    for column, _, share in found:
        totals[column] += share
    for column, total in totals.items():
        if not any(abs(total - whole) <= _ROUNDING * whole for whole in _WHOLES):
            raise ComityError("shares.bad_sum", file=table.file, column=shown(column), found=f"{total:.4g}")
    return totals
