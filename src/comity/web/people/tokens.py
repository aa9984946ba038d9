"""Participant tokens: a signed cookie with which somebody without an account takes part in an open consultation, stops,
and comes back as the same participant. The installation keeps no row for it."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from comity.web.people.models import opaque_id

COOKIE = "participant"
LASTS = timedelta(days=180)


def read(request: HttpRequest) -> str | None:
    """The opaque id that the request's token carries; None without one, or where it was tampered with or is too old."""
    found = request.get_signed_cookie(COOKIE, default=None, salt=COOKIE, max_age=int(LASTS.total_seconds()))
    return str(found) if found else None


def issue(response: HttpResponse) -> str:
    """A new participant, whose token travels with the response. Returns the opaque id."""
    participant = opaque_id()
    response.set_signed_cookie(
        COOKIE,
        participant,
        salt=COOKIE,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return participant


def withdraw(response: HttpResponse) -> None:
    """Take the token away from the browser."""
    response.delete_cookie(COOKIE, samesite="Lax")
