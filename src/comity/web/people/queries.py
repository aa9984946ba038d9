"""What may be read of people."""

from django.db.models import Q
from django.utils import timezone

from comity.web.people.models import Capacity, Person


def capacities_held(person: Person) -> tuple[Capacity, ...]:
    """The capacities that the person holds now, with their parties and bodies; one query."""
    now = timezone.now()
    held = person.capacities.filter(Q(end=None) | Q(end__gt=now), start__lte=now)
    return tuple(held.select_related("party", "body").order_by("pk"))
