"""What the place reads of people: who can be gathered in a small group of a body."""

from dataclasses import dataclass

from django.db.models import Q

from comity.web.people.models import Capacity
from comity.web.people.names import shown_name
from comity.web.spine.models import Body
from comity.web.spine.queries.bodies import holding
from comity.web.spine.queries.parties import Named


@dataclass(frozen=True)
class Candidate:
    """Somebody who acts for a party in the body (party), or serves its secretariat (party is None). person: opaque
    id."""

    person: str
    name: str
    party: Named | None


def candidates(body: Body, most: int = 1_000) -> tuple[Candidate, ...]:
    """The people who act in the body, in the order of their parties. One query."""
    sitting = body.memberships.filter(holding()).values("party")
    found = Capacity.objects.filter(Q(party__in=sitting) | Q(body=body), end=None, person__is_active=True)
    rows = found.select_related("person", "party").order_by("party__slug", "pk")[:most]
    seen: dict[str, Candidate] = {}
    for one in rows:
        party = Named(one.party.slug, one.party.iso3, one.party.name_id) if one.party else None
        seen.setdefault(one.person.uid, Candidate(one.person.uid, shown_name(one.person), party))
    return tuple(seen.values())
