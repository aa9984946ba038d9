"""Files that programs look for at fixed addresses."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LASTS = datetime.timedelta(days=180)


def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: all that is public, unless this is somebody's own machine."""
    local = urlsplit(settings.ADDRESS).hostname in _LOOPBACK
    return _text("User-agent: *\nDisallow: /\n" if local else "User-agent: *\nDisallow: /api/\n")


def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); not found where COMITY_SECURITY_CONTACT names nobody."""
    contact = settings.COMITY_SECURITY_CONTACT
    if not contact:
        raise Http404
    if "@" in contact and not contact.startswith(("mailto:", "https:")):
        contact = f"mailto:{contact}"
    expires = (timezone.now() + _LASTS).strftime("%Y-%m-%dT00:00:00Z")
    languages = ", ".join(code for code, _ in settings.LANGUAGES)
    return _text(
        f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: {languages}\n"
        f"Canonical: {settings.ADDRESS}/.well-known/security.txt\n"
    )


def _text(content: str) -> HttpResponse:
    return HttpResponse(content, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "max-age=3600"})
