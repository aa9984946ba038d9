"""A form counts once however often it is sent, and what it would write can be seen without writing it."""

import datetime

import pytest
from django.utils import timezone

from comity.terms.errors import ComityError
from comity.web.spine import seeds
from comity.web.spine.acting import Acting
from comity.web.spine.acts import bodies
from comity.web.spine.acts.rehearsing import rehearse
from comity.web.spine.acts.sendings import forget, new_token, once
from comity.web.spine.models import Body, Entry, Head, Sending, Text

OFFICER = Acting("officer", "secretariat", body="g20")
pytestmark = pytest.mark.django_db


def test_what_was_sent_before_leads_to_the_same_receipt() -> None:
    done: list[str] = []

    def act() -> str:
        done.append("done")
        return f"/receipt/{len(done)}"

    token = new_token()
    assert once("one", token, act) == once("one", token, act) == "/receipt/1"
    assert once("another", token, act) == "/receipt/2"
    assert once("one", new_token(), act) == "/receipt/3"


def test_what_failed_can_be_sent_again() -> None:
    def refused() -> str:
        Text.objects.create(original="en")
        raise ComityError("text.empty")

    with pytest.raises(ComityError):
        once("one", "token", refused)
    assert not Text.objects.exists() and not Sending.objects.exists()
    assert once("one", "token", lambda: "/receipt/") == "/receipt/"


def test_what_was_sent_long_ago_is_forgotten() -> None:
    once("one", "token", lambda: "/receipt/")
    assert forget() == 0
    assert forget(timezone.now() + datetime.timedelta(days=31)) == 1


def test_a_rehearsal_shows_every_entry_and_leaves_nothing() -> None:
    seeds.plant(timezone.now())
    before = Entry.objects.count(), Head.objects.get().size, Text.objects.count()
    plan = bodies.Plan("heat", "local", "en", {"en": "Heat"}, seats={"fra": "member", "eu": "member"})

    shown = rehearse(
        lambda: bodies.found(OFFICER, plan), lambda found: [(one.entry.kind, one.payload) for one in found]
    )

    assert [kind for kind, _ in shown] == ["body.founded", "membership.admitted", "membership.admitted"]
    assert shown[1][1]["party"] == "fra"
    assert (Entry.objects.count(), Head.objects.get().size, Text.objects.count()) == before
    assert not Body.objects.filter(slug="heat").exists()
    found = bodies.found(OFFICER, plan)
    assert found.entries[0].seq == before[1]


def test_what_would_be_refused_is_refused_in_the_rehearsal() -> None:
    with pytest.raises(ComityError, match=r"body\.unknown_parent"):
        rehearse(
            lambda: bodies.found(OFFICER, bodies.Plan("heat", "local", "en", {"en": "Heat"}, parents=("none",))), list
        )
    assert not Body.objects.exists()
