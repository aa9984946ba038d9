"""Statements from the columns of a table: identifier, texts, moderation, whether they are about the people asked."""

from collections.abc import Mapping

import numpy as np

from comity.importers.reading.ballots import text_array
from comity.importers.reading.cells import SPACES, Refused, as_id, unescaped
from comity.importers.reading.table import Table
from comity.importers.reading.wording import shown
from comity.terms.comparison import Warned
from comity.terms.errors import ComityError
from comity.terms.ids import canonical_order
from comity.terms.statements import ACCEPTED, REJECTED, UNMODERATED, Statements

_MODERATION = {"1": ACCEPTED, "0": UNMODERATED, "": UNMODERATED, "-1": REJECTED}
_TRUTH = {
    "true": True,
    "t": True,
    "yes": True,
    "1": True,
    "false": False,
    "f": False,
    "no": False,
    "0": False,
    "": False,
}


def read_texts(
    table: Table, identifier: int, texts: Mapping[str, int], *, moderated: int | None, meta: int | None
) -> tuple[Statements, tuple[Warned, ...]]:
    """The statements in canonical order, and what was left aside. texts: language -> column.

    Texts stay as they are, but for the apostrophe that kept a spreadsheet from calculating them. Errors: those of
    `Table.records`; `ids.…`; `statements.duplicate`, `statements.bad_moderation`, `statements.bad_meta`.
    """
    rows: dict[str, int] = {}
    written: dict[str, list[str]] = {language: [] for language in texts}
    moderation: list[int] = []
    about_people: list[bool] = []
    for row, cells in table.records():
        column = identifier
        try:
            name = as_id(cells[identifier])
            if moderated is not None:
                column = moderated
                moderation.append(_moderation(cells[moderated]))
            if meta is not None:
                column = meta
                about_people.append(_truth(cells[meta]))
        except Refused as refused:
            raise table.wrong(refused, row, column) from None
        refuse_second(table, "statements.duplicate", rows, name, row)
        for language, place in texts.items():
            written[language].append(unescaped(cells[place]))
    ids = text_array(table.file, list(rows))
    order = canonical_order(ids)
    statements = Statements(
        ids=ids[order],
        texts={language: text_array(table.file, found)[order] for language, found in written.items()},
        moderation=np.array(moderation or [UNMODERATED] * len(ids), dtype=np.int8)[order],
        meta=np.array(about_people or [False] * len(ids), dtype=np.bool_)[order],
    )
    used = [identifier, *texts.values(), *(place for place in (moderated, meta) if place is not None)]
    return statements, table.ignored(used)


def refuse_second(table: Table, code: str, rows: dict[str, int], name: str, row: int) -> None:
    """Note that `name` stands in `row`; error `code`, with both rows, where it already stood in another."""
    first = rows.setdefault(name, row)
    if first != row:
        raise ComityError(code, file=table.file, first=first, second=row, found=shown(name))


def _moderation(cell: str) -> int:
    moderation = _MODERATION.get(cell.strip(SPACES))
    if moderation is None:
        raise Refused("statements.bad_moderation", found=shown(cell), expected="-1, 0, 1")
    return moderation


def _truth(cell: str) -> bool:
    truth = _TRUTH.get(cell.strip(SPACES).lower())
    if truth is None:
        raise Refused("statements.bad_meta", found=shown(cell), expected="true, false")
    return truth
