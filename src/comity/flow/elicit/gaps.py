"""Who is missing: voices heard by stratum against those expected, and whom to ask next."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.methods.intervals import wilson
from comity.terms.countries import COUNTRIES, categories
from comity.terms.errors import ComityError

COLUMNS = ("region", "subregion", "income_group", "ldc", "lldc", "sids")
"""The columns in which a country stands (`terms.countries.categories`)."""
FIRST_ASKED = {("ldc", "yes"): 0, ("income_group", "Low income"): 0, ("lldc", "yes"): 1, ("sids", "yes"): 1}
"""Whose gaps are closed first: 0, then 1, then (unnamed) 2."""
LAST_ASKED = 2


@dataclass(frozen=True)
class Expected:
    """A stratum that should be heard: its share of the reference population (NaN where none is known), the members
    that should each have a voice (such as countries by alpha-3 code; may be empty), and its turn, 0 the worst-off."""

    column: str
    name: str
    share: float = math.nan
    members: tuple[str, ...] = ()
    turn: int = LAST_ASKED


@dataclass(frozen=True)
class Gap:
    """What is expected of a stratum, and what was heard.

    heard: voices; total: voices whose value in the column is known; ratio: share of voices over expected share
    (1 as expected, 0 nobody), low and high its interval, all NaN without a reference share; members: how many should
    be heard; missing: which have no voice yet; shortfall: 0 (none) to 1 (all missing), the larger of the share of
    members missing and of 1 - ratio; wanted: voices to add, others unchanged, until the ratio is 1 and no member is
    missing.
    """

    column: str
    name: str
    turn: int
    share: float
    heard: int
    total: int
    ratio: float
    low: float
    high: float
    members: int
    missing: tuple[str, ...]
    shortfall: float
    wanted: int


def gaps(
    expected: Iterable[Expected],
    heard: Mapping[tuple[str, str], int],
    members: Mapping[str, int] | None = None,
    level: float = 0.90,
) -> tuple[Gap, ...]:
    """One gap for each stratum expected, in the order in which to close them: worst-off first, then largest shortfall.

    heard: voices by (column, name), each voice once per column, "" where its value is unknown; members: voices by
    member. The interval is Wilson's for the share of voices, divided by the expected share.
    """
    if any(count < 0 for count in (*heard.values(), *(members or {}).values())):
        raise ComityError("elicit.negative_voices")
    totals: Counter[str] = Counter()
    for (column, name), count in heard.items():
        totals[column] += count if name else 0
    found = [
        _gap(one, heard.get((one.column, one.name), 0), totals[one.column], members or {}, level) for one in expected
    ]
    return tuple(sorted(found, key=lambda gap: (gap.turn, -gap.shortfall, -len(gap.missing), gap.column, gap.name)))


def _gap(one: Expected, heard: int, total: int, members: Mapping[str, int], level: float) -> Gap:
    missing = tuple(member for member in one.members if not members.get(member, 0))
    ratio = low = high = math.nan
    wanted = len(missing)
    shortfall = len(missing) / len(one.members) if one.members else 0.0
    if not math.isnan(one.share):
        if not 0 < one.share <= 1:
            raise ComityError("elicit.bad_share", column=one.column, name=one.name, found=one.share)
        bounds = wilson(heard, total, level)
        ratio = heard / total / one.share if total else math.nan
        low, high = (float(bound) / one.share for bound in bounds)
        shortfall = max(shortfall, 1 - ratio if total else 1.0)
        wanted = max(wanted, _to_add(heard, total, one.share))
    return Gap(
        column=one.column,
        name=one.name,
        turn=one.turn,
        share=one.share,
        heard=heard,
        total=total,
        ratio=ratio,
        low=low,
        high=high,
        members=len(one.members),
        missing=missing,
        shortfall=shortfall,
        wanted=wanted,
    )


def _to_add(heard: int, total: int, share: float) -> int:
    """The least x with (heard + x) / (total + x) >= share; one where nobody at all was heard."""
    if not total:
        return 1
    if share == 1:
        return 0
    return max(0, math.ceil((share * total - heard) / (1 - share) - 1e-9))


def country_strata(shares: Mapping[tuple[str, str], float] | None = None, un: str = "member") -> tuple[Expected, ...]:
    """The strata of countries: regions, sub-regions, income groups, and the least developed, landlocked developing and
    small island developing, each with its members among the United Nations' ("member"; "" takes every entry).

    shares: reference shares by (column, name), for example of the world's population.
    """
    lists: dict[tuple[str, str], list[str]] = {}
    for code, land in COUNTRIES.items():
        if un in ("", land.un):
            for column, name in _places(code):
                lists.setdefault((column, name), []).append(code)
    return tuple(
        Expected(
            *place,
            share=(shares or {}).get(place, math.nan),
            members=tuple(codes),
            turn=FIRST_ASKED.get(place, LAST_ASKED),
        )
        for place, codes in sorted(lists.items())
    )


def country_gaps(
    voices: Mapping[str, int], shares: Mapping[tuple[str, str], float] | None = None, level: float = 0.90
) -> tuple[Gap, ...]:
    """The gaps of the world, from voices by alpha-3 code ("" where a voice's country is unknown)."""
    heard: Counter[tuple[str, str]] = Counter()
    for code, count in voices.items():
        for column, name in categories(code).items():
            heard[column, name] += count
    return gaps(country_strata(shares), heard, voices, level)


def _places(code: str) -> list[tuple[str, str]]:
    """Where a country stands; that it is not among the least developed and so on is no stratum."""
    known = categories(code)
    return [(column, known[column]) for column in COLUMNS if known[column] not in ("", "no")]
