"""Granting a capacity, changing what goes with it, handing over the headship, and ending it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from comity.terms.errors import ComityError
from comity.terms.record import Entry
from comity.web.people.models import Capacity, Person
from comity.web.spine.acting import Acting
from comity.web.spine.acts.record import Act, append, append_all
from comity.web.spine.models import Body, Party


@dataclass(frozen=True)
class Offer:
    """What somebody is to be. kind: of Capacity.Kind; party: whom they speak for; body: whose secretariat they serve;
    role, may_speak, may_bind: in a delegation; translates: in a secretariat. Who may bind may also speak."""

    kind: str
    party: Party | None = None
    body: Body | None = None
    role: str = Capacity.Role.MEMBER
    may_speak: bool = False
    may_bind: bool = False
    translates: bool = False

    @property
    def speaks(self) -> bool:
        """Whether they may speak, on their own account or because they may bind or head the delegation."""
        return self.may_speak or self.binds

    @property
    def binds(self) -> bool:
        """Whether they may bind; a head may."""
        return self.may_bind or self.role == Capacity.Role.HEAD


def grant(acting: Acting, person: Person, offer: Offer, by: str) -> tuple[Capacity, list[Entry]]:
    """Make `person` what the offer says; by: opaque id of who offered it. A new head takes the place of the one before,
    who stays as a member. Errors: `capacity.already_held`.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        held = Capacity.objects.select_for_update().filter(end=None)
        if held.filter(person=person, party=offer.party, body=offer.body).exists():
            raise ComityError("capacity.already_held")
        entries = []
        if offer.role == Capacity.Role.HEAD:
            entries = [_step_down(acting, one) for one in held.filter(party=offer.party, role=Capacity.Role.HEAD)]
        made = Capacity.objects.create(
            person=person,
            kind=offer.kind,
            party=offer.party,
            body=offer.body,
            role=offer.role,
            may_speak=offer.speaks,
            may_bind=offer.binds,
            translates=offer.translates,
            granted_by=by,
        )
        entries.append(append(act_on(acting, "capacity.granted", made, {**described(made), "by": by})))
    return made, entries


def change(acting: Acting, capacity: Capacity, *, role: str, may_speak: bool, may_bind: bool) -> Entry | None:
    """Entrust somebody with more or less; None where nothing is different. The headship is handed over instead.

    Errors: `capacity.head_hands_over`, `capacity.ended`.
    """
    if Capacity.Role.HEAD in (capacity.role, role):
        raise ComityError("capacity.head_hands_over")
    with transaction.atomic():
        held = _held(capacity)
        before = described(held)
        held.role, held.may_speak, held.may_bind = role, may_speak or may_bind, may_bind
        if described(held) == before:
            return None
        held.save(update_fields=["role", "may_speak", "may_bind"])
        return append(act_on(acting, "capacity.changed", held, described(held)))


def hand_over(acting: Acting, to: Capacity) -> list[Entry]:
    """Make another member of the delegation its head; the one before stays as a member who may speak and bind.

    Errors: `capacity.ended`, `capacity.is_head`.
    """
    with transaction.atomic():
        heads = Capacity.objects.select_for_update().filter(party=to.party, role=Capacity.Role.HEAD, end=None)
        new = _held(to)
        if new.role == Capacity.Role.HEAD:
            raise ComityError("capacity.is_head")
        entries = [_step_down(acting, one) for one in heads]
        new.role, new.may_speak, new.may_bind = Capacity.Role.HEAD, True, True
        new.save(update_fields=["role", "may_speak", "may_bind"])
        entries.append(append(act_on(acting, "capacity.changed", new, described(new))))
    return entries


def end(acting: Acting, capacity: Capacity) -> Entry:
    """End a capacity now. A head hands over first, unless nobody else is left in the delegation.

    Errors: `capacity.ended`, `capacity.head_hands_over`.
    """
    return end_all(acting, [capacity])[0]


def end_all(acting: Acting, capacities: list[Capacity]) -> list[Entry]:
    """The same for several at once."""
    with transaction.atomic():
        held = [_held(one) for one in capacities]
        for one in held:
            if must_hand_over(one):
                raise ComityError("capacity.head_hands_over")
        Capacity.objects.filter(pk__in=[one.pk for one in held]).update(end=timezone.now())
        return append_all([act_on(acting, "capacity.ended", one, described(one)) for one in held])


def remember(person: Person, capacity: Capacity | None) -> None:
    """Keep which capacity was chosen last, to offer it first at the next sign-in."""
    Person.objects.filter(pk=person.pk).update(last_capacity=capacity)


def must_hand_over(capacity: Capacity) -> bool:
    """Whether others would be left without a head if this capacity ended."""
    if capacity.role != Capacity.Role.HEAD:
        return False
    return Capacity.objects.filter(party=capacity.party_id, end=None).exclude(pk=capacity.pk).exists()


def described(capacity: Capacity) -> dict[str, object]:
    """What the record says of a capacity: no name, no address."""
    return {
        "person": capacity.person.uid,
        "kind": capacity.kind,
        "party": capacity.party.slug if capacity.party else "",
        "body": capacity.body.slug if capacity.body else "",
        "role": capacity.role,
        "may_speak": capacity.may_speak,
        "may_bind": capacity.may_bind,
        "translates": capacity.translates,
    }


def act_on(acting: Acting, kind: str, capacity: Capacity, payload: Mapping[str, object]) -> Act:
    """An act done to somebody's capacity."""
    body = capacity.body.slug if capacity.body else ""
    return Act(acting, kind, f"person:{capacity.person.uid}", payload, body)


def _held(capacity: Capacity) -> Capacity:
    # Only the capacity itself is held: what it points to may be missing, and an outer join cannot be.
    one = Capacity.objects.select_for_update().filter(pk=capacity.pk, end=None).first()
    if one is None:
        raise ComityError("capacity.ended")
    return one


def _step_down(acting: Acting, head: Capacity) -> Entry:
    head.role = Capacity.Role.MEMBER
    head.save(update_fields=["role"])
    return append(act_on(acting, "capacity.changed", head, described(head)))
