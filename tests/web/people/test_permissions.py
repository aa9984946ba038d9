"""Every role, every route, every verb: whoever asks gets exactly what `permissions.csv` says, and no more.

The routes are read from the addresses themselves, so a page that is added is tried without a word here. Each request is
a real one, through every middleware, by somebody who holds one capacity; what it changes is undone.

An argument of an address is filled by `things`, and by a plain value of its kind where there is none: the table is
asked before anything is looked up, so whether it exists changes nothing about who is refused.
"""

import itertools
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, converters, get_resolver, reverse
from django.utils import translation

from comity.web.people import tokens
from comity.web.people.acts.capacities import Offer, grant
from comity.web.people.acts.invitations import invite
from comity.web.people.models import Capacity, Instruction, Person
from comity.web.people.permissions import allowed, table
from comity.web.people.standing import Role
from comity.web.site import refusals
from comity.web.spine.acting import THE_SYSTEM, Acting
from comity.web.spine.acts.texts import write_in_all
from comity.web.spine.models import Matter
from tests.web.people.conftest import Place, make_person, make_place, sign_in

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
BODY, PARTY = "forum", "fra"
REFUSED = 403
WRONG_VERB = 405


@dataclass(frozen=True)
class Somebody:
    """A way to be somebody here. everywhere: the roles they have wherever they go; body, party: those they have besides
    where the address names the body, the party; unplaced: where it names none, and so is about whatever they act for.
    offer: the capacity they hold."""

    name: str
    everywhere: frozenset[Role]
    body: frozenset[Role] = frozenset()
    party: frozenset[Role] = frozenset()
    unplaced: frozenset[Role] = frozenset()
    offer: Mapping[str, object] | None = None
    operator: bool = False
    acts_as_operator: bool = False

    def roles(self, arguments: Mapping[str, object]) -> frozenset[Role]:
        """The roles of this somebody at an address with these arguments."""
        found = set(self.everywhere)
        if "body" in arguments:
            found |= self.body
        if "party" in arguments:
            found |= self.party
        for name, kind in (("body", "body"), ("party", "party")):
            if name not in arguments:
                found |= {role for role in self.unplaced if role in _ABOUT[kind]}
        return frozenset(found)


_ABOUT = {
    "body": {Role.OFFICER, Role.TRANSLATOR},
    "party": {Role.DELEGATE, Role.SPEAKER, Role.BINDER, Role.HEAD, Role.CAPITAL},
}
ANYONE = frozenset({Role.ANYONE})
PARTICIPANT = ANYONE | {Role.PARTICIPANT}
SIGNED_IN = PARTICIPANT | {Role.PERSON}


def delegate(name: str, *more: Role, **offer: object) -> Somebody:
    """Somebody of the delegation of the party that addresses are about; it is a member of the body they are about."""
    held = frozenset({Role.DELEGATE, *more})
    return Somebody(name, SIGNED_IN, frozenset({Role.MEMBER}), held, held, {"party": "member", **offer})


EVERYBODY = (
    Somebody("anyone", ANYONE),
    Somebody("participant", PARTICIPANT),
    Somebody("person", SIGNED_IN),
    delegate("delegate"),
    delegate("speaker", Role.SPEAKER, may_speak=True),
    delegate("binder", Role.SPEAKER, Role.BINDER, may_bind=True),
    delegate("head", Role.SPEAKER, Role.BINDER, Role.HEAD, role="head"),
    delegate("capital", Role.CAPITAL, role="capital"),
    Somebody(
        "member of another party",
        SIGNED_IN,
        frozenset({Role.MEMBER}),
        frozenset(),
        frozenset({Role.DELEGATE, Role.SPEAKER, Role.BINDER, Role.HEAD}),
        {"party": "second", "role": "head"},
    ),
    Somebody(
        "observer",
        SIGNED_IN,
        frozenset({Role.OBSERVER}),
        frozenset(),
        frozenset({Role.DELEGATE}),
        {"party": "observer"},
    ),
    Somebody(
        "stakeholder organisation",
        SIGNED_IN,
        frozenset({Role.OBSERVER}),
        frozenset(),
        frozenset({Role.DELEGATE, Role.SPEAKER, Role.BINDER, Role.HEAD}),
        {"party": "organisation", "kind": "organisation", "role": "head"},
    ),
    Somebody(
        "head of a party elsewhere",
        SIGNED_IN,
        frozenset(),
        frozenset(),
        frozenset({Role.DELEGATE, Role.SPEAKER, Role.BINDER, Role.HEAD}),
        {"party": "stranger", "role": "head"},
    ),
    Somebody("officer", SIGNED_IN, frozenset({Role.OFFICER}), frozenset(), frozenset({Role.OFFICER}), {"body": "body"}),
    Somebody(
        "translator",
        SIGNED_IN,
        frozenset({Role.OFFICER, Role.TRANSLATOR}),
        frozenset(),
        frozenset({Role.OFFICER, Role.TRANSLATOR}),
        {"body": "body", "translates": True},
    ),
    Somebody("officer elsewhere", SIGNED_IN, frozenset(), frozenset(), frozenset({Role.OFFICER}), {"body": "other"}),
    Somebody("officer below", SIGNED_IN, frozenset(), frozenset(), frozenset({Role.OFFICER}), {"body": "below"}),
    Somebody("operator", SIGNED_IN | {Role.OPERATOR}, operator=True, acts_as_operator=True),
    Somebody("operator acting for themselves", SIGNED_IN, operator=True),
)


@dataclass
class Route:
    """name: as the table has it; pattern: one of its addresses; arguments: name -> converter."""

    name: str
    arguments: Mapping[str, object] = field(default_factory=dict)


def routes() -> list[Route]:
    """Every route that an address leads to, with the arguments it takes."""

    def found(patterns: list[object], space: str, outer: Mapping[str, object]) -> Iterator[Route]:
        for one in patterns:
            taken = {**outer, **getattr(one.pattern, "converters", {})}
            if isinstance(one, URLResolver):
                inner = f"{space}{one.namespace}:" if one.namespace else space
                yield from found(one.url_patterns, inner, taken)
            elif isinstance(one, URLPattern):
                yield Route(f"{space}{one.name}" if one.name else "", taken)

    return list({route.name: route for route in found(get_resolver().url_patterns, "", {})}.values())


def plain(converter: object) -> object:
    """A value of the kind that an address takes."""
    if isinstance(converter, converters.IntConverter):
        return 1
    return "00000000-0000-0000-0000-000000000000" if isinstance(converter, converters.UUIDConverter) else "x"


def things(place: Place) -> dict[str, object]:
    """What fills the arguments of addresses by their names."""
    head = make_person("address-head@example.org")
    officer = make_person("address-officer@example.org")
    member, _ = grant(THE_SYSTEM, officer, Offer("delegation", place.member), "system")
    sent = invite(Acting(head.uid), Offer("delegation", place.member), "invited@example.org", "en")
    matter = Matter.objects.create(
        body=place.body, stage="elicit", kind="inquiry", state="open", title=write_in_all({"en": "T"}, "en", "system")
    )
    told = Instruction.objects.create(party=place.member, language="en", text="Abstain", by=head.uid)
    return {
        "body": BODY,
        "party": PARTY,
        "secret": sent.secret,
        "invitation": sent.invitation.pk,
        "capacity": member.pk,
        "matter": matter.pk,
        "instruction": told.pk,
    }


def browser(one: Somebody, place: Place) -> Client:
    """A browser in which this somebody has signed in and chosen in whose name to act."""
    client = Client(raise_request_exception=False)
    if one.name == "participant":
        response = HttpResponse()
        tokens.issue(response)
        client.cookies = response.cookies
    if Role.PERSON not in one.everywhere:
        return client
    person = make_person(f"{one.name.replace(' ', '-')}@example.org", operator=one.operator)
    return sign_in(client, person, capacity_of(person, one, place), operator=one.acts_as_operator)


def capacity_of(person: Person, one: Somebody, place: Place) -> Capacity | None:
    if one.offer is None:
        return None
    given = dict(one.offer)
    given.setdefault("kind", "secretariat" if "body" in given else "delegation")
    for name in ("party", "body"):
        if name in given:
            given[name] = getattr(place, str(given[name]))
    return grant(THE_SYSTEM, person, Offer(**given), "system")[0]


@pytest.fixture
def _bare(monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[None]:
    """No limits, no log, and refusals without a page around them: ten thousand requests, and what their pages say is
    tried elsewhere."""
    settings.COMITY_LIMITS = 0
    monkeypatch.setattr(refusals, "page", lambda request, template, context, status: HttpResponse(status=status))
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def asked(client: Client, verb: str, address: str) -> int:
    """The status that an answer has; what was changed on the way is undone."""
    point, cookies = transaction.savepoint(), client.cookies.output()
    try:
        return int(client.generic(verb, address, headers={"accept": "text/html"}).status_code)
    finally:
        transaction.savepoint_rollback(point)
        if client.cookies.output() != cookies:
            client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))


@pytest.mark.django_db
@pytest.mark.usefixtures("_bare")
def test_each_may_do_what_the_table_says_and_nothing_else() -> None:
    place = make_place()
    arguments, wrong = things(place), []
    browsers = {one.name: browser(one, place) for one in EVERYBODY}
    for route, somebody in itertools.product(routes(), EVERYBODY):
        filled = {name: arguments.get(name, plain(kind)) for name, kind in route.arguments.items()}
        with translation.override("en"):
            address = reverse(route.name, kwargs=filled)
        answers = {verb for name, verb in table() if name == route.name}
        for verb in VERBS:
            # A verb that no row has is refused before it is asked who sends it, to the least and to the most powerful.
            if verb not in answers and somebody not in (EVERYBODY[0], EVERYBODY[-2]):
                continue
            status = asked(browsers[somebody.name], verb, address)
            if verb not in answers:
                fits = status == (WRONG_VERB if answers else REFUSED)
            elif allowed(route.name, verb, somebody.roles(filled)):
                fits = status not in (REFUSED, WRONG_VERB)
            else:
                fits = status == REFUSED
            if not fits:
                wrong.append((somebody.name, verb, address, status))
    assert wrong == []


def test_every_route_has_a_name_and_a_row() -> None:
    rows = {name for name, _ in table()}
    assert [route for route in routes() if not route.name] == []
    assert {route.name for route in routes()} - rows == set()


def test_no_row_is_about_a_route_that_is_not_there() -> None:
    assert {name for name, _ in table()} - {route.name for route in routes()} == set()


def test_what_anyone_may_do_is_marked_for_all() -> None:
    for (route, verb), roles in table().items():
        assert verb in VERBS, (route, verb)
        assert Role.ANYONE not in roles or roles == frozenset(Role), (route, verb)
