"""Taking part in an open consultation without an account."""

import time
from collections.abc import Callable

import pytest
from django.test import Client

from comity.web.people import tokens
from comity.web.people.models import Participation, Person
from comity.web.people.queries.accounts import participants_of
from comity.web.spine.acts.texts import write_in_all
from comity.web.spine.models import Entry, Matter
from tests.web.people.conftest import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(place: Place) -> Matter:
    """A consultation open to everybody."""
    title = write_in_all({"en": "Views on harbours"}, "en", "system")
    return Matter.objects.create(
        body=place.body, stage="elicit", kind="inquiry", state="open", title=title, address="/bodies/forum/inquiries/1/"
    )


def join(client: Client, matter: Matter, **form: str) -> object:
    """Take part."""
    return client.post(f"/en/participant/join/{matter.pk}/", form)


def who(client: Client) -> str | None:
    """The opaque id under which the browser takes part."""
    return client.get("/en/participant/").wsgi_request.actor.token


def test_somebody_joins_comes_back_as_the_same_and_leaves(matter: Matter, client: Client) -> None:
    assert who(client) is None
    assert "You do not take part on this device" in client.get("/en/participant/").content.decode()
    assert join(client, matter)["Location"] == "/en/bodies/forum/inquiries/1/"
    token = who(client)
    assert token is not None and len(token) == 32
    cookie = client.cookies[tokens.COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert "As a citizen, without an account" in client.get("/en/participant/").content.decode()
    join(client, matter)
    assert who(client) == token
    client.post("/en/participant/leave/")
    assert who(client) is None
    assert Entry.objects.count() == 0, "that somebody took part is nobody's business"


def test_two_browsers_are_two_participants(matter: Matter) -> None:
    first, second = Client(), Client()
    join(first, matter), join(second, matter)
    assert who(first) != who(second)


@pytest.mark.parametrize("change", [lambda v: v[:-1] + ("A" if v[-1] != "A" else "B"), lambda v: "0" * 32 + v[32:]])
def test_a_token_that_was_tampered_with_is_no_token(
    change: Callable[[str], str], matter: Matter, client: Client
) -> None:
    join(client, matter)
    client.cookies[tokens.COOKIE] = change(client.cookies[tokens.COOKIE].value)
    assert who(client) is None
    client.cookies[tokens.COOKIE] = "nonsense"
    assert who(client) is None


def test_a_token_ends(matter: Matter, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    join(client, matter)
    client.cookies[tokens.COOKIE]["max-age"] = ""
    now, hour = time.time(), 3600
    for moment, holds in (
        (now + tokens.LASTS.total_seconds() - hour, True),
        (now + tokens.LASTS.total_seconds() + hour, False),
    ):
        monkeypatch.setattr(time, "time", lambda moment=moment: moment)
        assert (who(client) is not None) is holds


@pytest.mark.parametrize("change", [{"state": "closed"}, {"level": "body"}, {"state": "planned"}])
def test_what_is_not_open_to_everybody_cannot_be_joined(change: dict[str, str], matter: Matter, client: Client) -> None:
    Matter.objects.update(**change)
    assert join(client, matter).status_code == 404
    assert who(client) is None


def test_nobody_is_sent_elsewhere(matter: Matter, client: Client) -> None:
    for wanted in ("https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"):
        assert join(client, matter, next=wanted)["Location"] == "/en/bodies/forum/inquiries/1/", wanted
        assert client.post("/en/participant/leave/", {"next": wanted})["Location"] == "/en/participant/", wanted
        join(client, matter)
    assert join(client, matter, next="/en/me/")["Location"] == "/en/me/"


def test_a_participation_is_taken_over_by_an_explicit_step_and_once(
    matter: Matter, client: Client, person: Callable[..., Person], as_somebody: Callable[..., Client]
) -> None:
    join(client, matter)
    token, cookie = who(client), client.cookies[tokens.COOKIE].value
    somebody = person("me@example.org")
    browser = as_somebody(somebody)
    browser.cookies[tokens.COOKIE] = cookie
    assert participants_of(somebody) == frozenset(), "signing in alone takes nothing over"
    assert "Take it over into my account" in browser.get("/en/me/").content.decode()
    browser.post("/en/participant/claim/")
    assert participants_of(somebody) == {token}
    assert not browser.cookies[tokens.COOKIE].value
    assert Entry.objects.count() == 0

    other = as_somebody(person("other@example.org"))
    other.cookies[tokens.COOKIE] = cookie
    page = other.post("/en/participant/claim/", follow=True).content.decode()
    assert "already belongs to another account" in page
    assert Participation.objects.count() == 1
    assert "no participation on this device" in browser.post("/en/participant/claim/", follow=True).content.decode()


def test_somebody_signed_in_needs_no_token(
    matter: Matter, person: Callable[..., Person], as_somebody: Callable[..., Client]
) -> None:
    browser = as_somebody(person("me@example.org"))
    assert join(browser, matter).status_code == 302
    assert tokens.COOKIE not in browser.cookies
