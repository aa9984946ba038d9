"""What an installation holds of a person.

Any part of the web application may have a module `holdings` with

    held(person: Person) -> Sequence[Section]    what it holds, for the person to see and to take along
    erase(person: Person) -> None                erase it; called inside the transaction that erases the account

Both are found by listing the parts. What stays, and why, is a section with `kept`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps

from comity.web.people.models import Capacity, Consent, Instruction, Invitation, Participation, Person
from comity.web.people.queries.accounts import acts_by
from comity.web.spine.models import GroupMember

Row = Mapping[str, object]


@dataclass(frozen=True)
class Section:
    """name: its words are `held.<name>.title` and `held.<name>.text`, which says what it is for; rows: plain values by
    the names of columns, `held.column.<name>`; kept: whether it stays when the account is erased, and then `.text` says
    why."""

    name: str
    rows: Sequence[Row] = field(default_factory=tuple)
    kept: bool = False


@cache
def parts() -> tuple[tuple[Callable[[Person], Sequence[Section]], Callable[[Person], None]], ...]:
    """(held, erase) of every part that has them, people first."""
    names = sorted(
        (config.name for config in apps.get_app_configs() if config.name.startswith("comity.web.")),
        key=lambda name: name != "comity.web.people",
    )
    modules = [import_module(f"{name}.holdings") for name in names if find_spec(f"{name}.holdings") is not None]
    return tuple((module.held, module.erase) for module in modules)


def everything_held(person: Person) -> tuple[Section, ...]:
    """All that the installation holds of the person, section by section."""
    return tuple(section for held, _ in parts() for section in held(person))


def held(person: Person) -> Sequence[Section]:
    """What this part holds of somebody: account, capacities, invitations, ways of signing in, sessions, consents, and
    the entries of the record they made."""
    return (
        Section("account", [_account(person)]),
        Section("addresses", [_address(one) for one in EmailAddress.objects.filter(user=person).order_by("pk")]),
        Section("capacities", [_capacity(one) for one in _capacities(person)]),
        Section("invitations", [_invitation(one) for one in _invitations(person)]),
        Section("factors", [_factor(one) for one in Authenticator.objects.filter(user_id=person.pk).order_by("pk")]),
        Section("institutions", [_institution(one) for one in SocialAccount.objects.filter(user_id=person.pk)]),
        Section("sessions", [_session(started, ends) for started, ends in _sessions(person)]),
        Section("consents", [_consent(one) for one in Consent.objects.filter(person=person).order_by("given")]),
        Section("participations", [{"participant": one} for one in _participants(person)]),
        Section("groups", [{"group": one} for one in _groups(person)]),
        Section("instructions", [_instruction(one) for one in _instructions(person)], kept=True),
        Section("record", [_acts(one.kind, one.count, one.first, one.last) for one in acts_by(person)], kept=True),
    )


def erase(person: Person) -> None:
    """Erase what this part holds beside the account itself."""
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user_id=person.pk).delete()
    Invitation.objects.filter(email=person.email).delete()
    Participation.objects.filter(person=person).delete()
    Consent.objects.filter(person=person).delete()
    Capacity.objects.filter(person=person).delete()
    GroupMember.objects.filter(person=person.uid).delete()
    person.sessions.all().delete()


def _capacities(person: Person) -> Iterable[Capacity]:
    return person.capacities.select_related("party", "body").order_by("start")


def _invitations(person: Person) -> Iterable[Invitation]:
    return Invitation.objects.filter(email=person.email).select_related("party", "body").order_by("created")


def _instructions(person: Person) -> Iterable[Instruction]:
    return Instruction.objects.filter(by=person.uid).select_related("party", "body").order_by("given")


def _sessions(person: Person) -> Iterable[tuple[object, object]]:
    return person.sessions.order_by("started").values_list("started", "expire_date")


def _participants(person: Person) -> Iterable[str]:
    return Participation.objects.filter(person=person).values_list("participant", flat=True)


def _groups(person: Person) -> Iterable[int]:
    return GroupMember.objects.filter(person=person.uid).values_list("group_id", flat=True)


def _account(person: Person) -> Row:
    return {
        "id": person.uid,
        "email": person.email,
        "name": person.name,
        "language": person.language,
        "timezone": person.timezone,
        "created": person.created,
        "last_login": person.last_login,
        "operator": person.is_operator,
    }


def _address(one: EmailAddress) -> Row:
    return {"email": one.email, "confirmed": one.verified, "primary": one.primary}


def _capacity(one: Capacity) -> Row:
    return {
        "kind": one.kind,
        "party": one.party.slug if one.party else None,
        "body": one.body.slug if one.body else None,
        "role": one.role,
        "may_speak": one.may_speak,
        "may_bind": one.may_bind,
        "translates": one.translates,
        "start": one.start,
        "end": one.end,
    }


def _invitation(one: Invitation) -> Row:
    return {
        "kind": one.kind,
        "party": one.party.slug if one.party else None,
        "body": one.body.slug if one.body else None,
        "role": one.role,
        "created": one.created,
        "expires": one.expires,
        "accepted": one.accepted,
        "withdrawn": one.withdrawn,
    }


def _factor(one: Authenticator) -> Row:
    return {"type": one.type, "created": one.created_at, "used": one.last_used_at, "name": one.data.get("name")}


def _institution(one: SocialAccount) -> Row:
    return {"institution": one.provider, "id": one.uid, "connected": one.date_joined, "said": one.extra_data}


def _session(started: object, ends: object) -> Row:
    return {"started": started, "ends": ends}


def _consent(one: Consent) -> Row:
    return {"purpose": one.purpose, "version": one.version, "given": one.given, "withdrawn": one.withdrawn}


def _instruction(one: Instruction) -> Row:
    return {
        "party": one.party.slug,
        "body": one.body.slug if one.body else None,
        "given": one.given,
        "withdrawn": one.withdrawn,
        "text": one.text,
    }


def _acts(kind: str, count: int, first: str, last: str) -> Row:
    return {"act": kind, "count": count, "first": first, "last": last}
