"""Through whose eyes an operation reads, and in whose name it acts."""

from typing import cast

from django.http import HttpRequest

from comity.web.people.requests import Request
from comity.web.spine.acting import Acting, Viewer


def viewer(request: HttpRequest) -> Viewer:
    """Whose eyes: those of whoever's session sent the request, in the capacity chosen there; the public's without."""
    return cast(Request, request).actor.viewer


def acting(request: HttpRequest) -> Acting:
    """In whose name."""
    return cast(Request, request).actor.acting
