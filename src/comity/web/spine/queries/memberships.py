"""Who sits in a body, and as what; and who stands behind a seat."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from comity.web.spine.models import Membership, Party
from comity.web.spine.queries.bodies import holding
from comity.web.spine.queries.parties import Named, as_named

MEMBER = Membership.Capacity.MEMBER
_SEAT = (
    "pk",
    "body_id",
    "party__slug",
    "party__kind",
    "party__iso3",
    "party__name_id",
    "party__body_id",
    "capacity",
    "start",
    "end",
    "source",
)


class Seat(NamedTuple):
    """A party in a body. id: of the membership; body: id of the body; party: slug; kind: of the party; behind: id of
    the body that the party is at the same time, whose members stand behind it; start, end: as the table has them."""

    id: int
    body: int
    party: str
    kind: str
    iso3: str
    name: int | None
    behind: int | None
    capacity: str
    start: str
    end: str
    source: str

    @property
    def named(self) -> Named:
        return Named(self.party, self.iso3, self.name)

    @property
    def is_union(self) -> bool:
        """Whether members stand behind it."""
        return self.kind == Party.Kind.UNION and self.behind is not None


@dataclass(frozen=True)
class Composition:
    """Who sits in a body on a day. seats: in the order of the parties' slugs; behind: id of a body that holds a seat ->
    the seats in it."""

    seats: tuple[Seat, ...]
    behind: Mapping[int, tuple[Seat, ...]]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Capacity -> how many parties sit in it."""
        return Counter(seat.capacity for seat in self.seats)

    @cached_property
    def members(self) -> tuple[Seat, ...]:
        """The seats of members."""
        return tuple(seat for seat in self.seats if seat.capacity == MEMBER)

    @cached_property
    def states(self) -> Mapping[str, tuple[str, ...]]:
        """Slug of each state represented among the members, each once -> slugs of the unions through which it is; an
        own seat is written as the state's own slug."""
        found: dict[str, list[str]] = {}
        for seat in self.members:
            for state in self._behind(seat, frozenset()):
                found.setdefault(state, []).append(seat.party)
        return {state: tuple(dict.fromkeys(through)) for state, through in found.items()}

    @cached_property
    def represented_twice(self) -> tuple[str, ...]:
        """Slugs of the states behind more than one seat."""
        return tuple(state for state, through in self.states.items() if len(through) > 1)

    def _behind(self, seat: Seat, within: frozenset[int]) -> tuple[str, ...]:
        if seat.kind == Party.Kind.STATE:
            return (seat.party,)
        if not seat.is_union or seat.behind is None or seat.behind in within:
            return ()
        inner = self.behind.get(seat.behind, ())
        return tuple(state for one in inner for state in self._behind(one, within | {seat.behind}))


def capacities_in(body: str, party: str) -> frozenset[str]:
    """The capacities in which the party sits in the body today, both by slug."""
    found = Membership.objects.filter(holding(), body__slug=body, party__slug=party)
    return frozenset(found.values_list("capacity", flat=True))


def composition(body: int, day: datetime.date | None = None) -> Composition:
    """Who sits in the body with this id on `day`, today where none is given. One query, and one more for each further
    tier of unions within unions."""
    unions = Party.objects.filter(kind=Party.Kind.UNION, memberships__body=body).exclude(body=None).values("body")
    rows = _seats(Membership.objects.filter(holding(day), Q(body=body) | Q(body__in=unions, capacity=MEMBER)))
    by_body = _by_body(rows)
    wanted = _unread(by_body)
    while wanted:
        more = _seats(Membership.objects.filter(holding(day), body__in=wanted, capacity=MEMBER))
        by_body.update(dict.fromkeys(wanted, ()) | _by_body(more))
        wanted = _unread(by_body)
    return Composition(by_body.get(body, ()), by_body)


@dataclass(frozen=True)
class SeatsPage:
    """Some memberships of a body; after: where the next page starts, "" at the end."""

    seats: tuple[Seat, ...]
    after: str


def seats_page(body: int, *, past: bool, capacity: str, after: str, most: int | None) -> SeatsPage:
    """Memberships of the body in the order of the parties, those that hold and those to come, or those that have ended.

    capacity: "" for all; after: where the page starts, as the page before said; most: None for all. One query.
    """
    today = timezone.now().date().isoformat()
    ended = ~Q(end="") & Q(end__lte=today)
    found = Membership.objects.filter(ended if past else ~ended, body=body)
    if capacity:
        found = found.filter(capacity=capacity)
    slug, _, pk = after.rpartition("~")
    if slug and pk.isdecimal():
        found = found.filter(Q(party__slug__gt=slug) | Q(party__slug=slug, pk__gt=int(pk)))
    rows = _seats(found, None if most is None else most + 1)
    if most is None or len(rows) <= most:
        return SeatsPage(rows, "")
    return SeatsPage(rows[:most], f"{rows[most - 1].party}~{rows[most - 1].id}")


def seat_of(body: int, membership: int) -> Membership | None:
    """The membership with this id, if it is one of the body."""
    return Membership.objects.filter(body=body, pk=membership).select_related("party", "body").first()


@dataclass(frozen=True)
class Sitting:
    """A body in which a party sits. union: the union through which it does, None for a seat of its own."""

    body: str
    body_name: int
    capacity: str
    start: str
    end: str
    union: Named | None

    @property
    def holds(self) -> bool:
        """Whether it has not ended yet."""
        return not self.end or self.end > timezone.now().date().isoformat()


def sittings(party: Party) -> tuple[Sitting, ...]:
    """Where the party sits: by seats of its own, past ones included, and today through the unions it is a member of.
    Two queries."""
    own = list(Membership.objects.filter(party=party).select_related("body__party").order_by("body__slug", "start"))
    today = timezone.now().date().isoformat()
    members = [m.body for m in own if m.capacity == MEMBER and (not m.end or m.end > today)]
    parties = [body.party for body in members if hasattr(body, "party")]
    unions = {one.pk: one for one in parties if one.kind == Party.Kind.UNION}
    # By their ids: joined, a server that has not counted its tables yet may look at every pair of their rows.
    through = Membership.objects.filter(holding(), party__in=list(unions)).select_related("body")
    found = [Sitting(m.body.slug, m.body.name_id, m.capacity, m.start, m.end, None) for m in own]
    found += [
        Sitting(m.body.slug, m.body.name_id, m.capacity, m.start, m.end, as_named(unions[m.party_id]))
        for m in sorted(through, key=lambda m: (m.body.slug, unions[m.party_id].slug))
    ]
    return tuple(found)


def _seats(found: QuerySet[Membership], most: int | None = None) -> tuple[Seat, ...]:
    rows = found.order_by("party__slug", "pk").values_list(*_SEAT)
    return tuple(map(Seat._make, rows if most is None else rows[:most]))


def _by_body(seats: Iterable[Seat]) -> dict[int, tuple[Seat, ...]]:
    found: dict[int, list[Seat]] = {}
    for seat in seats:
        found.setdefault(seat.body, []).append(seat)
    return {body: tuple(rows) for body, rows in found.items()}


def _unread(by_body: Mapping[int, tuple[Seat, ...]]) -> frozenset[int]:
    """Bodies behind the seats read so far whose own seats are not read yet."""
    return frozenset(
        seat.behind
        for seats in by_body.values()
        for seat in seats
        if seat.is_union and seat.behind is not None and seat.behind not in by_body
    )
