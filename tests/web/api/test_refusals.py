"""Whatever is wrong is said as JSON: a code, a sentence in the reader's language, and where."""

import json

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from comity.words import LANGUAGES, say, tag

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def _refused(answer: object, status: int) -> dict[str, str]:
    assert answer.status_code == status  # type: ignore[attr-defined]
    assert answer["Content-Type"].startswith("application/json")  # type: ignore[index]
    told = answer.json()  # type: ignore[attr-defined]
    assert told.keys() == {"code", "message", "where"} and told["message"]
    return dict(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_refusal_is_a_sentence_in_the_readers_language(client: Client, language: str) -> None:
    asked = {"language": tag(language)}
    told = _refused(client.get("/api/bodies/nowhere", asked), 404)
    assert told["message"] == say(language, "refusal.not_found.text") and told["code"] == "not_found"
    told = _refused(client.get("/api/bodies", {**asked, "limit": "0"}), 422)
    assert told["message"] == say(language, "error.api.range", where="query.limit")
    assert (told["code"], told["where"]) == ("api.range", "query.limit")
    told = _refused(client.get("/api/nothing/here", asked), 404)
    assert told["message"] == say(language, "refusal.not_found.text")


@pytest.mark.parametrize(
    ("address", "code", "where"),
    [
        ("/api/bodies?limit=abc", "api.unreadable", "query.limit"),
        ("/api/bodies?tier=galactic", "api.choice", "query.tier"),
        ("/api/bodies?language=tlh", "api.choice", "query.language"),
        ("/api/parties?q=" + "x" * 201, "api.long", "query.q"),
        ("/api/record/entries?since=yesterday", "api.unreadable", "query.since"),
        ("/api/record/consistency?first=1", "api.missing", "query.second"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(client: Client, address: str, code: str, where: str) -> None:
    told = _refused(client.get(address), 422)
    assert (told["code"], told["where"]) == (code, where)


def test_a_wrong_verb_says_which_there_are(client: Client) -> None:
    answer = client.delete("/api/bodies")
    _refused(answer, 405)
    assert answer["Allow"] == "GET, HEAD"
    assert _refused(client.get("/api/record/checkpoint/cosignatures"), 405)["code"] == "wrong_verb"


def test_a_body_that_is_no_json_is_refused(client: Client) -> None:
    there = "/api/record/checkpoint/cosignatures"
    answer = client.post(there, "{", content_type="application/json")
    assert _refused(answer, 400)["code"] == "api.not_json"
    told = _refused(client.post(there, json.dumps({"size": 1}), content_type="application/json"), 422)
    assert told["code"] == "api.missing" and told["where"].endswith("line")


def test_days_the_wrong_way_round(client: Client) -> None:
    told = _refused(client.get("/api/record/entries?since=2026-02-01&until=2026-01-01"), 422)
    assert told["message"] == "The last day lies before the first."


def test_a_program_that_asks_too_often_is_told_when_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A hundredth of what a site allows, so that it is reached within its minute also on a busy machine.
    monkeypatch.setattr(settings, "COMITY_LIMITS", 0.01)
    cache.clear()
    answers = [client.get("/api/openapi.json") for _ in range(13)]
    assert {one.status_code for one in answers[:-1]} == {200}
    assert _refused(answers[-1], 429)["code"] == "too_many"
    assert int(answers[-1]["Retry-After"]) > 0
    cache.clear()


def test_a_fault_of_ours_tells_nothing_of_its_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> object:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("comity.web.spine.queries.parties.parties_page", broken)
    answer = Client(raise_request_exception=False).get("/api/parties")
    assert _refused(answer, 500)["code"] == "fault"
    assert "secret" not in answer.content.decode() and "Traceback" not in answer.content.decode()
