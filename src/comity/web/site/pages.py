"""How a page is made: the template environment with the words of the reader's language, and what frames every page."""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from comity.flow import STAGES
from comity.version import __version__
from comity.web.notices.queries import unread
from comity.web.people.actor import Actor
from comity.web.site.addresses import absolute, elsewhere, place, where
from comity.web.site.language import known_terms, language, language_name, said, said_later
from comity.web.site.names import Names
from comity.web.site.times import instant, zone_of
from comity.words import LANGUAGES, country_name, day, direction, has, number, own_name, percent, tag

__all__ = ["environment", "frame", "installation", "language", "page", "said", "said_later"]

SECTIONS = (
    ("site.bodies", ("bodies", "home")),
    ("site.calendar", ("calendar",)),
    ("site.record", ("record",)),
)
"""The sections of the installation: their names, and the routes that lead there, the first that exists."""
SEARCH = ("search", "record.search", "record")


def environment(**options: object) -> Environment:
    """The environment of all templates. A name that is not defined is a mistake, not an empty string."""
    made = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})  # type: ignore[arg-type]
    made.globals.update(static=static, url=_address, where=where, absolute=absolute, say=said, has=has)
    made.globals.update(number=_in(number), date=_in(day), percent=_in(percent), country_name=_in(country_name))
    made.globals.update(tag=tag, direction=direction, own_name=own_name, language_name=language_name)
    made.globals.update(all_stages=STAGES, known_terms=known_terms())
    return made


def page(
    request: HttpRequest, template: str, context: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """The page `template` filled with `context`. What `frame` provides goes before names in the context that are the
    same."""
    return render(request, template, dict(context or {}), status=status)


def bare_page(request: HttpRequest, template: str, context: Mapping[str, object], status: int) -> HttpResponse:
    """A page that asks nothing of the database, nor of whatever else may be what has failed."""
    made: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    return HttpResponse(made.get_template(template).render({**bare_frame(request), **context}), status=status)


def frame(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page shows. Asks the database for the names of the capacities that the actor holds, and
    only where there are any that the catalogues do not name."""
    actor: Actor = getattr(request, "actor", None) or Actor()
    return {
        **bare_frame(request),
        "adrift": False,
        "actor": actor,
        "in_whose_name": Names(actor, language()).of,
        "instant": partial(instant, zone=zone_of(actor)),
        "messages": get_messages(request),
        "notices_unread": unread(actor.person, actor.capacities),
    }


def bare_frame(request: HttpRequest) -> dict[str, object]:
    """What can be shown of the frame when nothing can be asked: the language, and this address in the others. It is
    adrift: whoever reads it may be somebody, but that cannot be known."""
    reading, here, actor = language(), place(request), Actor()
    return {
        "request": request,
        "actor": actor,
        "in_whose_name": Names(actor, reading).of,
        "language": reading,
        "lang": tag(reading),
        "dir": direction(reading),
        "installation": installation(),
        "version": __version__,
        "at": here,
        "others": [(tag(name), own_name(name), elsewhere(here, name)) for name in LANGUAGES],
        "sections": [(said(key), address) for key, routes in SECTIONS if (address := _first(routes))],
        "search_at": _first(SEARCH),
        "fresh": _fresh(request),
        "once": _once(),
        "instant": instant,
        "messages": (),
        "notices_unread": 0,
        "adrift": True,
    }


def installation() -> str:
    """What this installation is called."""
    return settings.COMITY_NAME


def _first(routes: tuple[str, ...]) -> str:
    return next((address for route in routes if (address := where(route))), "")


def _fresh(request: HttpRequest) -> Callable[[str], str]:
    """Ids that no other element of the page has, fragments that are swapped into it later included."""
    counted = count(1)
    prefix = f"{secrets.token_hex(3)}-" if getattr(request, "htmx", False) else ""
    return lambda name: f"{name}-{prefix}{next(counted)}"


def _once() -> Callable[[str], str]:
    """An id as it is wanted, or with a number behind it where the page has it already: two forms may have fields of the
    same name."""
    used: Counter[str] = Counter()

    def given(name: str) -> str:
        used[name] += 1
        return name if used[name] == 1 else f"{name}_{used[name]}"

    return given


def _address(route: str, *args: object, **kwargs: object) -> str:
    return reverse(route, args=args or None, kwargs=kwargs or None)


def _in(write: Callable[..., str]) -> Callable[..., str]:
    """`write`, a function of a language, as a function of the reader's."""
    return lambda *args, **options: write(language(), *args, **options)
