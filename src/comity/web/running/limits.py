"""How often the same person, or the same network, may ask in a while: `limits.csv`, for every address of the site.

Who is signed in is counted as a person, so that a hall full of delegates behind one address does not use up one share;
who is not, by the network. Where somebody proves who they are, failures are counted too, and too many lock the network
out for the rest of the period.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from comity.web.running.counting import Count, add, look
from comity.web.running.proxies import neighbourhood
from comity.web.site import refusals

ADDRESS, PERSON, FAILURES = "address", "person", "failures"


@dataclass(frozen=True)
class Limit:
    """At most `most` in `seconds`; each: what is counted, one of ADDRESS, PERSON and FAILURES."""

    route: str
    verb: str
    each: str
    most: int
    seconds: int


class LimitMiddleware:
    """Refuses with 429 whoever asks too often, before anything is looked up for them."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        for count in getattr(request, "failures", ()):
            if not 300 <= response.status_code < 400 and response.status_code != 429:
                add(count)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """None to go on; a refusal otherwise."""
        if not settings.COMITY_LIMITS or request.resolver_match is None:
            return None
        verb = "GET" if request.method in ("GET", "HEAD") else "POST"
        failures = []
        for limit in limits_for(request.resolver_match.view_name, verb):
            count = _counted(limit, request)
            if count is None:
                continue
            if limit.each == FAILURES:
                failures.append(count)
            if (look(count) if limit.each == FAILURES else add(count)) > count.most:
                response = refusals.limited(request)
                response["Retry-After"] = str(count.left())
                return response
        request.failures = failures  # type: ignore[attr-defined]
        return None


@cache
def limits() -> tuple[Limit, ...]:
    """The rows of the table."""
    rows = csv.DictReader(files("comity.web.running").joinpath("limits.csv").read_text("utf-8").splitlines())
    return tuple(Limit(row["route"], row["verb"], row["each"], int(row["most"]), int(row["seconds"])) for row in rows)


@cache
def limits_for(route: str, verb: str) -> tuple[Limit, ...]:
    """The limits that hold for a route: those for all and those that name it."""
    return tuple(one for one in limits() if one.verb == verb and fnmatchcase(route, one.route))


def _counted(limit: Limit, request: HttpRequest) -> Count | None:
    """What a request counts as under a limit; None where the limit is not about its sender."""
    person = str(request.user.pk) if request.user.is_authenticated else ""
    if (limit.each == PERSON) != bool(person) and limit.each != FAILURES:
        return None
    who = person if limit.each == PERSON else neighbourhood(request)
    most = limit.most * settings.COMITY_LIMITS - (1 if limit.each == FAILURES else 0)
    return Count(f"{limit.route} {limit.verb} {limit.each} {who}", limit.seconds, most)
