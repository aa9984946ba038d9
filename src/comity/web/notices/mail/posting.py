"""Handing one mail to a server of mail, and what came of it.

The conversation is our own, because it matters where it broke off: until the server has the whole text, nothing was
sent; once it may have it, nobody can know. RFC 5321; RFC 3461 where the server reports on what becomes of a mail.
"""

import io
import re
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.generator import BytesGenerator
from types import TracebackType

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

SENT, AGAIN, REFUSED, UNKNOWN = "sent", "again", "refused", "unknown"
LONGEST_LINE = 990
_FINE, _FORWARDED, _GO_ON = 250, 251, 354
_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True)
class Delivery:
    """outcome: SENT, AGAIN (nothing was sent, and it may be tried again), REFUSED or UNKNOWN; status: enhanced status
    code of the answer, else the reply code, "" where there was none; of_address: whether it was the address of whoever
    should get it that was refused."""

    outcome: str
    status: str = ""
    of_address: bool = False


class Post:
    """A connection to the server of mail, opened when the first mail is handed over and again when it broke off; to be
    used with `with`."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._open = False

    def __enter__(self) -> "Post":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def hand_over(self, message: EmailMessage, sender: str, token: str) -> Delivery:
        """Hand over one mail to its one recipient. sender: of the envelope, where reports go; token: what reports know
        it by."""
        try:
            if not self._open:
                self._connection.open()
                self._open = True
        except smtplib.SMTPResponseException as answer:
            # Before a mail was named, an answer says nothing of it, not even one for good.
            return Delivery(AGAIN, _status(answer.smtp_code, answer.smtp_error))
        except (OSError, smtplib.SMTPException):
            return Delivery(AGAIN)
        if not isinstance(self._connection, EmailBackend) or self._connection.connection is None:
            return self._write(message)
        return self._converse(self._connection.connection, message, sender, token)

    def _write(self, message: EmailMessage) -> Delivery:
        """To wherever mails go without a server: a file, or the memory of a test."""
        try:
            self._connection.send_messages([message])
        except OSError:
            return Delivery(AGAIN)
        return Delivery(SENT)

    def _converse(self, smtp: smtplib.SMTP, message: EmailMessage, sender: str, token: str) -> Delivery:
        given = False
        try:
            text = _as_bytes(message)
            refused = self._address(smtp, sender, message.to[0], token)
            if refused is not None:
                smtp.rset()
                return refused
            given = True
            smtp.send(_dotted(text))
            code, answer = smtp.getreply()
        except (OSError, smtplib.SMTPException):
            self._close()
            return Delivery(UNKNOWN if given else AGAIN)
        return Delivery(SENT, _status(code, answer)) if code == _FINE else _answered(code, answer)

    def _address(self, smtp: smtplib.SMTP, sender: str, to: str, token: str) -> Delivery | None:
        """Say from whom and to whom, and ask to go on with the text. None where the server waits for it."""
        smtp.ehlo_or_helo_if_needed()
        reports = smtp.has_extn("dsn")
        code, answer = smtp.mail(sender, ["RET=HDRS", f"ENVID={token}"] if reports else [])
        if code != _FINE:
            # A sender who is not wanted is a matter of settings, and says nothing of this mail.
            return Delivery(AGAIN, _status(code, answer))
        code, answer = smtp.rcpt(to, ["NOTIFY=FAILURE,DELAY"] if reports else [])
        if code not in (_FINE, _FORWARDED):
            return _answered(code, answer, of_address=True)
        code, answer = smtp.docmd("data")
        return None if code == _GO_ON else _answered(code, answer)

    def _close(self) -> None:
        if self._open:
            self._open = False
            with suppress(OSError, smtplib.SMTPException):
                self._connection.close()
            if isinstance(self._connection, EmailBackend):
                self._connection.connection = None


def _answered(code: int, answer: bytes | str, *, of_address: bool = False) -> Delivery:
    """A refusal, for good (5xx) or for now."""
    return Delivery(REFUSED if 500 <= code < 600 else AGAIN, _status(code, answer), of_address)


def _status(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    found = _ENHANCED.match(text.strip())
    return found[1] if found else str(code)


def _as_bytes(message: EmailMessage) -> bytes:
    """The mail as it travels. Heads stay on one line up to what RFC 5322 allows: a folded List-Unsubscribe is not
    understood everywhere."""
    written = io.BytesIO()
    lines = policy.compat32.clone(max_line_length=LONGEST_LINE, linesep="\r\n")
    BytesGenerator(written, mangle_from_=False, policy=lines).flatten(message.message())
    return written.getvalue()


def _dotted(text: bytes) -> bytes:
    """The text as it travels: lines that begin with a dot get one more, and one alone ends it (RFC 5321, 4.5.2)."""
    lines = text if text.endswith(b"\r\n") else text + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines) + b".\r\n"
