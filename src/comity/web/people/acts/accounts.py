"""An account: changing it, making an operator, ending sessions, and erasing it."""

import zoneinfo

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone

from comity.terms.errors import ComityError
from comity.terms.record import Entry
from comity.web.people.acts.capacities import end_all
from comity.web.people.holdings import parts
from comity.web.people.models import Capacity, Person, opaque_id
from comity.web.people.names import cleaned
from comity.web.people.queries.accounts import headships, is_last_operator
from comity.web.people.queries.titles import party_name
from comity.web.people.speech import here
from comity.web.spine.acting import THE_SYSTEM, Acting
from comity.web.spine.acts.record import Act, append
from comity.words import tag


def change(person: Person, *, name: str, language: str, zone: str) -> None:
    """Set name, language and time zone. Errors: `person.name_too_long`, `person.unknown_zone`."""
    if zone not in zoneinfo.available_timezones():
        raise ComityError("person.unknown_zone", value=zone)
    person.name, person.language, person.timezone = cleaned(name), tag(language), zone
    person.save(update_fields=["name", "language", "timezone"])


def make_account(email: str, language: str, name: str = "") -> Person:
    """The account with this address, made where there is none. The address is taken as confirmed: whoever may call this
    has the machine."""
    address = email.strip().lower()
    with transaction.atomic():
        person = Person.objects.filter(email__iexact=address).first()
        if person is None:
            person = Person.objects.create_user(address, language=tag(language), name=cleaned(name))
        if not EmailAddress.objects.filter(user=person, email=address, verified=True).exists():
            forget_ways_in(person)
            EmailAddress.objects.update_or_create(
                user=person, email=address, defaults={"primary": True, "verified": True}
            )
    return person


def make_operator(email: str, language: str) -> Person:
    """The account with this address, see `make_account`, which from now on may run the installation. The record says
    so, once."""
    with transaction.atomic():
        person = make_account(email, language)
        if not person.is_operator:
            person.is_operator = True
            person.save(update_fields=["is_operator"])
            append(Act(THE_SYSTEM, "account.operator", f"person:{person.uid}", {"person": person.uid}))
    return person


def forget_ways_in(person: Person) -> None:
    """Whatever signs in to an account whose address nobody has confirmed may be somebody else's."""
    for model in (Authenticator, SocialAccount):
        model.objects.filter(user_id=person.pk).delete()
    person.sessions.all().delete()


def end_other_sessions(person: Person, this: str) -> int:
    """Sign the person out everywhere but in the session with the key `this`; how many sessions ended."""
    ended, _ = person.sessions.exclude(session_key=this).delete()
    return ended


def erase(person: Person) -> list[Entry]:
    """Erase the account and all that belongs to it; the entries of the record that say so.

    The entries that the person made stay, as everybody's memory, with an opaque id that from now on belongs to nobody:
    the row that is left behind has another one, and no name, address, capacity or session.
    Errors: `account.head_hands_over`, `account.last_operator`.
    """
    acting = Acting(person.uid, "citizen")
    with transaction.atomic():
        held = Person.objects.select_for_update().get(pk=person.pk)
        for one in headships(held):
            if one.party is not None:
                raise ComityError("account.head_hands_over", party=party_name(one.party, here()))
        if is_last_operator(held):
            raise ComityError("account.last_operator")
        current = list(Capacity.objects.filter(person=held, end=None))
        entries = end_all(acting, current) if current else []
        entries.append(append(Act(acting, "account.erased", f"person:{held.uid}", {"person": held.uid})))
        Person.objects.filter(pk=held.pk).update(last_capacity=None)
        for _, forget in parts():
            forget(held)
        Person.objects.filter(pk=held.pk).update(
            uid=opaque_id(),
            email=None,
            name="",
            language="en",
            timezone="UTC",
            is_active=False,
            is_operator=False,
            last_login=None,
            password="",
            erased=timezone.now(),
        )
    return entries
