"""Pages for what cannot be shown: not found, not allowed, gone wrong. Each says what happened, what is safe, what to
do."""

from django.http import HttpRequest, HttpResponse

from comity.web.site.pages import page


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is nothing at this address that this reader may see."""
    return _refused(request, "not_found", 404)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The reader may not do this; the page says who can."""
    return _refused(request, "not_allowed", 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came from elsewhere, or from a page left open too long."""
    return _refused(request, "csrf", 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read."""
    return _refused(request, "bad_request", 400)


def fault(request: HttpRequest) -> HttpResponse:
    """A mistake of ours."""
    return _refused(request, "fault", 500)


def _refused(request: HttpRequest, what: str, status: int) -> HttpResponse:
    return page(request, "site/refusal.html", {"what": what}, status=status)
