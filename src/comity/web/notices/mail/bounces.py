"""What comes back: reports that a mail was not delivered (RFC 3464), in whatever language a server writes around them.

A report counts only where it names a mail of ours, by the id of the envelope, the address it was returned to, or the
head of the mail that it quotes; each of them holds 128 random bits. What else comes, such as "I am on holiday", is
ignored.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32

from django.db import transaction
from django.utils import timezone

from comity.web.notices.models import Mail, Mailbox

HARD, SOFT, IGNORED = "hard", "soft", "ignored"
LARGEST = 2 * 1024 * 1024
"""Bytes of a report that are looked at."""
PATIENCE = 5
"""Mails in a row that were not taken, after which an address is given up though it may be right."""
FORGIVEN = timedelta(days=30)
"""After so long without another, they are counted anew."""
_TOKEN = re.compile(r"(?<![0-9a-f])([0-9a-f]{32})(?![0-9a-f])")
_STATUS = re.compile(r"^\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
_QUOTED = ("message-id", "x-comity-mail")
_RETURNED = ("to", "delivered-to", "x-original-to", "envelope-to")
# What a refusal for good is about (RFC 3463): the address, a mailbox that is closed, or the way there. The others say
# that this mail was too large, unwanted or badly made, or that the mailbox is full, and another may be taken.
_OF_ADDRESS = re.compile(r"^5\.(1\.\d+|2\.[01]|4\.\d+|0\.0)$")
_REPLIES_OF_ADDRESS = frozenset({"550", "551", "553", "556"})


@dataclass(frozen=True)
class Report:
    """tokens: that may name a mail of ours; status: enhanced status code of what failed, "" where nothing did."""

    tokens: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class Outcome:
    """effect: HARD (nothing is mailed there any more), SOFT (counted) or IGNORED; mail: what it was about."""

    effect: str
    mail: Mail | None = None


def read(raw: bytes) -> Report | None:
    """The report in a mail as it came in; None where it is none."""
    try:
        message = message_from_bytes(raw[:LARGEST], policy=compat32)
        statuses = [status for part in _status_parts(message) if (status := _failure(part))]
    except (MessageError, LookupError, ValueError):
        return None
    if not statuses:
        return None
    worst = max(statuses, key=lambda status: (status[0] == "5", bool(_OF_ADDRESS.match(status))))
    return Report(tuple(dict.fromkeys(_tokens(message))), worst)


def take_in(raw: bytes) -> Outcome:
    """Do what a mail that came back asks for."""
    report = read(raw)
    mail = Mail.objects.filter(token__in=report.tokens).select_related("person").first() if report is not None else None
    if report is None or mail is None:
        return Outcome(IGNORED)
    return Outcome(count(mail, report.status), mail)


def count(mail: Mail, status: str) -> str:
    """Note that the mail was not taken, and why. The same report twice counts once. Returns HARD, SOFT or IGNORED."""
    hard = is_of_address(status)
    with transaction.atomic():
        held = Mail.objects.select_for_update().select_related(None).get(pk=mail.pk)
        known = held.counted
        now = timezone.now()
        if held.state != Mail.State.DROPPED:
            held.state, held.finished = Mail.State.FAILED, held.finished or now
        held.status, held.counted = status[:12], True
        held.save(update_fields=["state", "status", "finished", "counted"])
        if known or mail.person.email != held.address:
            return IGNORED
        box, _ = Mailbox.objects.select_for_update().get_or_create(person=mail.person)
        if box.address != held.address or (box.last is not None and box.last < now - FORGIVEN):
            box.address, box.bounces, box.off = held.address, 0, None
        box.bounces, box.status, box.last = box.bounces + 1, status[:12], now
        if (hard or box.bounces >= PATIENCE) and box.off is None:
            box.off = now
        box.save()
    return HARD if box.off is not None else SOFT


def is_of_address(status: str) -> bool:
    """Whether a refusal with this status means that no mail will ever arrive there."""
    return bool(_OF_ADDRESS.match(status)) or status in _REPLIES_OF_ADDRESS


def _status_parts(message: Message) -> Iterator[Message]:
    """The blocks of fields of every delivery-status part; the first of each is about the mail, the others about its
    recipients."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            yield from (block for block in blocks if isinstance(block, Message)) if isinstance(blocks, list) else ()


def _failure(block: Message) -> str:
    """The status of a recipient that was not reached, "" for anything else. A mail that is only late is left alone."""
    if str(block.get("action", "")).strip().lower() != "failed":
        return ""
    found = _STATUS.match(str(block.get("status", "")))
    return ".".join(found.groups()) if found and found[1] in "45" else ""


def _tokens(message: Message) -> Iterator[str]:
    for block in _status_parts(message):
        yield from _TOKEN.findall(str(block.get("original-envelope-id", "")))
    for name in _RETURNED:
        for value in message.get_all(name, []):
            yield from _TOKEN.findall(str(value))
    for part in message.walk():
        if part is message or part.get_content_type() == "message/delivery-status":
            continue
        for name in _QUOTED:
            yield from _TOKEN.findall(str(part.get(name, "")))
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            quoted = message_from_bytes(text, policy=compat32) if isinstance(text, bytes) else Message()
            for name in _QUOTED:
                yield from _TOKEN.findall(str(quoted.get(name, "")))
