"""Mail without a server of mail: each message becomes a file that any program for mail opens."""

import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils import timezone


def outbox() -> Path:
    """The folder with the mails."""
    return Path(settings.COMITY_HOME) / "outbox"


class OutboxBackend(BaseEmailBackend):
    """Writes mails to the folder `outbox` of the home, named by their time, readable by their owner alone."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were written."""
        folder = outbox()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            name = f"{timezone.now():%Y-%m-%dT%H%M%S.%f}-{secrets.token_hex(3)}"
            unfinished = folder / f".{name}"
            unfinished.touch(mode=0o600)
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")
        return len(email_messages)
