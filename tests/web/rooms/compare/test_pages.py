"""A comparison on the site: told in each language, under a strict policy, its data for the secretariat alone."""

import gzip
import json
from pathlib import Path

import pytest
from django.test import Client

from comity.analysis import compare
from comity.demo.population import write
from comity.terms.comparison import Comparison
from comity.web.rooms.compare import acts, queries
from comity.web.rooms.compare.models import Snapshot
from comity.web.spine.acting import THE_PUBLIC, Acting, Viewer
from comity.web.spine.acts import texts
from comity.web.spine.models import Body
from comity.web.spine.queries import record
from comity.web.spine.visibility import Audience
from comity.words import LANGUAGES, tag

pytestmark = pytest.mark.django_db
OFFICER = Acting("0f" * 16, "secretariat", body="trial")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("votes")
    write(folder, seed=2, people=200)
    return compare(folder / "votes.csv", participants=folder / "participants.csv", by=["region"], seed=2)


@pytest.fixture
def body() -> Body:
    return Body.objects.create(slug="trial", tier="global", name=texts.write("Trial body", "en", "system"))


def _published(found: Comparison, body: Body, audience: Audience | None = None) -> Snapshot:
    return acts.publish(OFFICER, body, found, {"en": "What people share"}, audience=audience or Audience())


def test_it_is_entered_in_the_record_with_what_it_was_computed_from(found: Comparison, body: Body) -> None:
    snapshot = _published(found, body)
    entry = record.one(snapshot.entry, THE_PUBLIC)
    assert entry is not None and entry.payload is not None
    assert entry.entry.kind == "comparison.published"
    assert entry.payload["input_digest"] == found.input_digest
    assert entry.payload["result_digest"] == snapshot.result_digest


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_page_and_its_report(
    client: Client, found: Comparison, body: Body, language: str
) -> None:
    number, lang = _published(found, body).matter_id, tag(language)
    page = client.get(f"/{lang.lower()}/bodies/trial/comparisons/{number}/")
    assert page.status_code == 200
    report = client.get(f"/{lang.lower()}/bodies/trial/comparisons/{number}/report/")
    text = report.content.decode()
    assert f'<html lang="{lang}"' in text
    policy = report["Content-Security-Policy"]
    assert "script-src" not in policy and "default-src 'none'" in policy and "unsafe-inline" not in policy


def test_who_may_not_see_it_finds_nothing(client: Client, found: Comparison, body: Body) -> None:
    number = _published(found, body, Audience("body")).matter_id
    assert client.get(f"/en/bodies/trial/comparisons/{number}/").status_code == 404
    assert client.get(f"/en/bodies/trial/comparisons/{number}/report/").status_code == 404
    assert queries.rendering("trial", number, "en", THE_PUBLIC) is None
    assert queries.rendering("trial", number, "en", Viewer("a", bodies=frozenset({"trial"}))) is not None


def test_it_is_found_at_its_own_body_only(client: Client, found: Comparison, body: Body) -> None:
    number = _published(found, body).matter_id
    assert client.get(f"/en/bodies/other/comparisons/{number}/").status_code == 404


def test_the_data_that_places_each_participant_is_not_for_the_public(
    client: Client, found: Comparison, body: Body
) -> None:
    number = _published(found, body).matter_id
    assert client.get(f"/en/bodies/trial/comparisons/{number}/result.json").status_code == 403
    data = queries.data("trial", number, THE_PUBLIC)
    assert data is not None


def test_what_is_kept_is_what_was_found(found: Comparison, body: Body, tmp_path: Path) -> None:
    snapshot = _published(found, body)
    kept = json.loads(gzip.decompress(bytes(snapshot.result)))
    assert kept["input_digest"] == found.input_digest
