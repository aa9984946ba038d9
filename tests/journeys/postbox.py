"""A server of mail on loopback, and the letters it was given."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

PATIENCE = 60.0
"""Seconds: mails that wait for the worker are on their way within half of it."""
_CODE = re.compile(r"(?<![\d-])\d{4}-\d{4}(?![\d-])")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Letter:
    """A mail as it arrived. to: the address on its envelope."""

    to: str
    message: EmailMessage

    @property
    def language(self) -> str:
        return str(self.message["Content-Language"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """What it says, as plain text."""
        part = self.message.get_body(("plain",))
        assert part is not None, "every mail has a part without markup"
        return str(part.get_content())

    @property
    def code(self) -> str:
        """The code to sign in with; "" where it has none."""
        found = _CODE.search(self.text)
        return found[0] if found else ""

    @property
    def addresses(self) -> list[str]:
        """Every address of the web in it, in order."""
        return _ADDRESS.findall(self.text)


@dataclass
class Postbox:
    """port: where mail is taken; letters: all that came."""

    port: int
    letters: list[Letter] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep what was sent."""
        message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters += [Letter(to, message) for to in envelope.rcpt_tos]
        return "250 Message accepted for delivery"

    def of(self, to: str) -> list[Letter]:
        """All that came for an address."""
        return [one for one in list(self.letters) if one.to == to]

    def wait(self, to: str, containing: str, after: int = 0) -> Letter:
        """The first letter to an address, of those after the first `after`, that contains something."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for one in self.of(to)[after:]:
                if containing in one.text:
                    return one
            time.sleep(0.05)
        raise AssertionError(f"no mail to {to} with {containing!r} came; there are {[one.text for one in self.of(to)]}")

    def code(self, to: str, after: int) -> str:
        """The code in the next letter to an address, after the first `after`."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for one in self.of(to)[after:]:
                if one.code:
                    return one.code
            time.sleep(0.05)
        raise AssertionError(f"no code came to {to}; there are {[one.text for one in self.of(to)]}")


@contextmanager
def taking_mail() -> Iterator[Postbox]:
    """A postbox that takes mail at a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box = Postbox(free.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=box.port, ready_timeout=20)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
