"""Doing once what a form asks for, however often it is sent."""

import datetime
import secrets
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from comity.web.spine.models import Sending

KEPT = datetime.timedelta(days=30)
"""How long a form is remembered: longer than a session lasts."""
LONGEST_TOKEN = 40


def new_token() -> str:
    """What tells one form from the next: 128 random bits."""
    return secrets.token_urlsafe(16)


def once(sender: str, token: str, act: Callable[[], str]) -> str:
    """The outcome of `act`, which is done in this transaction, the first time that `sender` sends the form with this
    token; the outcome of that first time whenever it is sent again.

    A second sending that arrives while the first is still being done waits for it. Where `act` fails, nothing is kept
    and the form can be sent again.
    """
    with transaction.atomic():
        sending, first = Sending.objects.get_or_create(sender=sender, token=token[:LONGEST_TOKEN])
        if not first:
            return sending.outcome
        sending.outcome = act()
        sending.save(update_fields=["outcome"])
    return sending.outcome


def forget(now: datetime.datetime | None = None) -> int:
    """Remove what was sent longer ago than it needs to be remembered. Returns how many."""
    return Sending.objects.filter(created__lt=(now or timezone.now()) - KEPT).delete()[0]
