"""Who sits in a body, and as what."""

from comity.web.spine.models import Membership
from comity.web.spine.queries.bodies import holding


def capacities_in(body: str, party: str) -> frozenset[str]:
    """The capacities in which the party sits in the body today, both by slug."""
    found = Membership.objects.filter(holding(), body__slug=body, party__slug=party)
    return frozenset(found.values_list("capacity", flat=True))
