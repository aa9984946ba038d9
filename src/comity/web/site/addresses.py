"""Addresses: of this page in another language, of a page that may not be there, and as somebody can hand them on."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, reverse
from django.urls import resolve as resolve_path
from django.urls.exceptions import NoReverseMatch
from django.utils import translation

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


def elsewhere(request: HttpRequest, name: str) -> str:
    """The address of this page in the language `name`, with the same query, so that the reader keeps the place. A page
    that only takes what a form sends, and one that is not there, lead to the nearest page that can be read."""
    there = _in(request.path_info, name)
    query = request.META.get("QUERY_STRING", "")
    return f"{there}?{query}" if query else there


def _in(path: str, name: str) -> str:
    """The same place in another language: the address without its language is one and the same in all."""
    with translation.override(tag(name).lower()):
        home = reverse("home")
        first, _, rest = path.lstrip("/").partition("/")
        if first not in {code for code, _ in settings.LANGUAGES}:
            return home
        there = f"{home}{rest}"
        try:
            resolve_path(there)
        except Resolver404:
            return home
        return there
