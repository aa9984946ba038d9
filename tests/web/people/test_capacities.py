"""In whose name somebody acts: chosen by an explicit step, shown on every page, gone when it ends."""

from collections.abc import Callable

import pytest
from django.test import Client

from comity.web.people.models import Capacity, Person
from tests.web.people.conftest import Place

pytestmark = pytest.mark.django_db
MakePerson = Callable[..., Person]
Hold = Callable[..., Capacity]
Browser = Callable[..., Client]
SWITCH = "/en/me/capacity/switch/"


def acting(client: Client) -> object:
    """In whose name the browser acts."""
    return client.get("/en/me/").wsgi_request.actor.acting


def test_one_acts_for_oneself_until_one_chooses(
    place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    somebody = person("me@example.org")
    held = hold(somebody, party=place.member, may_speak=True)
    client = as_somebody(somebody)
    assert (acting(client).capacity, acting(client).party) == ("citizen", "")
    client.post(SWITCH, {"capacity": held.pk})
    now = acting(client)
    assert (now.person, now.capacity, now.party, now.may_speak, now.may_bind) == (
        somebody.uid,
        "delegation",
        "fra",
        True,
        False,
    )
    assert "France" in client.get("/en/").content.decode()
    client.post(SWITCH, {"capacity": ""})
    assert acting(client).capacity == "citizen"


def test_switching_keeps_the_place_and_leads_nowhere_else(person: MakePerson, as_somebody: Browser) -> None:
    client = as_somebody(person("me@example.org"))
    for wanted, reached in (
        ("/en/bodies/forum/?page=2", "/en/bodies/forum/?page=2"),
        ("https://evil.example/", "/en/"),
        ("//evil.example/", "/en/"),
        ("/\\evil.example/", "/en/"),
        ("evil", "/en/"),
        ("", "/en/"),
    ):
        assert client.post(SWITCH, {"capacity": "", "next": wanted})["Location"] == reached, wanted


def test_what_one_does_not_hold_cannot_be_chosen(
    place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    other = hold(person("other@example.org"), party=place.member)
    ended = hold(somebody := person("me@example.org"), party=place.second)
    Capacity.objects.filter(pk=ended.pk).update(end=ended.start)
    client = as_somebody(somebody)
    for wanted in (other.pk, ended.pk, "9999999", "nonsense", "-1"):
        client.post(SWITCH, {"capacity": wanted})
        assert acting(client).capacity == "citizen", wanted
    assert client.post(SWITCH, {"capacity": "operator"}).status_code == 403


def test_a_key_from_before_is_worth_nothing_in_the_new_name(
    place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    somebody = person("me@example.org", operator=True)
    held = hold(somebody, party=place.member)
    client = as_somebody(somebody)
    for wanted in ("operator", held.pk):
        before = client.cookies["session"].value
        client.post(SWITCH, {"capacity": wanted})
        after = client.cookies["session"].value
        assert before != after
        thief = Client()
        thief.cookies["session"] = before
        assert thief.get("/en/me/").status_code == 403


def test_an_operator_acts_as_one_only_after_saying_so(person: MakePerson, as_somebody: Browser) -> None:
    client = as_somebody(person("me@example.org", operator=True))
    assert acting(client).capacity == "citizen"
    client.post(SWITCH, {"capacity": "operator"})
    assert acting(client).capacity == "operator"


def test_the_last_one_used_is_offered_first(place: Place, person: MakePerson, hold: Hold, as_somebody: Browser) -> None:
    somebody = person("me@example.org")
    hold(somebody, party=place.member)
    second = hold(somebody, party=place.second)
    client = as_somebody(somebody)
    client.post(SWITCH, {"capacity": second.pk})
    page = client.get("/en/me/capacity/").content.decode().split('id="main"')[1]
    assert "This is the name you used last" in page
    assert page.index("Act for Brazil") < page.index("Act for France") < page.index("Act for yourself")
