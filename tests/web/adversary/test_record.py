"""Somebody who has the database, but not the key; somebody who serves a body, and would rather that something had not
been said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from comity.terms.errors import ComityError
from comity.web.people.models import Capacity, Person
from comity.web.rooms.remember import draws
from comity.web.spine import append_only, search
from comity.web.spine.acting import THE_PUBLIC, Acting
from comity.web.spine.acts import checkpoints
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Entry, SignedCheckpoint
from comity.web.spine.queries import record
from comity.web.spine.visibility import Audience
from tests.web.people.conftest import Place
from tests.web.rooms.remember.test_draws import NAMES, Hall

pytestmark = pytest.mark.django_db
OFFICER = Acting("0f" * 16, "secretariat", body="forum")


def said(text: str, **audience: object) -> int:
    """An act, entered; its number."""
    with transaction.atomic():
        made = append(Act(OFFICER, "trial.said", "matter:1", {"text": text}, "forum", Audience(**audience)))  # type: ignore[arg-type]
    return made.seq


def test_history_that_was_rewritten_is_not_signed() -> None:
    """Who has the database takes the triggers away, writes another past with hashes that fit, and waits for the clock
    to sign it. The key has signed the other past already."""
    for number in range(3):
        said(f"number {number}")
    before = checkpoints.sign()
    append_only.remove(connection)
    leaf = bytes(Entry.objects.get(seq=2).leaf)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE spine_entry SET subject = 'matter:2', leaf = %s WHERE seq = 1", [leaf])
    append_only.install(connection)
    said("afterwards")
    with pytest.raises(ComityError, match=r"record\.history_changed"):
        checkpoints.sign()
    assert checkpoints.standing() == before


def test_checkpoints_are_only_ever_added() -> None:
    """Who takes one away takes away what shows that there was another past."""
    said("something")
    made = checkpoints.sign()
    for change in (
        lambda: SignedCheckpoint.objects.filter(pk=made.pk).update(note="another"),
        lambda: SignedCheckpoint.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path)


def test_whoever_dislikes_where_a_draw_is_going_cannot_make_it_unsaid(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The secretariat sees what the others have opened before the last does. Could it erase one of them, it could have
    the draw fail and announce another, until it likes what comes out."""
    now = timezone.now().replace(microsecond=0)
    monkeypatch.setattr("tests.web.rooms.remember.test_draws.NOW", now)
    hall.announce()
    answer = hall.announce(confirm="1")
    assert answer.status_code == 302, answer.content.decode()[:3000]
    for name in NAMES[:2]:
        assert hall.hand_in(name, hall.made(name, "commit")) == 302
    for kind in ("draw.announced", "draw.committed"):
        seq = Entry.objects.filter(kind=kind).latest("seq").seq
        answer = hall.officer.post(f"/en/bodies/forum/record/{seq}/redact/", {"reason": "It was entered by mistake."})
        assert answer.status_code == 409
        opened = record.one(seq, THE_PUBLIC)
        assert opened is not None and opened.payload is not None
    assert draws.standing("panel-1", "forum") is not None


def test_an_entry_of_another_body_is_not_erased_through_ones_own(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity], as_somebody: Callable[..., Client]
) -> None:
    seq = said("of the forum")
    officer = person("officer@example.org")
    serving = as_somebody(officer, hold(officer, body=place.other))
    for body in ("council", "forum", "nowhere"):
        answer = serving.post(f"/en/bodies/{body}/record/{seq}/redact/", {"reason": "It is in my way, and so it goes."})
        assert answer.status_code in (403, 404)
    opened = record.one(seq, THE_PUBLIC)
    assert opened is not None and opened.payload == {"text": "of the forum"}


@pytest.mark.parametrize("audience", [{"level": "body"}, {"level": "delegation", "party": "fra"}])
def test_nothing_that_is_read_without_signing_in_says_what_is_confidential(
    audience: dict[str, str], place: Place, person: Callable[..., Person], as_somebody: Callable[..., Client]
) -> None:
    """Pages, data, tiles, the bundle, search with and without hits: by the public, by somebody with no capacity, and by
    who runs the installation."""
    seq = said("zanzibar tanganyika", **audience)
    checkpoints.sign()
    search.catch_up()
    operator = as_somebody(person("operator@example.org", operator=True), operator=True)
    for client in (Client(), as_somebody(person("me@example.org")), operator):
        for path in (
            f"/en/record/{seq}/",
            f"/en/record/{seq}.json",
            "/en/record/?q=zanzibar",
            "/en/record/?q=zanz",
            "/api/record/entries?q=zanzibar",
            f"/api/record/entries/{seq}",
            "/en/record/bundle/",
            "/en/bodies/forum/",
            "/en/parties/fra/",
            "/en/",
        ):
            answer = client.get(path)
            content = b"".join(answer) if answer.streaming else answer.content
            assert b"tanganyika" not in content, path
        hits = [client.get(f"/api/record/entries?q={word}").json() for word in ("zanzibar", "madagascar")]
        assert hits[0]["entries"] == hits[1]["entries"] == []
