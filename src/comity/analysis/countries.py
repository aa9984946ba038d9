"""Which country each participant is of, in whatever way it is written, and what is known about it."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from comity.terms.countries import COUNTRIES, categories, find
from comity.words import LANGUAGES, country_name
from comity.words.languages import locale

Texts = NDArray[np.str_]

CATEGORIES = tuple(categories(""))
"""The columns that follow from the country."""
NAMED = ("country", "country_code", "iso3", "alpha3", "iso2", "alpha2")
"""What a column of countries may be called, the first that is there counting."""
_MOST = 0.5  # of those that say anything, how many must be countries for a column to be about countries


def recognised(values: Texts, *, codes_only: bool = False) -> Texts | None:
    """(P,) alpha-3 codes, "" where `values` (P,) names no country; None where most of what it says is no country.

    Codes of ISO 3166-1 and the names in the six languages are understood; `codes_only`: alpha-3 codes alone.
    """
    names, position = np.unique(values, return_inverse=True)
    understood = [(name if name in COUNTRIES else "") if codes_only else _code(name) for name in names.tolist()]
    codes = np.array(understood, dtype=np.str_)[position.reshape(-1)]
    said = values != ""
    return codes if said.any() and (codes[said] != "").mean() > _MOST else None


def category(codes: Texts, column: str) -> Texts:
    """(P,) what `column`, one of CATEGORIES, is for countries known by their alpha-3 codes (P,); "" where unknown."""
    names, position = np.unique(codes, return_inverse=True)
    return np.array([categories(name)[column] for name in names.tolist()], dtype=np.str_)[position.reshape(-1)]


def member_shares(columns: Sequence[str]) -> list[tuple[str, str, float]]:
    """(column, value, share) of the 193 members of the United Nations, each counted once, for those of `columns` that
    are in CATEGORIES; income groups among the States that the World Bank classifies."""
    members = np.array([land.alpha3 for land in COUNTRIES.values() if land.un == "member"])
    shares = []
    for column in columns:
        if column in CATEGORIES:
            held = category(members, column)
            names, counts = np.unique(held[held != ""], return_counts=True)
            total = int(counts.sum())
            shares += [(column, name, n / total) for name, n in zip(names.tolist(), counts.tolist(), strict=True)]
    return shares


def _code(text: str) -> str:
    return find(text) or _names().get(text.casefold().strip(), "")


@cache
def _names() -> dict[str, str]:
    """Name, in small letters, to alpha-3 code: as the United Nations and as common speech has it."""
    names: dict[str, str] = {}
    for language in LANGUAGES:
        common = locale(language).territories
        for alpha3, land in COUNTRIES.items():
            for name in (country_name(language, alpha3), common.get(land.alpha2, alpha3)):
                names.setdefault(name.casefold(), alpha3)
    return names
