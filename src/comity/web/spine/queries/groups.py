"""Small groups within a body."""

from dataclasses import dataclass

from django.db.models import Q

from comity.web.spine.acting import Viewer
from comity.web.spine.models import Body, Group, GroupMember


def groups_of(person: str) -> frozenset[int]:
    """Ids of the small groups that the person, by opaque id, belongs to."""
    return frozenset(GroupMember.objects.filter(person=person).values_list("group_id", flat=True))


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
