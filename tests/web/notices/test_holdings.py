"""What notices hold of somebody is theirs to see, and is erased with the account."""

import json

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from comity.web.notices.models import Mail, Mailbox, Notice, Preference
from comity.web.notices.spreading import follow_record
from comity.web.people.acts import accounts
from comity.web.people.holdings import everything_held
from comity.words import LANGUAGES, has, keys
from tests.web.notices.conftest import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(world: World) -> World:
    """The follower has notices, a mail, choices, and an address that answered badly."""
    world.matter()
    follow_record()
    who = world.follower
    Mail.objects.create(person=who, channel="daily", state="sent", due=timezone.now(), address="follower@example.org")
    Preference.objects.create(person=who, kind="matter.opened", channel="page")
    Mailbox.objects.create(person=who, address="follower@example.org", bounces=1)
    return world


def test_all_of_it_is_shown_with_words_for_each_part(busy: World) -> None:
    sections = {one.name: one.rows for one in everything_held(busy.follower)}
    ours = ("notices", "notice_mails", "notice_choices", "follows", "mailbox")
    assert [len(sections[name]) for name in ours] == [1, 1, 1, 1, 1]
    for name in ours:
        for word in (f"held.{name}.title", f"held.{name}.text", *(f"held.column.{one}" for one in sections[name][0])):
            assert has(word) and all(word in keys(language) for language in LANGUAGES), word
    json.dumps([list(rows) for rows in sections.values()], default=str)


def test_nothing_is_left_after_erasure(busy: World) -> None:
    accounts.erase(busy.follower)
    for model in apps.get_app_config("notices").get_models():
        if any(field.name == "person" for field in model._meta.fields):
            assert not model.objects.filter(person=busy.follower).exists(), model  # type: ignore[attr-defined]
    assert Notice.objects.filter(person=busy.head).exists()
    assert Client().get("/en/").status_code == 200
