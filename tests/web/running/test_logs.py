"""The log has what an operator needs and nothing about anybody."""

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core import mail
from django.db import IntegrityError
from django.http import HttpRequest
from django.test import Client
from pytest_django.fixtures import Settings

from comity.web.people.models import Person
from comity.web.running.lines import JsonLines
from comity.web.running.logs import from_whom

pytestmark = pytest.mark.django_db
ADDRESS = "head.of.delegation@example.org"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is written to standard error by loggers of whatever name."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_has_one_line(log: io.StringIO, client: Client) -> None:
    answer = client.get("/en/?q=" + ADDRESS)
    (line,) = [line for line in lines(log) if line["event"] == "request"]
    assert (line["route"], line["verb"], line["status"], line["level"]) == ("home", "GET", 200, "info")
    assert isinstance(line["ms"], float) and line["request"] == answer["X-Request-Id"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", str(line["time"]))
    assert ADDRESS not in log.getvalue() and "127.0.0.1" not in log.getvalue() and "q=" not in log.getvalue()


def test_what_is_not_there_is_no_fault(log: io.StringIO, client: Client) -> None:
    """An old link is followed every day; an operator who looks for faults must not wade through them."""
    assert client.get("/en/bodies/nowhere/").status_code == 404
    assert [line["event"] for line in lines(log) if line["level"] == "error"] == []


def test_signing_in_leaves_no_trace_of_who(log: io.StringIO, client: Client) -> None:
    person = Person.objects.create_user(ADDRESS, name="Head of delegation")
    for verb, path, fields in (
        ("post", "/en/sign-in/", {"login": ADDRESS, "email": ADDRESS}),
        ("post", "/en/accounts/login/code/", {"email": ADDRESS}),
        ("get", f"/en/nothing-here/{ADDRESS}", {}),
        ("post", f"/en/first-operator/{ADDRESS}", {"email": ADDRESS}),
    ):
        getattr(client, verb)(path, fields, REMOTE_ADDR="203.0.113.77", HTTP_HOST="127.0.0.1")
    client.get("/en/", HTTP_HOST=f"{ADDRESS}.example.net")
    client.force_login(person)
    assert client.get("/en/", REMOTE_ADDR="203.0.113.77").status_code == 200
    codes = [word for message in mail.outbox for word in message.body.split() if word.isupper() and len(word) >= 6]
    said = log.getvalue()
    assert len(lines(log)) >= 6
    for secret in (ADDRESS, ADDRESS.partition("@")[0], "203.0.113", "Head of delegation", person.uid, *codes):
        assert secret not in said


def test_what_libraries_log_is_cut_to_its_pattern(log: io.StringIO) -> None:
    logging.getLogger("somebody.elses").warning("mail for %s refused", ADDRESS)
    logging.getLogger("somebody.elses").warning(f"mail for {ADDRESS} refused")
    first, second = lines(log)
    assert first["event"] == "mail for %s refused"
    assert str(second["event"]).startswith("test_logs:")
    assert ADDRESS not in log.getvalue()


def test_a_fault_is_told_by_its_kind_and_places(log: io.StringIO) -> None:
    try:
        raise IntegrityError(f"Key (email)=({ADDRESS}) already exists.")
    except IntegrityError:
        logging.getLogger("comity.worker").exception("job failed", extra={"fields": {"job": "x"}})
    (line,) = lines(log)
    assert (line["event"], line["fault"], line["job"]) == ("job failed", "IntegrityError", "x")
    places = line["at"]
    assert isinstance(places, list) and re.search(r"test_logs\.py:\d+$", places[-1])
    assert ADDRESS not in log.getvalue()


def test_senders_are_told_apart_for_a_day_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def at(address: str) -> str:
        request = HttpRequest()
        request.META["REMOTE_ADDR"] = address
        return from_whom(request)

    first = at("203.0.113.9")
    assert first == at("203.0.113.9") != at("203.0.113.10")
    monkeypatch.setattr("comity.web.running.logs.timezone.now", lambda: datetime(2020, 1, 1))
    assert at("203.0.113.9") != first


def test_an_id_from_the_proxy_is_kept_only_where_there_is_one(client: Client, settings: Settings) -> None:
    given = "abcdef12-3456"
    assert client.get("/en/", HTTP_X_REQUEST_ID=given)["X-Request-Id"] != given
    settings.COMITY_BEHIND_PROXY = True
    assert client.get("/en/", HTTP_X_REQUEST_ID=given)["X-Request-Id"] == given
    assert client.get("/en/", HTTP_X_REQUEST_ID="<script>")["X-Request-Id"] != "<script>"
