"""Invitations: those that are open, and the one that a link opens."""

import hashlib

from django.db.models import QuerySet
from django.utils import timezone

from comity.web.people.models import Invitation
from comity.web.spine.models import Body, Party


def open_for_party(party: Party) -> tuple[Invitation, ...]:
    """Those into the delegation of a party that nobody has taken up yet, expired ones included, the latest first."""
    return tuple(_waiting().filter(party=party)[:200])


def open_for_body(body: Body, parties: list[Party]) -> tuple[Invitation, ...]:
    """The same into the secretariat of a body, and of heads of the parties that sit in it."""
    waiting = _waiting()
    return tuple((waiting.filter(body=body) | waiting.filter(party__in=parties, role="head"))[:500])


def one_of_party(party: Party, invitation: int) -> Invitation | None:
    """An invitation into the party's delegation."""
    return _waiting().filter(party=party, pk=invitation).first()


def one_of_body(body: Body, parties: list[Party], invitation: int) -> Invitation | None:
    """An invitation that the secretariat of the body sent."""
    waiting = _waiting().filter(pk=invitation)
    return (waiting.filter(body=body) | waiting.filter(party__in=parties, role="head")).first()


def by_secret(secret: str) -> Invitation | None:
    """The invitation whose link carries `secret`, whatever has become of it."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    return Invitation.objects.select_related("party", "body").filter(digest=digest).first()


def state_of(invitation: Invitation) -> str:
    """ "open", "accepted", "withdrawn" or "expired"."""
    if invitation.accepted is not None:
        return "accepted"
    if invitation.withdrawn is not None:
        return "withdrawn"
    return "open" if invitation.expires > timezone.now() else "expired"


def _waiting() -> QuerySet[Invitation]:
    waiting = Invitation.objects.filter(accepted=None, withdrawn=None)
    return waiting.select_related("party", "body").order_by("-created", "-pk")
