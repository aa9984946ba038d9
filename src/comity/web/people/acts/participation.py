"""Taking over into an account what one did without one."""

from django.db import IntegrityError, transaction

from comity.terms.errors import ComityError
from comity.web.people.models import Participation, Person


def claim(person: Person, participant: str) -> Participation:
    """From now on the participation with this opaque id is the person's. Nothing of it is entered in the record, which
    would tell everybody who that participant was. Errors: `participation.claimed`.
    """
    try:
        with transaction.atomic():
            made, _ = Participation.objects.get_or_create(
                participant=participant, person=person, defaults={"participant": participant}
            )
    except IntegrityError as error:
        raise ComityError("participation.claimed") from error
    return made
