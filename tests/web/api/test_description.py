"""The description of the service: for programs, for people, and held against what it does."""

import re
from collections.abc import Iterator

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import SchemathesisConfig

from comity.web.api.description import document
from comity.web.people.permissions import table
from comity.web.wsgi import application
from comity.words import LANGUAGES, own_name, say, tag

EXAMPLES = 15
load_all_checks()
HELD = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "unsupported_method",
        "allow_header_conformance",
    )
]
SERVICE = schemathesis.openapi.from_wsgi(
    "/api/openapi.json",
    application,
    config=SchemathesisConfig.from_dict({"generation": {"mode": "all", "allow-x00": True}}),
)


@pytest.fixture
def _kept_open() -> Iterator[None]:
    """A server drops its connection between requests; here all of them are in the transaction of one test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("site", "_kept_open")
@pytest.mark.django_db
@hypothesis.settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True)
@SERVICE.parametrize()
def test_every_operation_does_as_it_is_described(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=HELD, headers={"Accept-Encoding": "identity"})


def test_every_operation_is_described_and_every_description_is_of_one() -> None:
    routes = {(name, verb) for name, verb in table() if name.startswith("api.")}
    pages = {("api.openapi", "GET"), ("api.reference", "GET")}
    described = [(path, verb) for path, verbs in document()["paths"].items() for verb in verbs]  # type: ignore[attr-defined]
    assert len(described) == len(routes - pages)
    assert all(path.startswith("/api/") for path, _ in described)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_the_service_needs_nothing_from_elsewhere(client: Client, language: str) -> None:
    answer = client.get(f"/{tag(language).lower()}/api/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert say(language, "api.lead") in page.replace("&#39;", "’")
    assert page.count("<h3") == len(SERVICE.raw_schema["paths"])
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert all(one.startswith(("/", "#", "http://testserver/")) for one in loaded)
    assert own_name(language) in page


def test_the_root_leads_to_the_page_in_the_readers_language(client: Client) -> None:
    answer = client.get("/api/", headers={"accept-language": "ar"})
    assert answer.status_code == 302 and answer["Location"] == "/ar/api/"
