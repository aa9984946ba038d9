"""The facts about real bodies, read once from the tables beside this module and checked as they are read."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from comity.terms.bodies.definitions import (
    CAPACITIES,
    CERTAINTIES,
    PARTY_KINDS,
    TIERS,
    Body,
    Membership,
    PartialDate,
    Party,
)
from comity.terms.bodies.nesting import check_nesting
from comity.terms.countries import COUNTRIES
from comity.terms.errors import ComityError

_FOLDER = files("comity.terms.bodies")


def _rows(table: Traversable) -> list[dict[str, str]]:
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))


def _when(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _one_of(allowed: Iterable[str], value: str, where: str) -> str:
    if value not in allowed:
        raise ValueError(f"{value!r} in {where} is none of {', '.join(allowed)}")
    return value


def _bodies() -> dict[str, Body]:
    found = {
        row["slug"]: Body(
            slug=row["slug"],
            tier=_one_of(TIERS, row["tier"], row["slug"]),
            founded=_when(row["founded"]),
            dissolved=_when(row["dissolved"]),
            parents=tuple(row["parents"].split()),
            members_of=row["members_of"],
            source=row["source"],
        )
        for row in _rows(_FOLDER.joinpath("bodies.csv"))
    }
    check_nesting({slug: body.parents for slug, body in found.items()})
    return found


def _parties() -> dict[str, Party]:
    states = {
        alpha3.lower(): Party(alpha3.lower(), "state", alpha3, "", "", "United Nations, Member States and observers")
        for alpha3, land in COUNTRIES.items()
        if land.un
    }
    others = {
        row["slug"]: Party(
            slug=row["slug"],
            kind=_one_of(PARTY_KINDS, row["kind"], row["slug"]),
            alpha3=row["alpha3"],
            body=_one_of({*BODIES, ""}, row["body"], row["slug"]),
            name_key=row["name_key"],
            source=row["source"],
        )
        for row in _rows(_FOLDER.joinpath("parties.csv"))
    }
    return states | others


def _memberships() -> Iterator[Membership]:
    tables = {table.name.removesuffix(".csv"): table for table in _FOLDER.joinpath("memberships").iterdir()}
    for body in BODIES:
        for row in _rows(tables.pop(body)) if body in tables else ():
            yield Membership(
                body=body,
                party=_one_of(PARTIES, row["party"], body),
                capacity=_one_of(CAPACITIES, row["capacity"], body),
                start=_when(row["start"]),
                end=_when(row["end"]),
                certainty=_one_of(CERTAINTIES, row["certainty"], body),
                source=row["source"],
                note=row["note"],
            )
    if tables:
        raise ValueError(f"memberships of bodies that are not described: {', '.join(sorted(tables))}")


BODIES: Mapping[str, Body] = MappingProxyType(_bodies())
"""Every body by its slug, a parent before what is below it."""

NESTING: Mapping[str, tuple[str, ...]] = MappingProxyType({slug: body.parents for slug, body in BODIES.items()})
"""Body -> the bodies it is part of, as `above` and `below` take it."""

PARTIES: Mapping[str, Party] = MappingProxyType(_parties())
"""Every party by its slug: the states first, by their codes."""

MEMBERSHIPS: tuple[Membership, ...] = tuple(_memberships())
"""Every membership recorded, past ones included, body by body."""


def memberships(on: date | None = None) -> tuple[Membership, ...]:
    """The memberships that held on a day, of bodies that existed then; all that are recorded where no day is given.

    A membership whose start is not known holds from the body's founding; its `start` is None.
    """
    return MEMBERSHIPS if on is None else tuple(one for one in MEMBERSHIPS if one.holds(on) and exists(one.body, on))


@lru_cache(maxsize=1024)
def _seats(on: date) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(Body, capacity) -> the parties that sat there on a day."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for one in memberships(on):
        found.setdefault((one.body, one.capacity), {})[one.party] = None
    return {seat: tuple(parties) for seat, parties in found.items()}


def body_named(slug: str) -> Body:
    """The body with this slug; a ComityError where there is none."""
    if slug not in BODIES:
        raise ComityError("bodies.unknown_body", value=slug)
    return BODIES[slug]


def party_named(slug: str) -> Party:
    """The party with this slug; a ComityError where there is none."""
    if slug not in PARTIES:
        raise ComityError("bodies.unknown_party", value=slug)
    return PARTIES[slug]


def exists(body: str, on: date) -> bool:
    """Whether the body had been founded and not yet dissolved on a day.

    One whose founding is not known is taken to have existed as long as one of its parents, or always where it has none.
    """
    known = body_named(body)
    if known.dissolved is not None and known.dissolved.first_day <= on:
        return False
    if known.founded is not None:
        return known.founded.first_day <= on
    return not known.parents or any(exists(parent, on) for parent in known.parents)


def members(body: str, on: date, capacity: str = "member") -> tuple[str, ...]:
    """Slugs of the parties that sat in a body on a day in one capacity, in the order of the table.

    Where the members of another body sit here by right (`Body.members_of`), they are counted, as members.
    """
    known = body_named(body)
    own = _seats(on).get((body, capacity), ())
    if not known.members_of or capacity != "member" or not exists(body, on):
        return own
    return tuple(dict.fromkeys((*own, *members(known.members_of, on))))


def bodies_of(party: str, on: date, capacity: str = "member") -> tuple[str, ...]:
    """Slugs of the bodies in which a party sat on a day in one capacity, in the order of `BODIES`, those included in
    which it sits by right of another (`Body.members_of`)."""
    party_named(party)
    return tuple(slug for slug in BODIES if party in members(slug, on, capacity))


def coverage() -> dict[str, tuple[int, int]]:
    """Body -> (memberships recorded, those of them whose start is known), for each body with a table of its own."""
    found: dict[str, tuple[int, int]] = {}
    for one in MEMBERSHIPS:
        recorded, dated = found.get(one.body, (0, 0))
        found[one.body] = (recorded + 1, dated + (one.start is not None))
    return found
