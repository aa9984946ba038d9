"""What every answer under /api/ has in common: the language asked for, how long it may be kept, and that whatever was
refused before an operation was reached is JSON as well."""

import hashlib
import json
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from comity.web.api.refusing import MEDIA, refusal
from comity.web.people.models import Person
from comity.web.site.language import said
from comity.words import LANGUAGES, tag

ROOT = "/api/"
LASTING = "public, max-age=31536000, immutable"
"""Of what can never change and is the same for everybody."""
_NAMES = {
    400: "bad_request",
    403: "not_allowed",
    404: "not_found",
    405: "wrong_verb",
    413: "bad_request",
    429: "too_many",
}
_OWN_WORDS = ("refused", "unavailable", "fault")


class ApiMiddleware:
    """Stands around all that knows sessions and languages, and leaves pages alone."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROOT):
            return self.answer(request)
        # A program says which language it wants; what a browser remembers is for pages. Refusals are asked for as data.
        request.COOKIES.pop(settings.LANGUAGE_COOKIE_NAME, None)
        request.META["HTTP_ACCEPT"] = "application/json"
        asked = request.GET.get("language")
        if asked is not None:
            known = next((code for code in map(tag, LANGUAGES) if code.lower() == asked.lower()), None)
            if known is None:
                with translation.override(_language(request)):
                    return refusal(
                        "api.choice", said("error.api.choice", where="query.language"), "query.language", 422
                    )
            request.META["HTTP_ACCEPT_LANGUAGE"] = known.lower()
        response = self.answer(request)
        if response.status_code >= 400:
            return _refused(request, response)
        return _kept(request, response)


def _language(request: HttpRequest) -> str:
    return translation.get_language_from_request(request)


def _refused(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What others refused, in our form; its headers stay."""
    told = _told(response)
    if told.keys() == {"code", "message", "where"}:
        return response
    status, name = response.status_code, str(told.get("error") or _NAMES.get(response.status_code, "fault"))
    if status == 403 and name == "not_allowed" and not _signed_in(request):
        status, name = 401, "not_signed_in"
    with translation.override(_language(request)):
        own = name in _OWN_WORDS and told.get("message")
        key = "error.api.not_signed_in" if status == 401 else f"refusal.{name}.text"
        made = refusal(name, str(own or said(key)), request.path, status)
    for header in ("Allow", "Retry-After"):
        if header in response:
            made[header] = response[header]
    return made


def _told(response: HttpResponse) -> dict[str, object]:
    if response.streaming or not response.get("Content-Type", "").startswith("application/json"):
        return {}
    found = json.loads(response.content or b"{}")
    return found if isinstance(found, dict) else {}


def _signed_in(request: HttpRequest) -> bool:
    return isinstance(getattr(request, "user", None), Person)


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With a mark by which a reader who has it already is told so. What never changes may be kept by anybody."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or response.streaming:
        return response
    if response.get("Cache-Control") == LASTING:
        del response.headers["Vary"]
    if response.get("Content-Type") == MEDIA and not response.has_header("ETag"):
        etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
        response["ETag"] = etag
        return cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))
    return response
