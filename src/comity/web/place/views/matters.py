"""The plain page of a matter, for those whose room has no page of its own."""

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse

from comity.web.people.requests import Request
from comity.web.place.today import matter_address
from comity.web.site.pages import language, page, said
from comity.web.spine.acts.record import stamp
from comity.web.spine.models import Matter
from comity.web.spine.queries import matters, record
from comity.web.spine.queries.matters import Linked
from comity.web.spine.queries.texts import readings, wordings_of
from comity.web.spine.telling import told

ACTS_SHOWN = 20


def one(request: Request, matter: int) -> HttpResponse:
    """Title, state and deadline of a matter, and its links in both directions."""
    found = _matter(request, matter)
    viewer = request.actor.viewer
    links = matters.links_of(found, viewer)
    done = record.about(f"matter:{found.pk}", viewer, ACTS_SHOWN)
    linked = (*links.before, *links.after)
    wanted = [found.title_id, found.summary_id, found.body.name_id, *(one.matter.title_id for one in linked)]
    texts = readings(wanted, language())
    known = {"body": {found.body.slug: texts[found.body.name_id].content}}
    return page(
        request,
        "place/matter.html",
        {
            "crumbs": [
                (said("bodies.title"), reverse("bodies")),
                (texts[found.body.name_id], reverse("body", args=[found.body.slug])),
                (texts[found.title_id], None),
            ],
            "matter": found,
            "texts": texts,
            "room": matter_address(found) if found.address else "",
            "before": _shown(links.before),
            "after": _shown(links.after),
            "done": [((one, False), said_of) for one, said_of in zip(done, told(done, language(), known), strict=True)],
        },
    )


def one_json(request: Request, matter: int) -> JsonResponse:
    """The same for a machine."""
    found = _matter(request, matter)
    links = matters.links_of(found, request.actor.viewer)
    return JsonResponse(
        {
            "schema": {"name": "comity.matter", "version": 1},
            "matter": found.pk,
            "body": found.body.slug,
            "stage": found.stage,
            "kind": found.kind,
            "title": wordings_of(found.title_id),
            "state": found.state,
            "level": found.level,
            "opens": stamp(found.opens) if found.opens else None,
            "deadline": stamp(found.deadline) if found.deadline else None,
            "comes_from": [{"relation": link.relation, "matter": link.matter.pk} for link in links.before],
            "leads_to": [{"relation": link.relation, "matter": link.matter.pk} for link in links.after],
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _matter(request: Request, number: int) -> Matter:
    found = matters.matter_of(number, request.actor.viewer)
    if found is None:
        raise Http404
    return found


def _shown(links: tuple[Linked, ...]) -> list[tuple[str, Matter, str]]:
    return [(link.relation, link.matter, matter_address(link.matter)) for link in links]
