"""Who people are: an identifier, and whatever else is known of them, a column each."""

from collections.abc import Callable, Sequence

from comity.importers import ParticipantsFile
from comity.importers.reading.ballots import text_array
from comity.importers.reading.cells import SPACES, Refused, as_id, unescaped
from comity.importers.reading.table import Table
from comity.importers.reading.texts import refuse_second
from comity.terms.countries import find
from comity.terms.errors import ComityError
from comity.terms.ids import canonical_order
from comity.terms.statements import Participants

KIND = "participants"
COLUMNS = "participant|participant_id|voter-id|voter_id|id|country_code|iso3|alpha3[,<anything>,…]"

# The first of these that a table has holds the identifiers.
_PEOPLE = ("participant", "participant_id", "voter-id", "voter_id", "id")
_COUNTRIES = ("country_code", "iso3", "alpha3")


def sniff(columns: Sequence[str]) -> bool:
    """Whether one of the columns that may hold identifiers is there."""
    return not {name.casefold() for name in columns}.isdisjoint(_PEOPLE + _COUNTRIES)


def read(table: Table) -> ParticipantsFile:
    """The participants, with every named column as text. Where they are known by a country's code, it becomes the
    alpha-3 code, as in roll calls. Errors: as in `read_participants`."""
    identifier, understood = _identifier(table)
    columns = {name: place for place, name in enumerate(table.columns) if name and place != identifier}
    rows: dict[str, int] = {}
    written: dict[str, list[str]] = {name: [] for name in columns}
    for row, cells in table.records():
        try:
            name = understood(cells[identifier])
        except Refused as refused:
            raise table.wrong(refused, row, identifier) from None
        refuse_second(table, "participants.duplicate", rows, name, row)
        for column, place in columns.items():
            written[column].append(unescaped(cells[place].strip(SPACES)))
    ids = text_array(table.file, list(rows))
    order = canonical_order(ids)
    known = {column: text_array(table.file, found)[order] for column, found in written.items()}
    return ParticipantsFile(Participants(ids[order], known), "people", table.ignored([identifier, *columns.values()]))


def _identifier(table: Table) -> tuple[int, Callable[[str], str]]:
    for names, understood in ((_PEOPLE, as_id), (_COUNTRIES, _as_country)):
        for name in names:
            if (place := table.find(name)) is not None:
                return place, understood
    raise ComityError("csv.missing_column", file=table.file, row=table.header_row, expected=_PEOPLE[0])


def _as_country(cell: str) -> str:
    identifier = as_id(cell)
    return find(identifier) or identifier
