"""What is wrong, as JSON in the reader's language: a code, a sentence, and the part of the request it is about."""

import json
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from comity.terms.errors import ComityError
from comity.web.site.language import language, said
from comity.words import explain

MEDIA = "application/json; charset=utf-8"
UNREADABLE = 422
_NOT_THERE = frozenset({"record.no_checkpoint", "record.no_such_size", "record.no_such_entry", "draw.none"})
_UNFIT = ("record.bad_", "record.days_turned", "record.wrong_signature", "record.unknown_signature", "draw.not_")
_FORBIDDEN = frozenset({"record.witness_unknown"})
_TYPES = {
    "missing": "missing",
    "greater_than": "range",
    "greater_than_equal": "range",
    "less_than": "range",
    "less_than_equal": "range",
    "string_too_long": "long",
    "string_too_short": "missing",
    "extra_forbidden": "unknown",
    "literal_error": "choice",
    "enum": "choice",
}
"""Types of faults that pydantic finds -> the ways in which we say them; any other is "unreadable"."""


def refusal(code: str, message: str, where: str, status: int) -> HttpResponse:
    """A refusal as it is answered."""
    told = {"code": code, "message": message, "where": where}
    return HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=MEDIA)


def install(api: NinjaAPI) -> None:
    """Let `api` refuse in this way. A fault of ours is raised and logged as everywhere."""
    api.add_exception_handler(ComityError, _library)  # type: ignore[arg-type]
    api.add_exception_handler(ValidationError, _unfit)  # type: ignore[arg-type]
    api.add_exception_handler(Http404, _not_there)  # type: ignore[arg-type]
    api.add_exception_handler(HttpError, _unreadable)  # type: ignore[arg-type]
    api.add_exception_handler(Exception, _ours)


def _library(request: HttpRequest, error: ComityError) -> HttpResponse:
    return refusal(error.code, explain(error, language()), request.path, _status(error.code))


def _status(code: str) -> int:
    if code in _NOT_THERE:
        return 404
    if code in _FORBIDDEN:
        return 403
    return UNREADABLE if code.startswith(_UNFIT) else 409


def _unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first: Mapping[str, object] = error.errors[0]
    place = first.get("loc") or ()
    parts = [str(part) for part in place] if isinstance(place, tuple | list) else []
    kind = _TYPES.get(str(first.get("type")), "unreadable")
    where = ".".join(parts) or "body"
    return refusal(f"api.{kind}", said(f"error.api.{kind}", where=where), where, UNREADABLE)


def _not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return refusal("not_found", said("refusal.not_found.text"), request.path, 404)


def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The body is no JSON."""
    return refusal("api.not_json", said("error.api.not_json"), "body", error.status_code)


def _ours(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    raise error
