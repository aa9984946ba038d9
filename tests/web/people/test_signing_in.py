"""Signing in and signing up by a code, as somebody with a browser and a mailbox meets it."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from comity.web.people.models import Person

CODE = re.compile(r"\b\d{4}-\d{4}\b")
pytestmark = pytest.mark.django_db


def code_in(message: object) -> str:
    return CODE.search(message.body)[0]


def asked(client: Client, address: str, language: str = "en") -> object:
    return client.post(f"/{language}/account/login/", {"login": address}, follow=True)


def test_somebody_signs_in_with_the_code_they_are_sent(person: Callable[..., Person], client: Client) -> None:
    person("head@example.org")
    page = asked(client, "head@example.org")
    assert "We sent a message to head@example.org" in page.content.decode()
    (letter,) = mail.outbox
    assert letter.to == ["head@example.org"]
    code = code_in(letter)
    answer = client.post("/en/account/login/code/confirm/", {"code": code}, follow=True)
    assert answer.context is None or answer.status_code == 200
    assert client.get("/en/me/").status_code == 200


def test_somebody_makes_an_account_with_a_code(client: Client) -> None:
    page = client.post("/fr/account/signup/", {"email": "New@Example.org"}, follow=True)
    assert page.status_code == 200
    (letter,) = mail.outbox
    answer = client.post("/fr/account/address/confirm/", {"code": code_in(letter)})
    assert answer.status_code == 302 and answer["Location"] == "/fr/me/"
    made = Person.objects.get()
    assert (made.email, made.language) == ("new@example.org", "fr")
    assert not made.has_usable_password()
    assert client.get("/fr/me/").status_code == 200
