"""What somebody is, relative to the body, party or person that an address is about: the roles of the permission table.

Roles follow from the one capacity somebody has chosen to act in, never from all they hold; what they may do for
themselves follows from being signed in.
"""

from enum import StrEnum

from comity.web.people.actor import Actor
from comity.web.people.models import Capacity
from comity.web.spine.models import Membership
from comity.web.spine.queries.bodies import served_by
from comity.web.spine.queries.memberships import capacities_in


class Role(StrEnum):
    """The columns of `permissions.csv`.

    anyone: also without signing in; participant: holds a participant token, or is signed in; person: signed in;
    member, observer: acts for a party that is a member of the body, or sits in it in another capacity; delegate:
    belongs to the delegation or organisation of the party, of whatever role; speaker, binder: may speak or bind for
    the party; head: heads the delegation of the party; officer: serves the body's secretariat; translator: does so and
    may translate; operator: runs the installation; capital: instructs the delegation of the party from its capital.
    """

    ANYONE = "anyone"
    PARTICIPANT = "participant"
    PERSON = "person"
    MEMBER = "member"
    OBSERVER = "observer"
    DELEGATE = "delegate"
    SPEAKER = "speaker"
    BINDER = "binder"
    HEAD = "head"
    TRANSLATOR = "translator"
    OFFICER = "officer"
    OPERATOR = "operator"
    CAPITAL = "capital"


def standing(actor: Actor, *, body: str = "", party: str = "") -> frozenset[Role]:
    """The roles of `actor` relative to the body and the party with these slugs, where there are any."""
    roles = {Role.ANYONE}
    if actor.token is not None:
        roles.add(Role.PARTICIPANT)
    if actor.person is None:
        return frozenset(roles)
    roles |= {Role.PARTICIPANT, Role.PERSON}
    if actor.person.is_operator and actor.as_operator:
        roles.add(Role.OPERATOR)
    capacity = actor.capacity
    if capacity is None:
        return frozenset(roles)
    if capacity.body is not None and (not body or body in served_by(capacity.body)):
        roles.add(Role.OFFICER)
        if capacity.translates:
            roles.add(Role.TRANSLATOR)
    if capacity.party is not None:
        if not party or capacity.party.slug == party:
            roles |= _of_delegation(capacity)
        if body:
            roles |= _of_membership(body, capacity.party.slug)
    return frozenset(roles)


def _of_delegation(capacity: Capacity) -> set[Role]:
    held = {Role.DELEGATE}
    if capacity.may_speak:
        held.add(Role.SPEAKER)
    if capacity.may_bind:
        held.add(Role.BINDER)
    if capacity.role == Capacity.Role.HEAD:
        held.add(Role.HEAD)
    if capacity.role == Capacity.Role.CAPITAL:
        held.add(Role.CAPITAL)
    return held


def _of_membership(body: str, party: str) -> set[Role]:
    sits_as = capacities_in(body, party)
    if Membership.Capacity.MEMBER in sits_as:
        return {Role.MEMBER}
    return {Role.OBSERVER} if sits_as else set()
