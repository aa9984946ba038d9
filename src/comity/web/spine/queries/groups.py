"""Small groups within a body."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from comity.web.spine.acting import Viewer
from comity.web.spine.models import Body, Group, GroupMember, Membership
from comity.web.spine.queries.bodies import holding


def acted_in(parties: Iterable[int], bodies: Iterable[int]) -> Q:
    """The condition on small groups' members that the group's body is one in which a party of `parties` sits today, or
    one of `bodies`; both by id. Who acts in the body no longer belongs to its groups no longer."""
    seats = Membership.objects.filter(holding(), party__in=list(parties))
    return Q(group__body__in=seats.values("body")) | Q(group__body__in=list(bodies))


def groups_of(person: str, parties: Iterable[int], bodies: Iterable[int]) -> frozenset[int]:
    """Ids of the small groups that the person, by opaque id, belongs to. parties, bodies: ids of those that the person
    acts for, and of those whose secretariat the person serves. One query."""
    inside = GroupMember.objects.filter(acted_in(parties, bodies), person=person)
    return frozenset(inside.values_list("group_id", flat=True))


@dataclass(frozen=True)
class Gathered:
    """A small group with the opaque ids of its people."""

    id: int
    name: int
    people: tuple[str, ...]


def groups_in(body: Body, viewer: Viewer, *, every: bool = False) -> tuple[Gathered, ...]:
    """The small groups of the body that the reader belongs to; all of them for its secretariat (`every`). Two
    queries."""
    found = Group.objects.filter(Q() if every else Q(pk__in=viewer.groups), body=body).order_by("pk")
    rows = list(found.values_list("pk", "name_id"))
    people: dict[int, list[str]] = {}
    inside = GroupMember.objects.filter(group__in=[pk for pk, _ in rows]).order_by("pk")
    for group, person in inside.values_list("group_id", "person"):
        people.setdefault(group, []).append(person)
    return tuple(Gathered(pk, name, tuple(people.get(pk, ()))) for pk, name in rows)


def group_of(body: Body, number: int) -> Group | None:
    """The group with this number, if it is one of the body."""
    return Group.objects.filter(body=body, pk=number).select_related("body").first()


def people_in(group: Group) -> tuple[str, ...]:
    """Opaque ids of the people in the group."""
    return tuple(GroupMember.objects.filter(group=group).order_by("pk").values_list("person", flat=True))
