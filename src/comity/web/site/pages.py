"""How a page is made: the template environment with the words of the reader's language, and what frames every page."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import resolve as resolve_path
from django.urls import reverse
from django.urls.exceptions import Resolver404
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from comity.version import __version__
from comity.web.people.actor import Actor
from comity.words import LANGUAGES, country_name, date, direction, number, own_name, percent, resolve, say, tag


def environment(**options: object) -> Environment:
    """The environment of all templates. A name that is not defined is a mistake, not an empty string."""
    made = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})  # type: ignore[arg-type]
    made.globals.update(static=static, url=reverse, say=said, number=_in(number), date=_in(date), percent=_in(percent))
    made.globals.update(country_name=_in(country_name), tag=tag, direction=direction, own_name=own_name)
    return made


def language() -> str:
    """The catalogue that serves the reader of the page being made."""
    return resolve(translation.get_language() or settings.LANGUAGE_CODE)


def said(key: str, **parameters: object) -> str:
    """The message `key` in the reader's language; `n` decides the plural form."""
    return say(language(), key, **parameters)  # type: ignore[arg-type]


def page(
    request: HttpRequest, template: str, context: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """The page `template` filled with `context`."""
    return render(request, template, dict(context or {}), status=status)


def frame(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page shows: the language, the actor, and this address in the other languages."""
    here = language()
    actor: Actor = getattr(request, "actor", None) or Actor()
    return {
        "actor": actor,
        "language": here,
        "lang": tag(here),
        "dir": direction(here),
        "installation": settings.COMITY_NAME,
        "version": __version__,
        "others": [(tag(name), own_name(name), elsewhere(request, name)) for name in LANGUAGES],
    }


def elsewhere(request: HttpRequest, name: str) -> str:
    """The address of this page in another language; of the home page where this one has no name."""
    try:
        match = resolve_path(request.path_info)
    except Resolver404:
        with translation.override(tag(name).lower()):
            return reverse("home")
    with translation.override(tag(name).lower()):
        there = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    query = request.META.get("QUERY_STRING", "")
    return f"{there}?{query}" if query and request.method == "GET" else there


def _in(write: Callable[..., str]) -> Callable[..., str]:
    """`write`, a function of a language, as a function of the reader's."""
    return lambda *args, **options: write(language(), *args, **options)
