"""A mail in each of the six languages: all of it said, in the right direction, and nothing that breaks its head."""

import datetime
import re
from email.message import EmailMessage
from email.utils import parseaddr
from html.parser import HTMLParser

import pytest
from django.utils import timezone
from pytest_django import Settings

from comity.web.notices.kinds import kinds
from comity.web.notices.mail.gathering import gather
from comity.web.notices.mail.sending import send_queued
from comity.web.notices.models import Mail, Notice
from comity.web.notices.spreading import follow_record
from comity.web.people.models import Person
from comity.web.spine.acts.matters import move
from comity.web.spine.models import Matter
from comity.words import LANGUAGES, direction, say, tag
from tests.web.notices.conftest import Server, World

pytestmark = pytest.mark.django_db
UNFILLED = re.compile(r"\{\w+\}|\bnotices?\.[a-z_.]+|\bact\.[a-z]")
PARAMETERS = {
    "capacity": {"party": "fra", "body": ""},
    "invitation": {"party": "fra", "body": ""},
    "membership": {
        "party": "bra",
        "parties": ["bra", "fra"],
        "seat": "member",
        "on": "2026-01-01",
        "end": "2026-01-01",
    },
    "charter": {"version": 2},
    "translation": {"n": 3, "languages": ["ar", "fr"]},
    "record": {"n": 5, "since": "2026-11-24T18:00:00.000000Z"},
    "matter": {"state": "decided"},
}
COUNTS = {"membership": 2, "translation": 3, "record": 5}


def parts(mail: EmailMessage) -> tuple[str, str]:
    """The plain text and the HTML."""
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert isinstance(plain, EmailMessage) and isinstance(html, EmailMessage)
    return str(plain.get_content()), str(html.get_content())


class Tags(HTMLParser):
    """All elements of a page, with their attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((name, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.text += data


def every_kind(world: World, person: Person, channel: str) -> None:
    """A notice of every kind for the person, to be mailed now."""
    matter = world.matter("Debt relief")
    follow_record()
    Notice.objects.all().delete()
    for kind in kinds().values():
        Notice.objects.create(
            person=person,
            kind=kind.name,
            key=f"trial:{kind.name}",
            why="member:fra",
            body="g20",
            matter=matter if kind.route == "matter" else None,
            entry=0 if kind.name.endswith(".act") else None,
            parameters=PARAMETERS.get(kind.name.partition(".")[0], {}),
            due=timezone.now() + datetime.timedelta(days=1) if kind.name.startswith("deadline") else None,
            channel=channel,
            goes=timezone.now(),
        )
    gather()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", ["immediate", "daily", "weekly"])
def test_every_kind_is_said_whole_in_every_language(world: World, smtp: Server, language: str, channel: str) -> None:
    Person.objects.filter(pk=world.head.pk).update(language=tag(language))
    every_kind(world, world.head, channel)
    assert send_queued() == 1
    (mail,) = smtp.received
    plain, html = parts(mail)
    page = Tags(html)
    for said in (str(mail["subject"]), plain, page.text):
        assert not UNFILLED.findall(re.sub(r"https?://\S+", "", said))
    assert ("html", {"lang": tag(language), "dir": direction(language)}) in page.found
    assert mail["content-language"] == tag(language)
    assert ("blockquote", {"lang": "en", "dir": "ltr"}) in page.found
    for name in kinds():
        count = COUNTS.get(name.partition(".")[0], 1)
        assert say(language, f"notice.{name}.subject", n=count).partition("{")[0] in plain
    assert f"/{tag(language).lower()}/notices/" in plain


def test_a_notice_alone_has_its_own_subject_text_reason_time_and_address(
    world: World, smtp: Server, settings: Settings
) -> None:
    settings.COMITY_NAME = "Comity of Nations"
    deadline = datetime.datetime(2126, 11, 24, 18, 0, tzinfo=datetime.UTC)
    world.matter("Debt relief", deadline=deadline)
    follow_record()
    Notice.objects.filter(person=world.head).update(goes=timezone.now())
    gather()
    send_queued()
    (mail,) = smtp.received
    plain, html = parts(mail)
    assert mail["subject"] == "New matter in Group of Twenty: Debt relief"
    assert parseaddr(str(mail["from"])) == ("Group of Twenty | Comity of Nations", "comity@example.org")
    for said in (plain, Tags(html).text):
        assert "Who should get how much, and by when?" in said
        assert "24 Nov 2126, 18:00 UTC; 19:00 in Zurich" in said
        assert "You get this because you act for France, which sits in Group of Twenty." in said
    matter = Matter.objects.get()
    assert f"{settings.ADDRESS}/en/matters/{matter.pk}/" in plain
    assert mail["auto-submitted"] == "auto-generated"
    assert re.fullmatch(r"<g20\.[\w.]+>", str(mail["list-id"]))
    token = Mail.objects.get().token
    assert token in str(mail["message-id"])


def test_all_mails_about_a_matter_stand_together(world: World, smtp: Server) -> None:
    matter, other = world.matter("One"), world.matter("Other")
    for one in (matter, other):
        follow_record()
        move(world.acting, one, Matter.State.DECIDED)
        follow_record()
        Notice.objects.filter(person=world.head).exclude(kind="matter.decided").update(goes=None)
        gather()
        send_queued()
    mine = [one for one in smtp.received if one["to"] == "head@example.org"]
    assert len(mine) == 2 and len({str(one["references"]) for one in mine}) == 2
    assert all(one["references"] == one["in-reply-to"] for one in mine)


def test_what_somebody_wrote_cannot_add_a_header(world: World, smtp: Server) -> None:
    evil = "Relief\r\nBcc: everybody@example.org\r\n\r\n<script>alert(1)</script>\u202e\u2028x"
    world.matter(evil)
    follow_record()
    Notice.objects.filter(person=world.head).update(goes=timezone.now())
    gather()
    send_queued()
    (mail,) = smtp.received
    assert mail["bcc"] is None and mail["to"] == "head@example.org"
    assert "\n" not in str(mail["subject"]) and "\u202e" not in str(mail["subject"])
    assert smtp.envelopes[0].rcpt_tos == ["head@example.org"]
    assert not [name for name, _ in Tags(parts(mail)[1]).found if name == "script"]


def test_one_click_switches_off_and_what_is_binding_has_no_such_link(world: World, smtp: Server) -> None:
    matter = world.matter()
    move(world.acting, matter, Matter.State.DECIDED)
    follow_record()
    Notice.objects.exclude(kind="matter.decided").delete()
    Notice.objects.create(
        person=world.outsider, kind="capacity.ended", key="entry:9", why="self:", parameters={"party": "fra"},
        channel="immediate", goes=timezone.now(),
    )  # fmt: skip
    gather()
    send_queued()
    by_address = {str(one["to"]).partition("@")[0]: one for one in smtp.received}
    head = by_address["head"]
    assert head["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http\S+/en/notices/off/\S+/>", str(head["list-unsubscribe"]))
    assert b"\r\nList-Unsubscribe: <http" in smtp.envelopes[0].content, "on one line"
    binding = by_address["outsider"]
    assert binding["list-unsubscribe"] is None
    assert say("en", "notice.mail.binding") in parts(binding)[0]


def test_a_digest_leaves_out_what_was_read_meanwhile(world: World, smtp: Server) -> None:
    for title in ("One", "Two", "Three"):
        world.matter(title)
    follow_record()
    Notice.objects.filter(person=world.head).update(goes=timezone.now())
    gather()
    first = Notice.objects.filter(person=world.head).order_by("pk")[0]
    Notice.objects.filter(pk=first.pk).update(read=timezone.now())
    send_queued()
    plain, _ = parts(smtp.received[0])
    assert "Two" in plain and "Three" in plain and "One" not in plain
    assert str(smtp.received[0]["subject"]).endswith("2 notices")


def test_the_envelope_can_name_the_mail(world: World, smtp: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_BOUNCES", "bounces+{token}@example.org")
    world.matter()
    follow_record()
    Notice.objects.filter(person=world.head).update(goes=timezone.now())
    gather()
    send_queued()
    assert smtp.envelopes[0].mail_from == f"bounces+{Mail.objects.get().token}@example.org"
