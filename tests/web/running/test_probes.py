"""Health and readiness, for whatever watches."""

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django.fixtures import Settings

from comity.web.running import probes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _anew() -> None:
    probes._known_ready.clear()


def test_the_watcher_needs_no_name_and_gets_no_cookie(settings: Settings, django_assert_num_queries: object) -> None:
    settings.SECURE_SSL_REDIRECT = True
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = Client(HTTP_HOST="10.0.0.7:8000").get("/health")
    assert (answer.status_code, answer.json(), answer["Cache-Control"]) == (200, {"status": "ok"}, "no-store")
    assert not answer.cookies
    ready = Client(HTTP_HOST="10.0.0.7:8000").get("/ready")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert Client().get("/ready").status_code == 200
    assert Client(HTTP_HOST="127.0.0.1").post("/health").status_code != 200


def test_not_ready_without_this_versions_tables() -> None:
    MigrationRecorder(connection).record_unapplied("running", "0001_initial")
    answer = Client().get("/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready"})
    assert Client().get("/health").status_code == 200


def test_not_ready_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(**options: bool) -> bool:
        raise DatabaseError("connection to 10.1.2.3 refused for user comity")

    monkeypatch.setattr(probes, "pending", gone)
    answer = Client().get("/ready")
    assert answer.status_code == 503 and b"10.1.2.3" not in answer.content
