"""Erasing what is over its time, as `purposes.csv` says."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comity.web.people.models import Capacity, Instruction, Invitation, Person, Session
from comity.web.people.purposes import purposes


def erase_what_is_over(now: datetime.datetime | None = None) -> Mapping[str, int]:
    """Purpose -> how many rows went. Sessions and invitations go some time after they have ended; capacities and
    instructions long after; accounts that never confirmed their address, with the invitations."""
    moment = now or timezone.now()
    with transaction.atomic():
        return {
            "session": Session.objects.filter(expire_date__lt=moment).delete()[0],
            "invitation": _invitations(_before(moment, "invitation")),
            "capacity": Capacity.objects.filter(end__lt=_before(moment, "capacity")).delete()[0],
            "instruction": Instruction.objects.filter(withdrawn__lt=_before(moment, "instruction")).delete()[0],
            "account": _never_confirmed(_before(moment, "invitation")),
        }


def _before(moment: datetime.datetime, purpose: str) -> datetime.datetime:
    kept = purposes()[purpose].kept
    if kept is None:
        raise ValueError(f"purposes.csv gives no days for {purpose!r}")
    return moment - kept


def _invitations(limit: datetime.datetime) -> int:
    over = Q(expires__lt=limit) | Q(accepted__lt=limit) | Q(withdrawn__lt=limit)
    return Invitation.objects.filter(over).delete()[0]


def _never_confirmed(limit: datetime.datetime) -> int:
    waiting = Person.objects.filter(created__lt=limit, last_login=None, erased=None, is_operator=False)
    never = waiting.exclude(emailaddress__verified=True).filter(capacities=None)
    return never.delete()[0]
