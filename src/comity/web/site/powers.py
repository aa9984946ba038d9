"""Who can do what a reader was refused: the roles of the permission table, and the reader's own other capacities."""

from dataclasses import replace

from django.http import HttpRequest

from comity.web.people import permissions
from comity.web.people.actor import Actor
from comity.web.people.models import Capacity
from comity.web.people.standing import Role, standing

LOOKED_AT = 4
"""Of how many other capacities it is found out whether they may; each costs queries."""
_INCLUDES = {
    Role.PERSON: frozenset(Role) - {Role.ANYONE, Role.PARTICIPANT, Role.PERSON},
    Role.DELEGATE: frozenset({Role.SPEAKER, Role.BINDER, Role.HEAD, Role.CAPITAL}),
    Role.OFFICER: frozenset({Role.TRANSLATOR}),
}
"""What need not be said beside a wider role."""


def who_may(request: HttpRequest) -> list[str]:
    """The roles that may use the address so, the widest of them only."""
    may = permissions.table().get(_rule(request), frozenset())
    if Role.ANYONE in may:
        return [Role.ANYONE]
    implied = frozenset().union(*(_INCLUDES.get(role, frozenset()) for role in may))
    return [str(role) for role in Role if role in may - implied]


def capacities_that_may(request: HttpRequest) -> list[Capacity | None]:
    """The reader's capacities, other than the present one, that may use the address so; None for acting for
    themselves. Two queries at most for each of the first LOOKED_AT."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.person is None:
        return []
    others: list[Capacity | None] = [one for one in (None, *actor.capacities) if one != actor.capacity]
    return [one for one in others[: LOOKED_AT + 1] if _may_as(request, actor, one)]


def _may_as(request: HttpRequest, actor: Actor, capacity: Capacity | None) -> bool:
    named = request.resolver_match.kwargs if request.resolver_match else {}
    switched = replace(actor, capacity=capacity, as_operator=False)
    roles = standing(switched, body=str(named.get("body", "")), party=str(named.get("party", "")))
    return permissions.allowed(*_rule(request), roles)


def _rule(request: HttpRequest) -> tuple[str, str]:
    route = request.resolver_match.view_name if request.resolver_match else ""
    return route, "GET" if request.method == "HEAD" else str(request.method)
