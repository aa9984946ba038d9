"""Pages for what cannot be shown: not found, not allowed, gone wrong. Each says what happened, what is safe, what to
do."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation

from comity.terms.errors import ComityError
from comity.web.site.addresses import language_of
from comity.web.site.language import language, said
from comity.web.site.pages import bare_page, page
from comity.web.site.powers import capacities_that_may, who_may
from comity.words import explain

RETRY = "60"
"""Seconds after which a client may come back to an installation that could not reach its database."""


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is nothing at this address that this reader may see."""
    return _refused(request, "not_found", 404)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The reader may not do this; the page says who can, and offers a capacity of theirs that may."""
    if _as_data(request):
        return _data("not_allowed", 403)
    ways = {"who": who_may(request), "capacities": capacities_that_may(request)}
    return _refused(request, "not_allowed", 403, **ways)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came from elsewhere, or from a page left open too long."""
    return _refused(request, "csrf", 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read. Whatever was wrong with it, nothing is asked of the database for it."""
    return _bare(request, "bad_request", 400)


def limited(request: HttpRequest) -> HttpResponse:
    """Too many requests in a while; who is refused for that costs no query."""
    return _bare(request, "too_many", 429)


def wrong_verb(request: HttpRequest, allow: str) -> HttpResponse:
    """Something was sent to a page that is only read, or read what only takes what a form sends."""
    response = _refused(request, "wrong_verb", 405)
    response["Allow"] = allow
    return response


def refused(request: HttpRequest, error: ComityError) -> HttpResponse:
    """What the library would not do, in its own words."""
    return _refused(request, "refused", 409, sentence=explain(error, language()))


def fault(request: HttpRequest) -> HttpResponse:
    """A mistake of ours, or a database that cannot be reached. Shown without asking it anything."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _bare(request, "unavailable", 503)
        response["Retry-After"] = RETRY
        return response
    return _bare(request, "fault", 500)


def _refused(request: HttpRequest, what: str, status: int, **more: object) -> HttpResponse:
    if _as_data(request):
        return _data(what, status, more.get("sentence"))
    return page(request, "site/refusal.html", {"what": what, **more}, status=status)


def _bare(request: HttpRequest, what: str, status: int) -> HttpResponse:
    """In the language of the path, because whoever else knows the reader's may not have been reached."""
    with translation.override(language_of(request.path_info)):
        if _as_data(request):
            return _data(what, status)
        return bare_page(request, "site/refusal.html", {"what": what}, status=status)


def _as_data(request: HttpRequest) -> bool:
    """Whether a program is asking, which wants no page."""
    return request.path_info.endswith((".json", ".csv")) or request.headers.get("Accept", "") == "application/json"


def _data(what: str, status: int, sentence: object = None) -> HttpResponse:
    told = {"error": what, "message": str(sentence or said(f"refusal.{what}.text"))}
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
