"""What an account is, and what belongs to it."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Count, Max, Min

from comity.web.people.models import Capacity, Consent, Participation, Person
from comity.web.people.purposes import Purpose, purposes
from comity.web.spine.models import Entry


@dataclass(frozen=True)
class Agreement:
    """A purpose that asks for consent, and whether there is one. outdated: it was given to an earlier text."""

    purpose: Purpose
    given: bool
    outdated: bool


@dataclass(frozen=True)
class ActsOfAKind:
    """How many entries of the record one person made of one kind, and when the first and the last."""

    kind: str
    count: int
    first: str
    last: str


def agreements(person: Person) -> tuple[Agreement, ...]:
    """What the person is asked to agree to, in the order of the purposes. One query."""
    given = dict(Consent.objects.filter(person=person, withdrawn=None).values_list("purpose", "version"))
    return tuple(
        Agreement(one, given.get(name) == one.version, name in given and given[name] != one.version)
        for name, one in purposes().items()
        if one.asked
    )


def agreed(person: Person, purpose: str) -> bool:
    """Whether the person agrees to the purpose as its text stands now."""
    version = purposes()[purpose].version
    return Consent.objects.filter(person=person, purpose=purpose, version=version, withdrawn=None).exists()


def acts_by(person: Person) -> tuple[ActsOfAKind, ...]:
    """Entries of the record that the person made, by kind. One query."""
    found = Entry.objects.filter(actor=person.uid).values("kind").order_by("kind")
    return tuple(
        ActsOfAKind(row["kind"], row["n"], row["first"], row["last"])
        for row in found.annotate(n=Count("seq"), first=Min("time"), last=Max("time"))
    )


def entry_of(person: Person, seq: str) -> Entry | None:
    """The entry with this number, where the person made it: what a receipt is for."""
    return Entry.objects.filter(actor=person.uid, seq=int(seq)).first() if seq.isdecimal() and len(seq) < 16 else None


def headships(person: Person) -> tuple[Capacity, ...]:
    """The delegations that the person heads and in which others would be left behind."""
    heads = person.capacities.filter(role=Capacity.Role.HEAD, end=None).select_related("party", "body", "person")
    others = Capacity.objects.filter(end=None, party__in=[one.party_id for one in heads]).exclude(person=person)
    left = set(others.values_list("party_id", flat=True))
    return tuple(one for one in heads if one.party_id in left)


def is_last_operator(person: Person) -> bool:
    """Whether nobody would be left to run the installation."""
    others = Person.objects.filter(is_operator=True, is_active=True).exclude(pk=person.pk)
    return person.is_operator and not others.exists()


def has_second_factor(person: Person) -> bool:
    """Whether the account asks for more than a code by mail."""
    return bool(Authenticator.objects.filter(user_id=person.pk).exists())


def participants_of(person: Person) -> frozenset[str]:
    """Opaque ids under which the person took part without an account, and has since said so."""
    return frozenset(Participation.objects.filter(person=person).values_list("participant", flat=True))
