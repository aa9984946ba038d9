"""What the reader can do today on the home of a body: one thing first, by what they are there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.urls import reverse

from comity.web.people.requests import Request
from comity.web.people.standing import Role
from comity.web.place.here import Here
from comity.web.site.addresses import where
from comity.web.site.pages import said
from comity.web.spine.models import Matter
from comity.web.spine.queries.memberships import Composition


class Nothing(forms.Form):
    """A form in which there is nothing to fill in."""


@dataclass(frozen=True)
class Action:
    """Something to do: why, what it is called, and where it is done."""

    text: str
    label: str
    address: str


@dataclass(frozen=True)
class Today:
    """first: the one obvious thing; others: what else there is."""

    first: Action | None
    others: tuple[Action, ...]


def actions(request: Request, here: Here, seated: Composition, active: Sequence[Matter]) -> Today:
    """What the reader can do in the body, the most useful first."""
    roles = request.roles
    if Role.OPERATOR in roles:
        return _today(_of_operator(here))
    if Role.OFFICER in roles:
        return _today(_of_officer(here, seated))
    return _today([*_of_matters(active, {Role.MEMBER, Role.OBSERVER} & roles), *_of_reader(request, here)])


def matter_address(matter: Matter) -> str:
    """Where a matter is read: in its room, or on the plain page of a matter without one."""
    plain = reverse("matter", args=[matter.pk])
    return f"{reverse('home').rstrip('/')}{matter.address}" if matter.address else plain


def _today(found: list[Action]) -> Today:
    return Today(found[0] if found else None, tuple(found[1:4]))


def _of_operator(here: Here) -> list[Action]:
    slug = here.body.slug
    if not here.body.hosted:
        return [_action("host", reverse("body.host", args=[slug]))]
    return [one for one in [_linked("secretariat", where("body.people", slug))] if one]


def _of_officer(here: Here, seated: Composition) -> list[Action]:
    slug = here.body.slug
    found = []
    if not seated.counts:
        found.append(_action("admit", reverse("body.members.admit", args=[slug])))
    if here.near.charter is None:
        found.append(_action("charter", reverse("body.charter.edit", args=[slug])))
    people = _linked("people", where("body.people", slug))
    return [*found, *([people] if people else []), _action("new", reverse("body.new", args=[slug]))]


def _of_matters(active: Sequence[Matter], seated: frozenset[Role] | set[Role]) -> list[Action]:
    open_now = [one for one in active if one.state == Matter.State.OPEN]
    if not open_now:
        return []
    key = "take_part" if seated else "read"
    return [Action(said(f"today.{key}.text"), said(f"today.{key}"), matter_address(open_now[0]))]


def _of_reader(request: Request, here: Here) -> list[Action]:
    capacity = request.actor.capacity
    if capacity is not None and capacity.party is not None:
        return [_action("party", reverse("party", args=[capacity.party.slug]))]
    if request.actor.person is None:
        found = _linked("sign_in", where("account_login"))
        return [found] if found else []
    return [_action("members", reverse("body.members", args=[here.body.slug]))]


def _action(key: str, address: str) -> Action:
    return Action(said(f"today.{key}.text"), said(f"today.{key}"), address)


def _linked(key: str, address: str) -> Action | None:
    return _action(key, address) if address else None
