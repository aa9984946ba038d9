"""What somebody hostile would try on every address at once."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from comity.web.people.mail import Letter, message
from comity.web.people.models import Capacity, Person
from comity.web.people.permissions import table
from comity.web.settings import environment
from tests.web.people.conftest import Place
from tests.web.people.test_permissions import plain, routes

pytestmark = pytest.mark.django_db
# These know whoever asks by what is sent, never by a cookie, so there is nothing that a page elsewhere could use: a
# witness signs, and a program of mail carries the secret of its letter.
WITHOUT_COOKIES = {"api.cosignatures", "notices.off"}
HOSTILE = "a@example.org\r\nBcc: everybody@example.org\r\n\r\nbody"


def addresses(verb: str) -> list[tuple[str, str]]:
    """(route, address) of every route that answers to the verb."""
    found = []
    for route in routes():
        if (route.name, verb) in table():
            with translation.override("en"):
                found.append(
                    (route.name, reverse(route.name, kwargs={n: plain(c) for n, c in route.arguments.items()}))
                )
    return found


def test_nothing_can_be_sent_from_elsewhere() -> None:
    """Every address that takes a form asks for the token of this site, before anything else."""
    client = Client(enforce_csrf_checks=True)
    taken = {route: client.post(address).status_code for route, address in addresses("POST")}
    assert taken and {route for route, status in taken.items() if status != 403} <= WITHOUT_COOKIES


def test_no_page_carries_a_script_or_a_style_of_its_own(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity], as_somebody: Callable[..., Client]
) -> None:
    somebody = person("head@example.org")
    head = as_somebody(somebody, hold(somebody, party=place.member, role="head"))
    pages = (
        "account/login/",
        "account/signup/",
        "account/logout/",
        "account/factors/",
        "account/factors/totp/",
        "account/factors/keys/new/",
        "account/address/",
        "me/",
        "me/erase/",
        "me/capacity/",
        "parties/fra/delegation/",
        "account/institutions/",
        "account/confirm/",
    )
    for client in (Client(), head):
        for path in pages:
            answer = client.get(f"/en/{path}")
            text = answer.content.decode()
            for opening in re.findall(r"<script[^>]*>", text):
                assert "src=" in opening or 'type="application/json"' in opening, (path, opening)
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", text), path
            policy = answer["Content-Security-Policy"]
            assert "script-src 'self'" in policy and "unsafe" not in policy, path


def test_no_field_that_reaches_a_mail_adds_a_header(
    place: Place,
    person: Callable[..., Person],
    hold: Callable[..., Capacity],
    as_somebody: Callable[..., Client],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    """An address with a line break in it is no address; a name or a title with one stays on its line."""
    somebody = person("head@example.org")
    head = as_somebody(somebody, hold(somebody, party=place.member, role="head"))
    with django_capture_on_commit_callbacks(execute=True):
        for address, field in (
            ("account/login/", "login"),
            ("account/login/code/", "email"),
            ("account/signup/", "email"),
            ("account/address/", "email"),
            ("parties/fra/delegation/invite/", "email"),
        ):
            for client in (Client(), head):
                given = {field: HOSTILE, "language": "en", "role": "member", "action_add": ""}
                client.post(f"/en/{address}", given)
    assert mail.outbox == []
    place.member.iso3 = ""
    for value in ("Harbours\r\nBcc: everybody@example.org", "x" * 5000, "\u202eevil\u2066"):
        letter = message(Letter("a@example.org", "en", "mail.invitation.delegation", {"place": value, "role": "r"}))
        assert "\n" not in letter.subject and len(letter.subject) <= 200
        assert not set("\u202e\u2066") & set(letter.subject)
        travels = letter.message().as_bytes().split(b"\n\n")[0]
        assert b"\nBcc" not in travels and letter.recipients() == ["a@example.org"]


def test_cookies_travel_over_https_alone_where_the_public_comes_by_https(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests are on loopback, where they may not be."""
    assert settings.SESSION_COOKIE_SECURE is False
    monkeypatch.setenv("COMITY_ADDRESS", "https://comity.example")
    assert environment.address().startswith("https")


def test_a_session_known_beforehand_is_not_the_one_that_is_signed_in(
    person: Callable[..., Person], client: Client
) -> None:
    """Whoever planted a session in somebody's browser has nothing after they sign in."""
    person("head@example.org")
    client.cookies["session"] = "planted0planted0planted0planted0"
    client.post("/en/account/login/", {"login": "head@example.org"})
    client.post("/en/account/login/code/confirm/", {"code": re.search(r"\d{4}-\d{4}", mail.outbox[0].body)[0]})
    assert client.get("/en/me/").status_code == 200
    thief = Client()
    thief.cookies["session"] = "planted0planted0planted0planted0"
    assert thief.get("/en/me/").status_code == 403


@pytest.mark.parametrize("route", ["account_login", "account_signup", "account_logout", "account_reauthenticate"])
def test_a_page_names_no_address_elsewhere_to_go_on_to(
    route: str, person: Callable[..., Person], as_somebody: Callable[..., Client]
) -> None:
    with translation.override("en"):
        address = reverse(route)
    client = Client() if route in ("account_login", "account_signup") else as_somebody(person("me@example.org"))
    answer = client.post(address, {"next": "https://evil.example/", "login": "a@example.org", "email": "a@example.org"})
    assert not answer.headers.get("Location", "").startswith(("https://evil", "//evil"))


def test_every_hidden_address_of_mail_stays_hidden_from_other_parties(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity], as_somebody: Callable[..., Client]
) -> None:
    hold(person("hidden@example.org"), party=place.member)
    somebody = person("head@example.org")
    other = as_somebody(somebody, hold(somebody, party=place.second, role="head"))
    for _, address in addresses("GET"):
        assert "hidden@example.org" not in other.get(address).content.decode(errors="ignore"), address


def test_the_markup_of_a_name_is_text_everywhere(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity], as_somebody: Callable[..., Client]
) -> None:
    somebody = person("me@example.org", name="<img src=x onerror=alert(1)>")
    held = hold(somebody, party=place.member, role="head")
    other = hold(person("o@example.org", name="<b>bold</b>"), party=place.member)
    client = as_somebody(somebody, held)
    for path in ("", f"{other.pk}/", f"{other.pk}/end/", f"{other.pk}/head/"):
        text = client.get(f"/en/parties/fra/delegation/{path}").content.decode()
        assert "<img src=x" not in text and "<b>bold" not in text
    assert "&lt;b&gt;bold" in text
