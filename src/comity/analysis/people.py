"""The columns that people are told apart by: those given, and those that follow from their country."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from comity.analysis.countries import CATEGORIES, NAMED, Texts, category, recognised
from comity.importers.reading.wording import column_list
from comity.terms.comparison import Warned
from comity.terms.errors import ComityError
from comity.terms.statements import Participants


@dataclass(frozen=True, eq=False)
class Described:
    """participants: with every column asked for. countries (P,): alpha-3 codes, "" where unknown; None where nothing
    is known of countries. notes: what was not understood."""

    participants: Participants
    countries: Texts | None
    notes: tuple[Warned, ...]


def described(participants: Participants, wanted: Sequence[str], *, given: bool) -> Described:
    """The participants with the columns `wanted`, which are derived from their country where they are not there.

    Countries are in a column of that name, or are the participants themselves. Known ones become alpha-3 codes in the
    column "country"; what else it says stays. given: whether anything but ids was known of the participants.
    Errors: `columns.no_participants`, `columns.no_country`, `columns.unknown`, `columns.unknown_meant`.
    """
    columns = dict(participants.columns)
    source = next((name for place in NAMED for name in columns if name.casefold() == place), None)
    if source is None:
        countries = recognised(participants.ids, codes_only=True)
        written = participants.ids
    else:
        written = columns[source]
        countries = recognised(written)
    notes: tuple[Warned, ...] = ()
    if countries is not None:
        unknown = sorted(set(written[countries == ""].tolist()) - {""})
        if unknown:
            people = int(((countries == "") & (written != "")).sum())
            notes = (Warned("countries.unknown", {"count": people, "names": column_list(unknown)}),)
        columns["country"] = np.where(countries == "", written, countries) if source == "country" else countries
    for column in wanted:
        if column in columns:
            continue
        if column not in CATEGORIES or countries is None:
            raise _missing(column, list(columns), given)
        columns[column] = category(countries, column)
    return Described(Participants(participants.ids, columns), countries, notes)


def _missing(column: str, columns: Sequence[str], given: bool) -> ComityError:
    if not given and not columns:
        return ComityError("columns.no_participants", column=column)
    if column in CATEGORIES:
        return ComityError("columns.no_country", column=column, found=column_list(columns), expected="country")
    known = {name.casefold(): name for name in (*columns, *(CATEGORIES if "country" in columns else ()))}
    meant = get_close_matches(column.casefold(), known, n=1)
    if meant:
        return ComityError("columns.unknown_meant", column=column, meant=known[meant[0]], found=column_list(columns))
    return ComityError("columns.unknown", column=column, found=column_list(columns))
