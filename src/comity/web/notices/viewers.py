"""Whose eyes a notice is looked at with: all that a person may read in whichever of their capacities.

A notice goes to the person, not to the capacity they have chosen at the moment.
"""

from collections.abc import Iterable, Mapping
from typing import cast

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from comity.web.people.models import Capacity, Person
from comity.web.spine.acting import Viewer
from comity.web.spine.models import Body, Entry, GroupMember, Matter, Membership
from comity.web.spine.models.matters import Level
from comity.web.spine.queries.bodies import below, children, holding
from comity.web.spine.queries.groups import acted_in
from comity.web.spine.visibility import Audience, entries_read_by, matters_seen_by

_SERVED = (
    "WITH RECURSIVE served(id) AS (SELECT id FROM spine_body WHERE id IN ({}) "
    "UNION SELECT n.child_id FROM spine_nesting n JOIN served s ON n.parent_id = s.id) SELECT id FROM served"
)


def held_now() -> Q:
    """The condition that a capacity is held now."""
    now = timezone.now()
    return Q(start__lte=now) & (Q(end=None) | Q(end__gt=now))


def viewers(people: Iterable[Person]) -> dict[int, Viewer]:
    """Id of each person -> their eyes. Four queries, however many people."""
    wanted = {one.pk: one.uid for one in people}
    held = Capacity.objects.filter(held_now(), person__in=wanted)
    rows = list(held.values_list("person_id", "party__slug", "body__slug"))
    numbers = {uid: pk for pk, uid in wanted.items()}
    sits = _bodies_by_party({party for _, party, _ in rows if party})
    nested = children() if any(body for _, _, body in rows) else {}
    bodies: dict[int, set[str]] = {}
    acts_in: dict[int, set[str]] = {}
    parties: dict[int, set[str]] = {}
    for person, party, body in rows:
        if party:
            parties.setdefault(person, set()).add(party)
            bodies.setdefault(person, set()).update(sits.get(party, ()))
            acts_in.setdefault(person, set()).update(sits.get(party, ()))
        if body:
            acts_in.setdefault(person, set()).add(body)
            bodies.setdefault(person, set()).update(below(body, nested) | {body})
    groups: dict[str, set[int]] = {}
    inside = GroupMember.objects.filter(person__in=wanted.values())
    for uid, group, body in inside.values_list("person", "group_id", "group__body__slug"):
        if body in acts_in.get(numbers[uid], ()):
            groups.setdefault(uid, set()).add(group)
    return {
        pk: Viewer(
            uid,
            frozenset(bodies.get(pk, ())),
            frozenset(parties.get(pk, ())),
            frozenset(groups.get(uid, ())),
        )
        for pk, uid in wanted.items()
    }


def viewer_in_database(person: Person, capacities: Iterable[Capacity]) -> Viewer:
    """The same eyes, looked up by the database within the query that they are used in, so that the header of every page
    asks one question instead of five. capacities: all that the person holds now, with their parties."""
    held = list(capacities)
    seats = Membership.objects.filter(holding(), party__in=[one.party_id for one in held if one.party_id])
    inside = Q(pk__in=seats.values("body"))
    served = [one.body_id for one in held if one.body_id]
    if served:
        inside |= Q(pk__in=RawSQL(_SERVED.format(", ".join(["%s"] * len(served))), served))
    parties = [one.party_id for one in held if one.party_id]
    groups = GroupMember.objects.filter(acted_in(parties, served), person=person.uid).values("group")
    return Viewer(
        person=person.uid,
        bodies=cast(frozenset[str], Body.objects.filter(inside).values("slug")),
        parties=frozenset(one.party.slug for one in held if one.party),
        groups=cast(frozenset[int], groups),
    )


def shown_to(viewer: Viewer) -> Q:
    """The condition on notices that nothing they are about is closed to `viewer`."""
    matters = Matter.objects.filter(matters_seen_by(viewer), pk=OuterRef("matter"))
    entries = Entry.objects.filter(entries_read_by(viewer), pk=OuterRef("entry"))
    return (Q(matter=None) | Q(Exists(matters))) & (Q(entry=None) | Q(Exists(entries)))


def visible(person: Person, capacities: Iterable[Capacity]) -> Q:
    """The condition on notices that they are those of `person`, and nothing they are about is closed to them now."""
    return Q(person=person) & shown_to(viewer_in_database(person, capacities))


def sees(viewer: Viewer, audience: Audience, body: str) -> bool:
    """Whether `viewer` may see what `audience` may, in the body with this slug; as the conditions of `visibility` say
    it, for many viewers and one thing."""
    match audience.level:
        case Level.PUBLIC:
            return True
        case Level.BODY:
            return body in viewer.bodies
        case Level.DELEGATION:
            return audience.party in viewer.parties
        case Level.GROUP:
            return audience.group in viewer.groups
    return False


def _bodies_by_party(parties: Iterable[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    seats = Membership.objects.filter(holding(), party__slug__in=parties)
    for party, body in seats.values_list("party__slug", "body__slug"):
        found.setdefault(party, set()).add(body)
    return found
