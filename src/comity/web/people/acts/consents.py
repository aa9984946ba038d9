"""Agreeing to a purpose, and no longer agreeing."""

from django.db import transaction
from django.utils import timezone

from comity.terms.errors import ComityError
from comity.web.people.models import Consent, Person
from comity.web.people.purposes import purposes


def give(person: Person, purpose: str) -> Consent:
    """Agree to the purpose as its text stands now; twice says no more than once. Errors: `consent.unknown`."""
    asked = purposes().get(purpose)
    if asked is None or not asked.asked:
        raise ComityError("consent.unknown", purpose=purpose)
    with transaction.atomic():
        standing = Consent.objects.select_for_update().filter(person=person, purpose=purpose, withdrawn=None).first()
        if standing is not None and standing.version == asked.version:
            return standing
        withdraw(person, purpose)
        return Consent.objects.create(person=person, purpose=purpose, version=asked.version)


def withdraw(person: Person, purpose: str) -> None:
    """No longer agree."""
    Consent.objects.filter(person=person, purpose=purpose, withdrawn=None).update(withdrawn=timezone.now())
