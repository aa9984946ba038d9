"""Every mail of this part leaves here: plain text, in the language of whoever receives it, with the reason they get it
and one address to act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from comity.words import clean, say, tag

_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
LONGEST_SUBJECT = 180


@dataclass(frozen=True)
class Letter:
    """to: one address; language: of the reader; key: its words are `{key}.subject`, `{key}.text` and `{key}.reason`;
    parameters: fill them; address: where to act, absolute, or "" where there is nothing to do."""

    to: str
    language: str
    key: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    address: str = ""


def message(letter: Letter) -> EmailMessage:
    """The mail as it travels. What came from outside stands on one line and cannot add a header."""
    words: dict[str, Any] = {**letter.parameters, "installation": settings.COMITY_NAME}
    subject = say(letter.language, f"{letter.key}.subject", **words).translate(_ISOLATES)
    lines = [say(letter.language, f"{letter.key}.text", **words)]
    if letter.address:
        lines.append(letter.address)
    lines += [say(letter.language, f"{letter.key}.reason", **words), f"{settings.COMITY_NAME} · {settings.ADDRESS}"]
    return EmailMessage(
        subject=clean(" ".join(subject.split()), LONGEST_SUBJECT),
        body="\n\n".join(lines) + "\n",
        to=[letter.to],
        headers={"Content-Language": tag(letter.language), "Auto-Submitted": "auto-generated"},
    )


def send(letter: Letter) -> None:
    """Send it now."""
    message(letter).send()


def post(letter: Letter) -> None:
    """Send it once the act that caused it is safe in the database; never where it is undone."""
    transaction.on_commit(partial(send, letter))
