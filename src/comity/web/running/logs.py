"""One line in the log for each request, and an id by which a reader can name it to whoever runs the installation."""

import hashlib
import hmac
import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from comity.web.running.proxies import neighbourhood

LOG = logging.getLogger("comity.request")
ANSWERS = (Http404, PermissionDenied, BadRequest, SuspiciousOperation)
"""What a view raises to say no."""
_GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")


class LogMiddleware:
    """Logs the name of the route, never the path or the query: a link may carry a secret or an address of mail."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        ident = request_id(request)
        response = self.answer(request)
        response["X-Request-Id"] = ident
        match = request.resolver_match
        fields = {
            "route": match.view_name if match else "",
            "verb": request.method,
            "status": response.status_code,
            "ms": round((time.perf_counter() - begun) * 1000, 1),
            "request": ident,
            "from": from_whom(request),
        }
        level = logging.ERROR if response.status_code >= 500 else logging.INFO
        LOG.log(level, "request", extra={"fields": fields})
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A fault of ours is logged by its kind and its places; the page that follows is made elsewhere. That something
        is not there or not allowed is an answer, which the line of the request tells."""
        if isinstance(exception, ANSWERS):
            return
        ident = getattr(request, "ident", "")
        LOG.error("fault", exc_info=exception, extra={"fields": {"request": ident}})


def request_id(request: HttpRequest) -> str:
    """The id a proxy gave the request, where we stand behind one, or a new one."""
    given = request.headers.get("X-Request-Id", "") if settings.COMITY_BEHIND_PROXY else ""
    ident = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
    request.ident = ident  # type: ignore[attr-defined]
    return ident


def from_whom(request: HttpRequest) -> str:
    """Tells senders apart within one day; from one day to the next, or without the secret, nobody can."""
    salt = f"{timezone.now().date()}:{settings.SECRET_KEY}".encode()
    return hmac.new(salt, neighbourhood(request).encode(), hashlib.sha256).hexdigest()[:12]
