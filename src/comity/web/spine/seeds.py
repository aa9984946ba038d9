"""Planting what is known from facts: real bodies, the parties that sit in them, and since when.

Planting again adds what the facts have gained since, and nothing twice. What officers entered themselves stays as it
is: a membership that they ended is not opened again, and a name that they worded is not worded otherwise.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from comity.terms import bodies as facts
from comity.terms.record import SYSTEM
from comity.web.spine.acting import THE_SYSTEM
from comity.web.spine.acts.memberships import Seating, ended, seat
from comity.web.spine.acts.parties import entered
from comity.web.spine.acts.record import Act, append_all
from comity.web.spine.models import Body, Membership, Nesting, Party, Text, Wording
from comity.words import LANGUAGES, has, say, tag

ORIGINAL = "en"


@dataclass(frozen=True)
class Planted:
    """How many of each were added; ended: memberships that the facts say have ended since; entries: of the record."""

    bodies: int
    parties: int
    memberships: int
    ended: int
    entries: int


def plant(now: datetime.datetime) -> Planted:
    """Plant what is missing, all of it in one transaction, and enter it in the record in the name of the system.

    now: when the facts are taken over; the record says so of each body.
    """
    with transaction.atomic():
        bodies, of_bodies = _plant_bodies(now)
        _plant_nestings(bodies)
        parties, of_parties = _plant_parties(bodies)
        acts = [*of_bodies, *of_parties]
        present = _present()
        fresh = list(_missing(bodies, parties, present))
        of_seats = seat(THE_SYSTEM, fresh)
        of_ends = list(_end_what_ended(present))
        acts += of_seats + of_ends
        if acts:
            append_all(acts)
    return Planted(len(of_bodies), len(of_parties), len(of_seats), len(of_ends), len(acts))


def _plant_bodies(now: datetime.datetime) -> tuple[dict[str, Body], list[Act]]:
    present = {one.slug: one for one in Body.objects.all()}
    fresh = [one for one in facts.BODIES.values() if one.slug not in present]
    names = _write([one.name_key for one in fresh])
    purposes = _write([one.purpose_key for one in fresh])
    made = Body.objects.bulk_create(
        Body(
            slug=one.slug,
            tier=one.tier,
            name=names[one.name_key],
            purpose=purposes.get(one.purpose_key),
            founded=str(one.founded or ""),
            dissolved=str(one.dissolved or ""),
            source=one.source,
        )
        for one in fresh
    )
    acts = [
        Act(
            THE_SYSTEM,
            "body.listed",
            f"body:{one.slug}",
            {
                "body": one.slug,
                "tier": one.tier,
                "name": _wordings(one.name_key),
                "parents": list(one.parents),
                "founded": str(one.founded or ""),
                "dissolved": str(one.dissolved or ""),
                "source": one.source,
                "on": now.date().isoformat(),
            },
            one.slug,
        )
        for one in fresh
    ]
    return present | {one.slug: one for one in made}, acts


def _plant_nestings(bodies: Mapping[str, Body]) -> None:
    """The tiers of the facts, which have no circle; those that officers added stay, and none is added that would close
    one with them."""
    present = set(Nesting.objects.values_list("parent__slug", "child__slug"))
    Nesting.objects.bulk_create(
        Nesting(parent=bodies[parent], child=bodies[one.slug])
        for one in facts.BODIES.values()
        for parent in one.parents
        if (parent, one.slug) not in present and not _leads(one.slug, parent, present)
    )


def _leads(above: str, below: str, pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether the tiers lead from one body down to another."""
    tiers: dict[str, list[str]] = {}
    for parent, child in pairs:
        tiers.setdefault(parent, []).append(child)
    waiting, seen = [above], {above}
    while waiting:
        here = waiting.pop()
        if here == below:
            return True
        fresh = [one for one in tiers.get(here, ()) if one not in seen]
        seen.update(fresh)
        waiting += fresh
    return False


def _plant_parties(bodies: Mapping[str, Body]) -> tuple[dict[str, Party], list[Act]]:
    present = {one.slug: one for one in Party.objects.all()}
    fresh = [one for one in facts.PARTIES.values() if one.slug not in present]
    names = _write([one.name_key for one in fresh if one.name_key and not one.body])
    made = Party.objects.bulk_create(
        Party(
            slug=one.slug,
            kind=one.kind,
            iso3=one.alpha3,
            name=bodies[one.body].name if one.body else names.get(one.name_key),
            body=bodies[one.body] if one.body else None,
        )
        for one in fresh
    )
    known = {one.slug: one for one in fresh}
    acts = [
        entered(THE_SYSTEM, one, _wordings(known[one.slug].name_key) if known[one.slug].name_key else {})
        for one in made
    ]
    return present | {one.slug: one for one in made}, acts


Key = tuple[str, str, str]
"""Slugs of body and party, and capacity."""


def _present() -> dict[Key, list[Membership]]:
    found: dict[Key, list[Membership]] = {}
    for one in Membership.objects.select_related("body", "party"):
        found.setdefault((one.body.slug, one.party.slug, one.capacity), []).append(one)
    return found


def _missing(
    bodies: Mapping[str, Body], parties: Mapping[str, Party], present: Mapping[Key, list[Membership]]
) -> Iterator[Seating]:
    for one in _known():
        there = present.get((one.body, one.party, one.capacity), ())
        start, end = str(one.start or ""), str(one.end or "")
        # Whatever holds without an end already, from whichever day, is not opened a second time.
        if any(row.start == start for row in there) or (not end and any(not row.end for row in there)):
            continue
        yield Seating(bodies[one.body], parties[one.party], one.capacity, start, end, one.source)


def _end_what_ended(present: Mapping[Key, list[Membership]]) -> Iterator[Act]:
    for one in _known():
        for row in present.get((one.body, one.party, one.capacity), ()):
            if one.end is not None and not row.end and row.start == str(one.start or ""):
                row.end = str(one.end)
                row.save(update_fields=["end"])
                yield ended(THE_SYSTEM, row, one.source)


def _known() -> Iterator[facts.Membership]:
    """The memberships of the facts, and those that follow from them: whoever is a member of the body whose members sit
    in another by right, from when both have existed."""
    yield from facts.MEMBERSHIPS
    by_body: dict[str, list[facts.Membership]] = {}
    for one in facts.MEMBERSHIPS:
        if one.capacity == Membership.Capacity.MEMBER:
            by_body.setdefault(one.body, []).append(one)
    for body in facts.BODIES.values():
        for one in by_body.get(body.members_of, ()) if body.members_of else ():
            days = [day for day in (one.start, body.founded) if day is not None]
            start = max(days, key=lambda day: day.first_day) if days else None
            if one.end is None or start is None or start.first_day < one.end.first_day:
                yield facts.Membership(
                    body.slug, one.party, one.capacity, start, one.end, one.certainty, one.source, one.note
                )


def _write(keys: list[str]) -> dict[str, Text]:
    """Key -> a new text with the message of every language as authentic, for the keys that have one."""
    wanted = [key for key in keys if has(key)]
    made = dict(zip(wanted, Text.objects.bulk_create(Text(original=ORIGINAL) for _ in wanted), strict=True))
    Wording.objects.bulk_create(
        Wording(
            text=text,
            language=language,
            content=content,
            status=Wording.Status.AUTHENTIC,
            of_version=None if language == ORIGINAL else 1,
            author=SYSTEM,
        )
        for key, text in made.items()
        for language, content in _wordings(key).items()
    )
    return made


def _wordings(key: str) -> dict[str, str]:
    return {tag(language): say(language, key) for language in LANGUAGES}
