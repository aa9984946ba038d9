"""Reports on mails that did not arrive, as servers write them, and what else comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.web.notices.mail.bounces import HARD, IGNORED, PATIENCE, SOFT, read, take_in
from comity.web.notices.models import Mail, Mailbox, new_token
from comity.web.people.models import Person
from tests.web.notices.conftest import World

TOKEN = "0123456789abcdef0123456789abcdef"

# The shape of RFC 3464, appendix E.1; the sentences around it are the server's own.
POSTFIX = """\
Date: Tue, 24 Nov 2026 18:00:00 +0000 (UTC)
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: comity@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Tue, 24 Nov 2026 17:59:58 +0000 (UTC)

Final-Recipient: rfc822; head@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; 550 5.1.1 <head@example.org>: Recipient address rejected

--B
Content-Type: {quoted}

From: "Group of Twenty | Comity" <comity@example.org>
To: head@example.org
Message-ID: <{token}@comity.example.org>
Subject: Decided

--B--
"""
# From an Exchange server in French, without the head of the mail; it was returned to an address of its own.
EXCHANGE = """\
From: <postmaster@example.org>
To: <bounces+{token}@example.org>
Subject: =?utf-8?B?w4ljaGVjIGRlIHJlbWlzZSA6IETDqWNpc2lvbg==?=
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="----_=_N"
Content-Language: fr-FR

------_=_N
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit

Échec de la remise à ces destinataires : l’adresse de messagerie est introuvable.

------_=_N
Content-Type: message/delivery-status

Reporting-MTA: dns;exchange.example.org

Final-recipient: RFC822;head@example.org
Action: failed
Status: 5.1.10
Diagnostic-code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; introuvable

------_=_N--
"""
# In Chinese (GB2312); the id of the envelope alone says which mail it was.
ENVELOPE = """\
From: postmaster@example.org
To: comity@example.org
Subject: =?gb2312?B?zbPQxQ==?=
MIME-Version: 1.0
Content-Type: multipart/report; boundary=b1; report-type="delivery-status"

--b1
Content-Type: text/plain; charset=gb2312
Content-Transfer-Encoding: base64

0+O8/s7et6jNtrXdoaM=

--b1
Content-Type: message/delivery-status

Original-Envelope-Id: {token}
Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; head@example.org
Action: failed
Status: 5.0.0 (unknown)

--b1--
"""
HOLIDAY = """\
From: head@example.org
To: comity@example.org
Subject: =?utf-8?B?2K7Yp9ix2Kwg2KfZhNmF2YPYqtio?=
Auto-Submitted: auto-replied
In-Reply-To: <{token}@comity.example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

I am away until 5.1.1. Action: failed. Status: 5.1.1. Ref {token}
"""


@pytest.fixture
def sent(world: World) -> Mail:
    """A mail that was sent to the head of the delegation."""
    return _sent(world.head, TOKEN)


def _sent(person: Person, token: str) -> Mail:
    return Mail.objects.create(
        token=token, person=person, channel="immediate", state="sent", due=person.created, address=person.email or ""
    )


def postfix(token: str = TOKEN, action: str = "failed", status: str = "5.1.1", quoted: str = "message/rfc822") -> bytes:
    return POSTFIX.format(token=token, action=action, status=status, quoted=quoted).encode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "report",
    [
        postfix(),
        postfix(quoted="text/rfc822-headers"),
        postfix(quoted="message/rfc822-headers"),
        postfix().replace(b"\n", b"\r\n"),
        EXCHANGE.format(token=TOKEN).encode(),
        ENVELOPE.format(token=TOKEN).encode(),
    ],
    ids=["whole", "headers", "odd headers", "crlf", "french exchange", "chinese envelope id"],
)
def test_an_address_that_is_gone_is_switched_off_whatever_language_says_so(sent: Mail, report: bytes) -> None:
    outcome = take_in(report)
    assert outcome.effect == HARD and outcome.mail == sent
    box = Mailbox.objects.get(person=sent.person)
    assert box.off is not None and box.address == "head@example.org"
    sent.refresh_from_db()
    assert sent.state == "failed" and sent.status.startswith("5.")


@pytest.mark.django_db
def test_the_same_report_twice_counts_once(sent: Mail) -> None:
    assert take_in(postfix(status="4.4.7")).effect == SOFT
    assert take_in(postfix(status="4.4.7")).effect == IGNORED
    assert Mailbox.objects.get().bounces == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["4.4.7", "4.2.2", "5.2.2", "5.7.1", "5.3.4"])
def test_what_may_pass_is_counted_and_after_many_in_a_row_ends_it_too(world: World, status: str) -> None:
    for n in range(1, PATIENCE + 1):
        token = new_token()
        _sent(world.head, token)
        assert take_in(postfix(token, status=status)).effect == (HARD if n == PATIENCE else SOFT)
        assert (Mailbox.objects.get().off is not None) == (n == PATIENCE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "mail",
    [
        HOLIDAY.format(token=TOKEN).encode(),
        postfix(action="delayed", status="4.4.1"),
        postfix(action="delivered", status="2.0.0"),
        postfix(action="relayed", status="2.0.0"),
        postfix(token="f" * 32),
        postfix(token="short"),
        postfix(status="not a status"),
        b"",
        b"\xff\xfe\x00",
        b"Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status\n\n",
    ],
    ids=["holiday", "late", "delivered", "relayed", "unknown", "no token", "no status", "empty", "noise", "cut"],
)
def test_anything_else_is_ignored(sent: Mail, mail: bytes) -> None:
    assert take_in(mail).effect == IGNORED
    sent.refresh_from_db()
    assert sent.state == "sent" and not Mailbox.objects.exists()


@pytest.mark.django_db
def test_a_report_on_an_address_of_before_leaves_the_new_one_alone(sent: Mail) -> None:
    Person.objects.filter(pk=sent.person_id).update(email="new@example.org")
    take_in(postfix())
    assert not Mailbox.objects.exists()


@pytest.mark.django_db
def test_nobody_can_switch_off_anybody_else_without_having_had_the_mail(world: World, sent: Mail) -> None:
    forged = postfix(token="f" * 32).replace(b"head@", b"member@")
    assert take_in(forged).effect == IGNORED
    take_in(postfix().replace(b"head@", b"member@"))
    assert not Mailbox.objects.filter(person=world.member).exists()


@given(st.binary(max_size=600))
def test_nothing_that_comes_in_breaks_the_reader(noise: bytes) -> None:
    read(noise)
    read(postfix()[:200] + noise + postfix()[200:])
