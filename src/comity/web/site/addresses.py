"""Addresses: of this page in another language, of a page that may not be there, and as somebody can hand them on."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, reverse
from django.urls import resolve as resolve_path
from django.urls.exceptions import NoReverseMatch
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from comity.web.people.permissions import verbs
from comity.words import tag


def where(route: str, *args: object, **kwargs: object) -> str:
    """The address of a route; "" where this installation has no such page."""
    try:
        return reverse(route, args=args or None, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


def absolute(path: str) -> str:
    """A path as an address to hand on."""
    return f"{settings.CSRF_TRUSTED_ORIGINS[0]}{path}"


def language_of(path: str) -> str:
    """The language that a path begins with, as addresses write it; the installation's where it begins with none."""
    return translation.get_language_from_path(path) or str(settings.LANGUAGE_CODE)


def place(request: HttpRequest) -> str:
    """Where the reader is, as an address that can be read again: this one with its query; for a page that only takes
    what a form sends, the page the form stood on; otherwise the home page."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    route = request.resolver_match.view_name if request.resolver_match else ""
    if "GET" in verbs(route):
        return request.get_full_path()
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(before)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return reverse("home")


def elsewhere(address: str, name: str) -> str:
    """The address in the language `name`, with the same query, so that the reader keeps the place. What is not there
    leads to the home page."""
    path, mark, query = address.partition("?")
    with translation.override(tag(name).lower()):
        home = reverse("home")
        first, _, rest = path.lstrip("/").partition("/")
        there = f"{home}{rest}"
        if first not in dict(settings.LANGUAGES) or not _is_there(there):
            return home
        return f"{there}{mark}{query}"


def _is_there(path: str) -> bool:
    try:
        resolve_path(path)
    except Resolver404:
        return False
    return True
