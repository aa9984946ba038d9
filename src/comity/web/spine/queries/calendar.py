"""What happens when: openings and deadlines of matters, and days on which somebody enters or leaves a body."""

import datetime
from dataclasses import dataclass

from django.db.models import Q

from comity.web.spine.acting import Viewer
from comity.web.spine.models import Matter, Membership
from comity.web.spine.queries.parties import Named
from comity.web.spine.visibility import matters_seen_by

OPENS, DEADLINE, ENTERS, LEAVES = "opens", "deadline", "enters", "leaves"
_DEAD = (Matter.State.WITHDRAWN,)


@dataclass(frozen=True)
class Event:
    """Something that happens at a moment (UTC), or on a whole day.

    uid: stable, the same in every export; kind: OPENS, DEADLINE, ENTERS or LEAVES; body: slug, body_name: id of the
    text; matter, title: of what opens or falls due; party, capacity: of who enters or leaves; changed: when it was last
    changed, None where that is not known.
    """

    uid: str
    kind: str
    day: datetime.date
    moment: datetime.datetime | None
    body: str
    body_name: int
    matter: Matter | None = None
    party: Named | None = None
    capacity: str = ""
    changed: datetime.datetime | None = None

    @property
    def whole_day(self) -> bool:
        """Whether it has no time of day."""
        return self.moment is None


def events(
    viewer: Viewer, since: datetime.date, until: datetime.date, *, body: str = "", most: int = 500
) -> tuple[Event, ...]:
    """What happens from `since` to before `until`, in order; of one body, or of all. Two queries.

    Days known only by their month or year are no days of a calendar and are left out.
    """
    start, end = (datetime.datetime.combine(day, datetime.time(), datetime.UTC) for day in (since, until))
    inside = Q(opens__gte=start, opens__lt=end) | Q(deadline__gte=start, deadline__lt=end)
    matters = Matter.objects.filter(matters_seen_by(viewer), inside).exclude(state__in=_DEAD)
    first, last = since.isoformat(), until.isoformat()
    moves = Membership.objects.filter(Q(start__gte=first, start__lt=last) | Q(end__gte=first, end__lt=last))
    if body:
        matters, moves = matters.filter(body__slug=body), moves.filter(body__slug=body)
    found = [one for m in matters.select_related("body").order_by("deadline", "pk")[:most] for one in _of_matter(m)]
    found += [
        one for m in moves.select_related("body", "party").order_by("start", "pk")[:most] for one in _of_membership(m)
    ]
    kept = (one for one in found if since <= one.day < until)
    return tuple(sorted(kept, key=lambda one: (one.day, one.moment or start, one.uid)))[:most]


def _of_matter(matter: Matter) -> list[Event]:
    moments = ((OPENS, matter.opens), (DEADLINE, matter.deadline))
    return [
        Event(
            uid=f"matter-{matter.pk}-{kind}",
            kind=kind,
            day=moment.astimezone(datetime.UTC).date(),
            moment=moment,
            body=matter.body.slug,
            body_name=matter.body.name_id,
            matter=matter,
            changed=matter.changed,
        )
        for kind, moment in moments
        if moment is not None
    ]


def _of_membership(membership: Membership) -> list[Event]:
    party = membership.party
    return [
        Event(
            uid=f"membership-{membership.pk}-{kind}",
            kind=kind,
            day=datetime.date.fromisoformat(day),
            moment=None,
            body=membership.body.slug,
            body_name=membership.body.name_id,
            party=Named(party.slug, party.iso3, party.name_id),
            capacity=membership.capacity,
        )
        for kind, day in ((ENTERS, membership.start), (LEAVES, membership.end))
        if len(day) == len("2000-01-01")
    ]
