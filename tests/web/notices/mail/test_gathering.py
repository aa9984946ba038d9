"""What comes together becomes one mail; nothing is in two."""

import datetime

import pytest
from django.utils import timezone

from comity.web.notices.mail import gathering
from comity.web.notices.mail.gathering import gather
from comity.web.notices.models import Mail, Mailbox, Notice
from comity.web.people.models import Person
from tests.web.notices.conftest import World, person

pytestmark = pytest.mark.django_db


def waiting(whom: Person, key: str, channel: str = "immediate", minutes: int = 0) -> Notice:
    """A notice that is to be mailed in so many minutes."""
    goes = timezone.now() + datetime.timedelta(minutes=minutes)
    return Notice.objects.create(
        person=whom, kind="matter.decided", key=key, why="member:fra", channel=channel, goes=goes
    )


def test_one_mail_a_person_and_channel_and_none_before_its_time(world: World) -> None:
    for key in ("a", "b"):
        waiting(world.head, key)
    waiting(world.head, "c", "daily")
    waiting(world.head, "d", "daily", minutes=5)
    waiting(world.member, "e")
    assert gather() == 3
    assert gather() == 0
    rows = Mail.objects.values_list("person__email", "channel", "notices__key").order_by("notices__key")
    assert list(rows) == [
        ("head@example.org", "immediate", "a"),
        ("head@example.org", "immediate", "b"),
        ("head@example.org", "daily", "c"),
        ("member@example.org", "immediate", "e"),
    ]


def test_where_mail_is_off_it_stays_on_the_page_and_is_not_mailed_later_either(world: World) -> None:
    Mailbox.objects.create(person=world.head, address="head@example.org", off=timezone.now())
    Mailbox.objects.create(person=world.member, address="before@example.org", off=timezone.now())
    kept, mailed = waiting(world.head, "a"), waiting(world.member, "b")
    assert gather() == 1
    for one in (kept, mailed):
        one.refresh_from_db()
    assert kept.mail is None and kept.goes is None
    assert mailed.mail is not None, "the person has another address by now"
    Mailbox.objects.all().delete()
    assert gather() == 0


def test_a_worker_that_dies_on_the_way_leaves_whole_mails_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "PEOPLE", 1)
    people = [world.head, world.member, world.follower]
    for one in people:
        for key in ("a", "b"):
            waiting(one, key)
    whole, calls = gathering._closed, 0

    def dying(known: object) -> set[int]:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise SystemExit
        return whole(known)  # type: ignore[arg-type]

    monkeypatch.setattr(gathering, "_closed", dying)
    with pytest.raises(SystemExit):
        gather()
    gather()
    assert sorted(one.notices.count() for one in Mail.objects.all()) == [2, 2, 2]
    assert not Notice.objects.filter(mail=None).exists()


def test_who_is_gone_gets_no_mail(world: World) -> None:
    gone = person("gone", is_active=False)
    waiting(gone, "a")
    assert gather() == 0
