"""Bodies and the tiers they are nested in."""

import datetime

from django.db.models import Q
from django.utils import timezone

from comity.web.spine.models import Body, Membership, Nesting, Party


def holding(day: datetime.date | None = None) -> Q:
    """The condition that a membership holds on `day`, today where none is given. Days known only by their year or month
    begin with it."""
    on = (day or timezone.now().date()).isoformat()
    return Q(start__lte=on) & (Q(end="") | Q(end__gt=on))


def body_of(slug: str) -> Body | None:
    """The body with this slug."""
    return Body.objects.filter(slug=slug).first()


def bodies_of(party: Party) -> frozenset[str]:
    """Slugs of the bodies in which the party sits today, in whatever capacity."""
    return frozenset(Membership.objects.filter(holding(), party=party).values_list("body__slug", flat=True))


def served_by(body: Body) -> frozenset[str]:
    """Slugs of the body and of all bodies below it: what its secretariat serves."""
    pairs = Nesting.objects.values_list("parent__slug", "child__slug")
    below: dict[str, list[str]] = {}
    for parent, child in pairs:
        below.setdefault(parent, []).append(child)
    found, waiting = {body.slug}, [body.slug]
    while waiting:
        for child in below.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return frozenset(found)
