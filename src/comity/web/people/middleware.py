"""Each request learns who sends it and in whose name, and goes no further than the permission table lets it."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed

from comity.web.people import tokens
from comity.web.people.actor import Actor
from comity.web.people.models import Person
from comity.web.people.permissions import allowed, verbs
from comity.web.people.queries.capacities import capacities_held
from comity.web.people.requests import Request
from comity.web.people.speech import said
from comity.web.people.standing import standing

CAPACITY, AS_OPERATOR = "capacity", "as_operator"
"""Where the session keeps the capacity chosen."""
Answer = Callable[[Request], HttpResponse]


class ActingMiddleware:
    """Sets `request.actor`."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        request.actor = actor_of(request)
        if _ended(request):
            request.session.pop(CAPACITY)
            messages.warning(request, said("capacity.no_longer"))
        return self.answer(request)


def actor_of(request: Request) -> Actor:
    """Who sends the request. A capacity that has ended since it was chosen is no longer acted in."""
    if not isinstance(request.user, Person):
        return Actor(token=tokens.read(request))
    held = capacities_held(request.user)
    chosen = request.session.get(CAPACITY)
    return Actor(
        person=request.user,
        capacities=held,
        capacity=next((one for one in held if one.pk == chosen), None),
        as_operator=request.user.is_operator and bool(request.session.get(AS_OPERATOR)),
    )


def _ended(request: Request) -> bool:
    """Whether the capacity chosen is no longer held: from now on the actor acts for themselves, and is told so."""
    return request.actor.capacity is None and isinstance(request.user, Person) and bool(request.session.get(CAPACITY))


class PermissionMiddleware:
    """Refuses what `permissions.csv` does not allow. An address without a row is allowed to nobody."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        return self.answer(request)

    def process_view(
        self, request: Request, view: object, args: object, kwargs: Mapping[str, object]
    ) -> HttpResponse | None:
        """None to go on; a refusal otherwise."""
        route = request.resolver_match.view_name if request.resolver_match else ""
        verb = "GET" if request.method == "HEAD" else str(request.method)
        known = verbs(route)
        if known and verb not in known:
            return HttpResponseNotAllowed(sorted(known | ({"HEAD"} if "GET" in known else set())))
        roles = standing(
            request.actor,
            body=str(kwargs.get("body", "")),
            party=str(kwargs.get("party", "")),
        )
        request.roles = roles
        if not allowed(route, verb, roles):
            if settings.DEBUG and not known:
                raise PermissionDenied(f"no row for {route!r}")
            raise PermissionDenied
        return None
