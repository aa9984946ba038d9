"""Inviting an address to act for a party or a secretariat, sending the invitation again, withdrawing and accepting it.

The secret stands in the link alone; what is kept is its digest.
"""

import datetime
import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from comity.terms.errors import ComityError
from comity.terms.record import Entry
from comity.web.people import mail
from comity.web.people.acts.capacities import Offer, grant
from comity.web.people.models import Capacity, Invitation, Person
from comity.web.people.queries.titles import title
from comity.web.people.speech import path_code
from comity.web.spine.acting import Acting
from comity.words import say, tag

LASTS = datetime.timedelta(days=14)
OPERATOR = "operator"
"""The capacity of whoever acts as the one who runs the installation."""
MOST_A_DAY = 100
"""Invitations that one person may send in a day; mail goes out in our name."""
AGAIN = datetime.timedelta(minutes=15)
"""An invitation is not sent again sooner: nobody writes to somebody else by our hand as often as they like."""
_TWICE = datetime.timedelta(minutes=1)
"""The same invitation sent again within this time is one that was sent twice."""


@dataclass(frozen=True)
class Sent:
    """invitation: as kept; secret: as it stands in the link, and nowhere else; letter: the mail that carries it."""

    invitation: Invitation
    secret: str
    letter: mail.Letter


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invite(acting: Acting, offer: Offer, email: str, language: str) -> Sent | None:
    """Invite the address; None where the same invitation has just been sent.

    Errors: `invitation.already_member`, `invitation.already_open`, `invitation.has_head`, `invitation.too_many`.
    """
    address = email.strip().lower()
    now = timezone.now()
    with transaction.atomic():
        sent_today = Invitation.objects.filter(invited_by=acting.person, created__gt=now - datetime.timedelta(days=1))
        if sent_today.count() >= MOST_A_DAY:
            raise ComityError("invitation.too_many", most=MOST_A_DAY)
        if acting.capacity != OPERATOR:
            _refuse_second_head(offer)
        same_place = {"party": offer.party, "body": offer.body}
        if Capacity.objects.filter(person__email=address, end=None, **same_place).exists():
            raise ComityError("invitation.already_member")
        standing = Invitation.objects.select_for_update().filter(
            email=address, accepted=None, withdrawn=None, expires__gt=now, **same_place
        )
        for one in standing:
            if one.invited_by == acting.person and one.created > now - _TWICE and _offer(one) == offer:
                return None
            raise ComityError("invitation.already_open")
        secret = secrets.token_urlsafe(24)
        made = Invitation.objects.create(
            digest=digest_of(secret),
            email=address,
            language=tag(language),
            kind=offer.kind,
            party=offer.party,
            body=offer.body,
            role=offer.role,
            may_speak=offer.may_speak,
            may_bind=offer.may_bind,
            translates=offer.translates,
            invited_by=acting.person,
            expires=now + LASTS,
        )
        return _posted(made, secret)


def send_again(acting: Acting, invitation: Invitation) -> Sent | None:
    """The same invitation with a new link; the one before no longer opens. None where it was sent less than `AGAIN`
    ago. Errors: `invitation.closed`."""
    with transaction.atomic():
        held = _open(invitation, also_expired=True)
        if held.expires - LASTS > timezone.now() - AGAIN:
            return None
        secret = secrets.token_urlsafe(24)
        held.digest, held.expires, held.invited_by = digest_of(secret), timezone.now() + LASTS, acting.person
        held.save(update_fields=["digest", "expires", "invited_by"])
        return _posted(held, secret)


def withdraw(invitation: Invitation) -> None:
    """Take an invitation back; its link no longer opens. Errors: `invitation.closed`."""
    with transaction.atomic():
        held = _open(invitation, also_expired=True)
        held.withdrawn = timezone.now()
        held.save(update_fields=["withdrawn"])


def accept(acting: Acting, person: Person, invitation: Invitation) -> tuple[Capacity, list[Entry]]:
    """Take up what one was invited to.

    Errors: `invitation.closed`, `invitation.other_address`, `invitation.has_head`, `capacity.already_held`.
    """
    if (person.email or "").lower() != invitation.email:
        raise ComityError("invitation.other_address")
    with transaction.atomic():
        held = _open(invitation)
        if not Person.objects.filter(uid=held.invited_by, is_operator=True).exists():
            _refuse_second_head(_offer(held))
        granted = grant(acting, person, _offer(held), held.invited_by)
        held.accepted = timezone.now()
        held.save(update_fields=["accepted"])
    return granted


def address_of(invitation: Invitation, secret: str) -> str:
    """Where the invitation is read, in the invitee's language."""
    with translation.override(path_code(invitation.language)):
        return settings.ADDRESS + reverse("invitation", kwargs={"secret": secret})


def _posted(invitation: Invitation, secret: str) -> Sent:
    language = invitation.language
    letter = mail.Letter(
        to=invitation.email,
        language=language,
        key=f"mail.invitation.{invitation.kind}",
        parameters={
            "place": title(invitation, language),
            "role": say(language, f"delegation_role.{invitation.role}"),
            "days": LASTS.days,
        },
        address=address_of(invitation, secret),
    )
    mail.post(letter)
    return Sent(invitation, secret, letter)


def _refuse_second_head(offer: Offer) -> None:
    """A delegation hands its headship over itself. Whoever serves some body cannot take it away, and with it all that
    the delegation may read and bind in others; where the head is lost, whoever runs the installation finds the next.
    Error: `invitation.has_head`."""
    heads = Capacity.objects.filter(party=offer.party, role=Capacity.Role.HEAD, end=None)
    if offer.role == Capacity.Role.HEAD and heads.exists():
        raise ComityError("invitation.has_head")


def _offer(one: Invitation) -> Offer:
    return Offer(one.kind, one.party, one.body, one.role, one.may_speak, one.may_bind, one.translates)


def _open(invitation: Invitation, *, also_expired: bool = False) -> Invitation:
    found = Invitation.objects.select_for_update().filter(pk=invitation.pk, accepted=None, withdrawn=None)
    held = (found if also_expired else found.filter(expires__gt=timezone.now())).first()
    if held is None:
        raise ComityError("invitation.closed")
    return held
