"""Signing in and signing up by a code, as somebody with a browser and a mailbox meets it."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from comity.web.people.models import Capacity, Person, Session
from comity.words import LANGUAGES, tag
from tests.web.people.conftest import Place

CODE = re.compile(r"\b\d{4}-\d{4}\b")
pytestmark = pytest.mark.django_db


def code_in(message: object) -> str:
    """The code that a mail carries."""
    return CODE.search(message.body)[0]


def ask(client: Client, address: str, language: str = "en", **more: str) -> str:
    """Ask for a code; the page that follows."""
    return client.post(f"/{language}/account/login/", {"login": address, **more}, follow=True).content.decode()


def type_in(client: Client, code: str, language: str = "en", **more: str) -> object:
    """Type a code in."""
    return client.post(f"/{language}/account/login/code/confirm/", {"code": code, **more})


def other_than(code: str) -> str:
    """A code that is not this one."""
    return "".join(str((int(c) + 1) % 10) if c.isdigit() else c for c in code)


def test_somebody_signs_in_with_the_code_they_are_sent(person: Callable[..., Person], client: Client) -> None:
    person("head@example.org")
    assert "We sent a message to head@example.org" in ask(client, "head@example.org")
    (letter,) = mail.outbox
    assert letter.to == ["head@example.org"]
    answer = type_in(client, code_in(letter))
    assert (answer.status_code, answer["Location"]) == (302, "/en/")
    assert client.get("/en/me/").status_code == 200


def test_somebody_makes_an_account_with_a_code(client: Client) -> None:
    client.post("/fr/account/signup/", {"email": "New@Example.org"}, follow=True)
    (letter,) = mail.outbox
    answer = client.post("/fr/account/address/confirm/", {"code": code_in(letter)})
    assert (answer.status_code, answer["Location"]) == (302, "/fr/me/")
    made = Person.objects.get()
    assert (made.email, made.language, made.has_usable_password()) == ("new@example.org", "fr", False)
    assert client.get("/fr/me/").status_code == 200


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\u2069", "arabic", "together"])
def test_a_code_may_be_typed_as_people_type(typed: str, person: Callable[..., Person], client: Client) -> None:
    person("head@example.org")
    ask(client, "head@example.org")
    code = code_in(mail.outbox[0])
    forms = {
        "arabic": code.translate({ord(str(n)): chr(0x660 + n) for n in range(10)}),
        "together": code.replace("-", ""),
    }
    assert type_in(client, forms.get(typed, typed.format(code))).status_code == 302


def test_a_wrong_code_is_said_beside_the_field_and_three_end_it(person: Callable[..., Person], client: Client) -> None:
    person("head@example.org")
    ask(client, "head@example.org")
    code = code_in(mail.outbox[0])
    for _ in range(2):
        answer = type_in(client, other_than(code))
        assert "This is not the code we sent" in answer.content.decode()
    assert type_in(client, other_than(code)).status_code == 302
    assert type_in(client, code).status_code == 302
    assert client.get("/en/me/").status_code == 403


def test_an_address_is_locked_out_of_codes_after_ten_in_an_hour(
    person: Callable[..., Person], client: Client, settings: object
) -> None:
    """From whatever browser: the address is counted, known or not."""
    person("head@example.org")
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "request_login_code": "3/h/key"}
    for address in ("head@example.org", "nobody@example.org"):
        for _ in range(3):
            assert "We sent a message" in ask(Client(), address)
        assert "Too many attempts" in ask(Client(), address)
    assert len(mail.outbox) == 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_mail_is_in_the_language_of_whoever_gets_it(
    language: str, person: Callable[..., Person], client: Client
) -> None:
    """Not in that of the page: the reader of the mail may be somebody else."""
    person("head@example.org", language=tag(language))
    ask(client, "head@example.org", "en")
    (letter,) = mail.outbox
    assert letter.extra_headers["Content-Language"] == tag(language)
    words = {
        "ar": "رمزكم",
        "en": "Your code",
        "es": "Su código",
        "fr": "Votre code",
        "ru": "Ваш код",
        "zh_Hans": "验证码",
    }
    assert words[language] in letter.body
    assert code_in(letter) in letter.subject
    assert not set("\u2066\u2067\u2068\u2069") & set(letter.subject)


def test_a_mail_says_why_one_gets_it_and_is_plain(person: Callable[..., Person], client: Client) -> None:
    person("head@example.org")
    ask(client, "head@example.org")
    (letter,) = mail.outbox
    assert "You get this because" in letter.body
    assert letter.content_subtype == "plain" and not getattr(letter, "alternatives", None)
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_known_and_an_unknown_address_get_the_same_answer_and_one_mail_each(person: Callable[..., Person]) -> None:
    person("known@example.org")
    pages = []
    for address in ("known@example.org", "other@example.org"):
        page = ask(Client(), address).replace(address, "ADDRESS")
        pages.append(re.sub(r'value="[^"]{20,}"|[0-9a-f]{32,}|id="[a-z]+-\d+"|popover\w*="[^"]*"', "", page))
    assert pages[0] == pages[1]
    known, unknown = mail.outbox
    assert CODE.search(known.body) and not CODE.search(unknown.body)
    assert "There is no account for it" in unknown.body and "/en/account/signup/" in unknown.body


def test_nobody_learns_from_signing_up_whether_there_is_an_account(person: Callable[..., Person]) -> None:
    person("known@example.org")
    answers = []
    for address in ("known@example.org", "new@example.org"):
        client = Client()
        answer = client.post("/en/account/signup/", {"email": address})
        page = client.get(answer["Location"]).content.decode().replace(address, "ADDRESS")
        answers.append((answer.status_code, answer["Location"], re.sub(r'value="[^"]{20,}"', "", page)))
    assert answers[0] == answers[1]
    known, new = mail.outbox
    assert "There already is one" in known.body and CODE.search(new.body)
    assert Person.objects.count() == 2


def test_a_wrong_code_for_an_address_without_an_account_says_what_it_says_for_one(
    person: Callable[..., Person],
) -> None:
    person("known@example.org")
    said = []
    for address in ("known@example.org", "other@example.org"):
        client = Client()
        ask(client, address)
        statuses = [type_in(client, "0000-0000").status_code for _ in range(3)]
        said.append(statuses)
    assert said[0] == said[1] == [200, 200, 302]


def test_what_was_typed_is_kept_and_what_is_wrong_is_said(client: Client) -> None:
    page = client.post("/en/account/login/", {"login": "no address"}).content.decode()
    assert "This is not an email address" in page and "no address" in page
    assert "Fill this in" in client.post("/en/account/login/", {"login": ""}).content.decode()


def test_signing_in_gives_the_browser_a_new_key(person: Callable[..., Person], client: Client) -> None:
    person("head@example.org")
    ask(client, "head@example.org")
    before = client.cookies["session"].value
    type_in(client, code_in(mail.outbox[0]))
    after = client.cookies["session"].value
    assert before != after
    assert not Session.objects.filter(session_key=before).exists()
    assert Session.objects.get(session_key=after).person == Person.objects.get()


def test_after_signing_in_the_name_used_last_is_offered_and_nothing_is_chosen(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity], client: Client
) -> None:
    somebody = person("head@example.org", language="fr")
    first = hold(somebody, party=place.member)
    second = hold(somebody, party=place.second)
    somebody.last_capacity = second
    somebody.save()
    ask(client, "head@example.org")
    answer = type_in(client, code_in(mail.outbox[0]))
    assert answer["Location"] == "/fr/me/capacity/"
    page = client.get(answer["Location"])
    assert page.wsgi_request.actor.capacity is None
    text = page.content.decode()
    assert text.index(f'value="{second.pk}"') < text.index(f'value="{first.pk}"') or "Brésil" in text


def test_somebody_who_is_sent_somewhere_arrives_there_and_nowhere_else(person: Callable[..., Person]) -> None:
    person("head@example.org")
    for wanted, reached in (
        ("/en/bodies/forum/", "/en/bodies/forum/"),
        ("https://evil.example/", "/en/"),
        ("//evil.example/", "/en/"),
        ("/\\evil.example", "/en/"),
        ("javascript:alert(1)", "/en/"),
        ("http:///evil.example", "/en/"),
    ):
        cache.clear()
        client = Client()
        client.post("/en/account/login/", {"login": "head@example.org", "next": wanted})
        answer = type_in(client, code_in(mail.outbox[-1]), next=wanted)
        assert answer["Location"] == reached, wanted


def test_signing_out_leaves_nothing(person: Callable[..., Person], as_somebody: Callable[..., Client]) -> None:
    client = as_somebody(person("head@example.org"))
    assert "Sign out" in client.get("/en/account/logout/").content.decode()
    assert client.post("/en/account/logout/").status_code == 302
    assert client.get("/en/me/").status_code == 403
    assert not Session.objects.filter(person__isnull=False).exists()


def test_there_is_no_way_in_by_password(client: Client) -> None:
    for path in ("password/reset/", "password/set/", "password/change/"):
        assert client.get(f"/en/account/{path}").status_code == 404
    assert "password" not in client.get("/en/account/login/").content.decode().replace("no passwords", "")


def test_cookies_are_for_this_site_alone_and_hidden_from_scripts(person: Callable[..., Person], client: Client) -> None:
    person("head@example.org")
    ask(client, "head@example.org")
    type_in(client, code_in(mail.outbox[0]))
    session = client.cookies["session"]
    assert session["httponly"] and session["samesite"] == "Lax"
    assert client.cookies["csrf"]["samesite"] == "Lax"


def test_an_account_that_never_confirmed_its_address_can_be_confirmed_by_signing_in(client: Client) -> None:
    client.post("/en/account/signup/", {"email": "late@example.org"})
    mail.outbox.clear()
    later = Client()
    ask(later, "late@example.org")
    assert type_in(later, code_in(mail.outbox[0])).status_code == 302
    assert later.get("/en/me/").status_code == 200


def test_an_account_that_was_switched_off_signs_nobody_in(person: Callable[..., Person], client: Client) -> None:
    somebody = person("gone@example.org")
    Person.objects.filter(pk=somebody.pk).update(is_active=False)
    ask(client, "gone@example.org")
    assert not CODE.search(mail.outbox[0].body)
