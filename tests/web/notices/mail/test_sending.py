"""Every mail is sent at most once, whatever dies; what failed for now is tried again; what nobody knows is not."""

import datetime
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from comity.web.notices import acts
from comity.web.notices.mail import sending
from comity.web.notices.mail.gathering import gather
from comity.web.notices.mail.posting import Post
from comity.web.notices.mail.sending import LOST, send_queued
from comity.web.notices.models import Mail, Mailbox, Notice
from comity.web.notices.spreading import follow_record
from comity.web.people.models import Person
from comity.web.spine.acts.matters import move
from comity.web.spine.models import Matter
from comity.web.spine.visibility import Audience
from tests.web.notices.conftest import Server, World

pytestmark = pytest.mark.django_db


def decided(world: World, title: str = "Debt relief") -> Matter:
    """A matter that was decided, of which everybody is told at once."""
    matter = world.matter(title)
    move(world.acting, matter, Matter.State.DECIDED)
    follow_record()
    Notice.objects.exclude(kind="matter.decided").update(goes=None)
    gather()
    return matter


def states() -> Counter[str]:
    return Counter(Mail.objects.values_list("state", flat=True))


def later(minutes: int) -> None:
    """As if so much time had passed for what is queued or being sent."""
    for one in Mail.objects.all():
        one.due -= datetime.timedelta(minutes=minutes)
        one.started = one.started and one.started - datetime.timedelta(minutes=minutes)
        one.save(update_fields=["due", "started"])


def test_everybody_gets_it_once_at_their_own_address(world: World, smtp: Server) -> None:
    decided(world)
    assert send_queued() == 3
    assert send_queued() == 0
    assert sorted(one.rcpt_tos[0] for one in smtp.envelopes) == [
        "follower@example.org", "head@example.org", "member@example.org",
    ]  # fmt: skip
    assert states() == {"sent": 3}


def test_a_refusal_for_now_is_tried_again_later_and_then_taken(world: World, smtp: Server) -> None:
    decided(world)
    smtp.data = lambda envelope: "451 4.3.0 come back"
    assert send_queued() == 0
    assert states() == {"queued": 3} and not smtp.received
    smtp.data = lambda envelope: "250 fine"
    assert send_queued() == 0, "not at once"
    later(2)
    assert send_queued() == 3
    assert len(smtp.received) == 3


def test_after_many_attempts_it_is_given_up(world: World, smtp: Server) -> None:
    decided(world)
    smtp.rcpt = lambda address: "450 4.2.0 greylisted"
    for _ in range(len(sending.PAUSES) + 1):
        send_queued()
        later(3_000)
    assert states() == {"failed": 3}
    assert not Mailbox.objects.filter(off__isnull=False).exists()


def test_without_a_server_nothing_is_lost(world: World, smtp: Server, settings: Settings) -> None:
    decided(world)
    settings.EMAIL_PORT = 1
    assert send_queued() == 0
    assert states() == {"queued": 3}


def test_an_address_that_does_not_exist_is_mailed_no_more(world: World, smtp: Server) -> None:
    smtp.rcpt = lambda address: "550 5.1.1 no such user" if address.startswith("head") else "250 fine"
    decided(world)
    assert send_queued() == 2
    assert Mail.objects.get(person=world.head).state == "failed"
    assert Mailbox.objects.get().person == world.head and Mailbox.objects.get().off is not None
    decided(world, "Another")
    assert not Mail.objects.filter(person=world.head, state="queued").exists()
    acts.switch_mail_on(world.head)
    smtp.rcpt = lambda address: "250 fine"
    decided(world, "A third")
    send_queued()
    to_head = [one for one in smtp.received if one["to"] == "head@example.org"]
    assert ["A third" in one["subject"] for one in to_head] == [True], "what was missed is on the page alone"


def test_a_mail_the_server_does_not_want_says_nothing_of_the_address(world: World, smtp: Server) -> None:
    smtp.data = lambda envelope: "554 5.7.1 looks like spam"
    decided(world)
    send_queued()
    assert states() == {"failed": 3} and not Mailbox.objects.exists()


def test_where_the_worker_dies_after_the_server_took_it_nothing_is_sent_again(world: World, smtp: Server) -> None:
    decided(world)
    whole = Post.hand_over

    def dying(self: Post, *args: object) -> object:
        whole(self, *args)  # type: ignore[arg-type]
        raise SystemExit

    Post.hand_over = dying  # type: ignore[method-assign,assignment]
    try:
        with pytest.raises(SystemExit):
            send_queued()
    finally:
        Post.hand_over = whole  # type: ignore[method-assign]
    assert states() == {"sending": 1, "queued": 2} and len(smtp.received) == 1
    send_queued()
    assert len(smtp.received) == 3
    later(int(LOST.total_seconds() // 60) + 1)
    send_queued()
    assert states() == {"unknown": 1, "sent": 2} and len(smtp.received) == 3


def test_where_the_connection_breaks_before_the_answer_nobody_knows(world: World, smtp: Server) -> None:
    decided(world)
    smtp.cuts = "data"
    assert send_queued() == 0
    assert states() == {"unknown": 3} and len(smtp.received) == 3
    smtp.cuts = ""
    later(3_000)
    assert send_queued() == 0 and len(smtp.received) == 3


def test_where_it_breaks_before_the_text_was_given_it_is_tried_again(world: World, smtp: Server) -> None:
    decided(world)
    smtp.cuts = "rcpt"
    assert send_queued() == 0
    assert states() == {"queued": 3} and not smtp.received
    smtp.cuts = ""
    later(2)
    assert send_queued() == 3


def test_a_server_that_does_not_want_the_sender_is_asked_again(world: World, smtp: Server) -> None:
    smtp.mail = "550 5.7.1 who are you"
    decided(world)
    send_queued()
    assert states() == {"queued": 3}


def test_what_nobody_knows_is_sent_again_only_when_somebody_says_so(world: World, smtp: Server) -> None:
    decided(world)
    Mail.objects.update(state=Mail.State.UNKNOWN)
    send_queued()
    assert not smtp.received
    first = Mail.objects.order_by("pk").first()
    assert first is not None
    acts.send_again(first.pk)
    send_queued()
    assert len(smtp.received) == 1 and states() == {"sent": 1, "unknown": 2}


def test_what_somebody_may_no_longer_see_is_not_mailed(world: World, smtp: Server) -> None:
    matter = world.matter("Secret talks", Audience("body"))
    move(world.acting, matter, Matter.State.DECIDED)
    follow_record()
    Notice.objects.update(goes=timezone.now())
    gather()
    world.member.capacities.update(end=timezone.now())
    send_queued()
    assert [one.rcpt_tos for one in smtp.envelopes] == [["head@example.org"]] * len(smtp.envelopes)
    assert set(Mail.objects.filter(person=world.member).values_list("state", flat=True)) == {"dropped"}


def test_who_is_erased_before_the_mail_goes_gets_none(world: World, smtp: Server) -> None:
    decided(world)
    Person.objects.filter(pk=world.head.pk).update(email=None, is_active=False)
    send_queued()
    assert {one.rcpt_tos[0] for one in smtp.envelopes} == {"member@example.org", "follower@example.org"}


OUTCOMES = ("taken", "again", "refused", "dies before", "dies after", "breaks after")


class Dies(BaseException):
    """A process is killed here."""


@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(OUTCOMES), max_size=12))
def test_in_whatever_order_servers_and_workers_fail_no_mail_arrives_twice(world: World, outcomes: list[str]) -> None:
    Mail.objects.all().delete()
    Notice.objects.all().delete()
    decided(world)
    arrived: Counter[str] = Counter()
    script = iter(outcomes)

    class Scripted(Post):
        def hand_over(self, message: object, sender: str, token: str) -> sending.Delivery:
            outcome = next(script, "taken")
            if outcome == "dies before":
                raise Dies
            if outcome in ("taken", "dies after", "breaks after"):
                arrived[token] += 1
            if outcome == "dies after":
                raise Dies
            return sending.Delivery(
                {"taken": "sent", "again": "again", "refused": "refused", "breaks after": "unknown"}[outcome]
            )

    whole, sending.Post = sending.Post, Scripted  # type: ignore[misc]
    try:
        for _ in range(len(outcomes) + 4):
            with suppress(Dies):
                send_queued()
            later(3_000)
    finally:
        sending.Post = whole  # type: ignore[misc]
    assert all(count == 1 for count in arrived.values())
    for one in Mail.objects.all():
        assert one.state in ("sent", "failed", "unknown"), "each mail comes to an end"
        assert (one.token in arrived) or one.state in ("failed", "unknown"), "what is called sent has arrived"
    assert {one.token for one in Mail.objects.filter(state="sent")} <= arrived.keys()


PREPARED = """
import django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from comity.web.notices.mail.gathering import gather
from comity.web.notices.models import Notice
from comity.web.people.models import Person
call_command("migrate", verbosity=0)
for n in range(3):
    one = Person.objects.create_user(f"delegate{n}@example.org")
    Notice.objects.create(
        person=one, kind="capacity.granted", key="entry:1", why="self:", channel="immediate", goes=timezone.now()
    )
gather()
"""
WORKING = """
import datetime, sys
import django
django.setup()
from comity.web.notices.mail import sending
from comity.web.notices.models import Mail
sending.LOST = datetime.timedelta(seconds=float(sys.argv[1]))
sending.send_queued()
print(sorted(Mail.objects.values_list("state", flat=True)))
"""


def test_a_process_killed_before_it_could_write_the_answer_down_sends_nothing_twice(
    smtp: Server, tmp_path: Path
) -> None:
    surroundings = {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "TEST_DATABASE_URL")},
        "COMITY_HOME": str(tmp_path),
        "COMITY_MAIL": f"smtp://127.0.0.1:{smtp.port}",
        "COMITY_MAIL_FROM": "comity@example.org",
        "DJANGO_SETTINGS_MODULE": "comity.web.settings.embedded",
    }
    subprocess.run([sys.executable, "-c", PREPARED], env=surroundings, check=True)
    worker = subprocess.Popen([sys.executable, "-c", WORKING, "600"], env=surroundings)

    def kill(envelope: Envelope) -> str:
        if len(smtp.received) == 1:
            smtp.take(envelope)
            worker.kill()
            return "421 too late"
        return "250 2.0.0 taken"

    smtp.data = kill
    assert worker.wait(60) == -signal.SIGKILL
    assert len(smtp.received) == 2
    smtp.data = lambda envelope: "250 2.0.0 taken"
    again = subprocess.run(
        [sys.executable, "-c", WORKING, "0"], env=surroundings, check=True, capture_output=True, text=True
    )
    assert again.stdout.strip().splitlines()[-1] == "['sent', 'sent', 'unknown']"
    assert sorted(str(one["to"]) for one in smtp.received) == [f"delegate{n}@example.org" for n in range(3)]
