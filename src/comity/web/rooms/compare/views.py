"""Pages of a comparison: what was found in brief, the report, and the data."""

import gzip

from django.http import Http404, HttpResponse

from comity.web.people.requests import Request
from comity.web.rooms.compare import queries
from comity.web.rooms.compare.models import Rendering
from comity.web.site.pages import language, page
from comity.web.spine.queries.texts import readings


def comparison(request: Request, body: str, number: int) -> HttpResponse:
    """What was found, in one screen."""
    told = _rendering(request, body, number)
    matter = told.snapshot.matter
    read = readings([matter.title_id, matter.body.name_id], language())
    return page(
        request,
        "compare/comparison.html",
        {"told": told, "matter": matter, "title": read[matter.title_id], "name": read[matter.body.name_id]},
    )


def report(request: Request, body: str, number: int) -> HttpResponse:
    """The report as it was published: a page of its own, under its own policy."""
    told = _rendering(request, body, number, whole=True)
    answer = HttpResponse(gzip.decompress(bytes(told.report)))
    answer["Content-Security-Policy"] = f"{told.policy}; frame-ancestors 'none'"
    return answer


def data(request: Request, body: str, number: int) -> HttpResponse:
    """The whole result as JSON, for the secretariat."""
    packed = queries.data(body, number, request.actor.viewer)
    if packed is None:
        raise Http404
    name = f"{body}-comparison-{number}.json"
    return HttpResponse(
        gzip.decompress(packed),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _rendering(request: Request, body: str, number: int, *, whole: bool = False) -> Rendering:
    found = queries.rendering(body, number, language(), request.actor.viewer, whole=whole)
    if found is None:
        raise Http404
    return found
