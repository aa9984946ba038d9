"""robots.txt and security.txt."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


def test_ones_own_machine_is_not_for_search_engines(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "User-agent: *\nDisallow: /\n"


def test_the_public_site_is(client: Client, settings: Settings) -> None:
    settings.ADDRESS = "https://comity.example.org"
    assert "Disallow: /\n" not in client.get("/robots.txt").content.decode()


def test_where_a_weakness_is_reported(client: Client, settings: Settings) -> None:
    settings.ADDRESS = "https://comity.example.org"
    settings.COMITY_SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.COMITY_SECURITY_CONTACT = "security@example.org"
    fields = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == "https://comity.example.org/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "ar, en, es, fr, ru, zh-hans"
    days = (datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)).days
    assert 30 < days < 366, "RFC 9116 asks for less than a year"
