"""A request as views meet it: with who sends it, and what they are here."""

from django.http import HttpRequest

from comity.web.people.actor import Actor
from comity.web.people.standing import Role


class Request(HttpRequest):
    """actor: who sends it and in whose name; roles: what they are relative to the address. Both set by the middleware
    of this package."""

    actor: Actor
    roles: frozenset[Role]
    htmx: bool
