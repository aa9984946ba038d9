"""A place with people in it: a body, parties that sit in it, and somebody for every capacity."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client, RequestFactory

from comity.web.people.acts.capacities import Offer, grant
from comity.web.people.middleware import AS_OPERATOR, CAPACITY
from comity.web.people.models import Capacity, Person
from comity.web.spine.acting import THE_SYSTEM
from comity.web.spine.acts.texts import write_in_all
from comity.web.spine.models import Body, Membership, Nesting, Party

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _no_attempts_counted() -> None:
    """Limits count attempts in the cache, which outlives a test."""
    cache.clear()


@dataclass
class Place:
    """body: where things happen, with another body beside and one below; member, observer: parties that sit in it;
    stranger: one that sits in the other body only; organisation: an observer that is no state."""

    body: Body
    other: Body
    below: Body
    member: Party
    second: Party
    observer: Party
    stranger: Party
    organisation: Party


def make_place() -> Place:
    """The place, in the database."""
    bodies = [_body(slug, name) for slug, name in (("forum", "Forum"), ("council", "Council"), ("group", "Group"))]
    Nesting.objects.create(parent=bodies[0], child=bodies[2])
    states = [Party.objects.create(slug=iso3.lower(), kind="state", iso3=iso3) for iso3 in ("FRA", "BRA", "TUV", "NAM")]
    name = write_in_all({"en": "Association of Harbours"}, "en", "system")
    harbours = Party.objects.create(slug="harbours", kind="civil_society", name=name)
    for party, capacity in ((states[0], "member"), (states[1], "member"), (states[2], "observer")):
        Membership.objects.create(body=bodies[0], party=party, capacity=capacity, start="1999")
    Membership.objects.create(body=bodies[0], party=harbours, capacity="engagement_group", start="1999")
    Membership.objects.create(body=bodies[1], party=states[3], capacity="member", start="1999")
    return Place(*bodies, *states, harbours)


def _body(slug: str, name: str) -> Body:
    return Body.objects.create(
        slug=slug, tier="global", hosted=True, name=write_in_all({"en": name, "fr": f"{name} (fr)"}, "en", "system")
    )


def make_person(email: str, *, name: str = "", language: str = "en", operator: bool = False) -> Person:
    """Somebody with a confirmed address."""
    person = Person.objects.create_user(email, name=name, language=language, is_operator=operator)
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=True)
    return person


def sign_in(client: Client, person: Person, capacity: Capacity | None = None, *, operator: bool = False) -> Client:
    """`client` as the browser of somebody who has just signed in and chosen in whose name to act."""
    client.force_login(person, backend=SIGNED_IN_BY)
    session = client.session
    request = RequestFactory().get("/")
    request.session, request.user = session, person
    record_authentication(request, person, method="code", email=person.email)
    session[CAPACITY] = capacity.pk if capacity is not None else None
    session[AS_OPERATOR] = operator
    session.save()
    return client


@pytest.fixture
def place(db: None) -> Place:
    """The place; see `Place`."""
    return make_place()


@pytest.fixture
def person(db: None) -> Callable[..., Person]:
    """Makes people; see `make_person`."""
    return make_person


@pytest.fixture
def hold(db: None) -> Callable[..., Capacity]:
    """hold(person, party=..., body=..., role=...): a capacity that the person holds from now on."""

    def granted(person: Person, **offer: object) -> Capacity:
        kind = "secretariat" if offer.get("body") else "delegation"
        return grant(THE_SYSTEM, person, Offer(**{"kind": kind, **offer}), "system")[0]

    return granted


@pytest.fixture
def as_somebody(db: None) -> Callable[..., Client]:
    """as_somebody(person, capacity, operator=True): a browser signed in; see `sign_in`."""
    return lambda person, capacity=None, **options: sign_in(Client(), person, capacity, **options)
