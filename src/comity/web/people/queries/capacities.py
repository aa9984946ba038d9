"""Who may act in whose name."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from comity.web.people.models import Capacity, Person
from comity.web.people.names import shown_name
from comity.web.spine.models import Body, Party


@dataclass(frozen=True)
class Member:
    """Somebody in a delegation or a secretariat, as the others there see them. me: whether it is the reader."""

    capacity: Capacity
    name: str
    email: str
    me: bool


def capacities_held(person: Person) -> tuple[Capacity, ...]:
    """The capacities that the person holds now, with their parties and bodies; one query."""
    now = timezone.now()
    held = person.capacities.filter(Q(end=None) | Q(end__gt=now), start__lte=now)
    return tuple(held.select_related("party", "body").order_by("pk"))


def delegation_of(party: Party, reader: str) -> tuple[Member, ...]:
    """The people of a party's delegation, the head first, then in the order in which they came. One query. reader:
    opaque id."""
    found = _members(Capacity.objects.filter(party=party, end=None), reader)
    return tuple(sorted(found, key=lambda one: one.capacity.role != Capacity.Role.HEAD))


def secretariat_of(body: Body, reader: str) -> tuple[Member, ...]:
    """The people of a body's secretariat in the order in which they came. One query."""
    return _members(Capacity.objects.filter(body=body, end=None), reader)


def heads_of(parties: list[Party]) -> dict[int, str]:
    """Id of each party that has a head -> the head's name. One query."""
    heads = Capacity.objects.filter(party__in=parties, role=Capacity.Role.HEAD, end=None).select_related("person")
    return {int(one.party_id or 0): shown_name(one.person) for one in heads}


def member_of(party: Party, capacity: int) -> Capacity | None:
    """Somebody's place in the delegation of the party, while it lasts."""
    return _current().filter(party=party, pk=capacity).first()


def colleague_of(body: Body, capacity: int) -> Capacity | None:
    """Somebody's place in the secretariat of the body, while it lasts."""
    return _current().filter(body=body, pk=capacity).first()


def _current() -> QuerySet[Capacity]:
    return Capacity.objects.filter(end=None).select_related("person", "party", "body")


def _members(found: QuerySet[Capacity], reader: str) -> tuple[Member, ...]:
    return tuple(
        Member(one, shown_name(one.person), one.person.email or "", one.person.uid == reader)
        for one in found.select_related("person", "party", "body").order_by("start", "pk")
    )
