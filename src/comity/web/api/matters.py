"""Matters, as far as whoever asks may see them."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest

from comity.flow import STAGES
from comity.web.api import queries, shapes
from comity.web.api.asked import DEFAULT, MOST_NUMBER, Limit, Number, Of, Sequence, answers, router
from comity.web.api.who import viewer
from comity.web.site.language import language
from comity.web.spine.acts.record import stamp
from comity.web.spine.models import Matter
from comity.web.spine.queries import matters
from comity.web.spine.queries.matters import Linked
from comity.web.spine.queries.texts import readings

OPERATIONS = router("matters")
_States = Annotated[str, shapes.OneOf(("", *Matter.State.values))]
_Stages = Annotated[str, shapes.OneOf(("", *STAGES))]


@OPERATIONS.get("/matters", response=answers(shapes.Matters), url_name="api.matters", operation_id="matters")
def every_matter(
    request: HttpRequest,
    of: Of = "",
    state: _States = "",
    stage: _Stages = "",
    before: Number = None,
    limit: Limit = DEFAULT,
) -> shapes.Matters:
    """Matters that you may see, the newest first."""
    wanted = (("body__slug", of), ("state", state), ("stage", stage))
    found = queries.matters_page(viewer(request), {name: value for name, value in wanted if value}, before, limit + 1)
    shown = found[:limit]
    texts = readings((one.title_id for one in shown), language())
    return shapes.Matters(
        matters=[shapes.MatterLine(**_line(one), title=shapes.name_of(texts[one.title_id])) for one in shown],
        before=shown[-1].pk if len(found) > limit else None,
    )


@OPERATIONS.get(
    "/matters/{int:matter}", response=answers(shapes.MatterHome, 404), url_name="api.matter", operation_id="matter"
)
def one_matter(request: HttpRequest, matter: Sequence) -> shapes.MatterHome:
    """A matter, what it came from and what came of it."""
    seen = viewer(request)
    found = matters.matter_of(matter, seen) if matter <= MOST_NUMBER else None
    if found is None:
        raise Http404
    links = matters.links_of(found, seen)
    texts = readings((found.title_id, found.summary_id), language())
    return shapes.MatterHome(
        **_line(found),
        title=shapes.name_of(texts[found.title_id]),
        summary=shapes.name_in(texts, found.summary_id),
        comes_from=_links(links.before),
        leads_to=_links(links.after),
    )


def _line(one: Matter) -> dict[str, Any]:
    return {
        "number": one.pk,
        "body": one.body.slug,
        "stage": one.stage,
        "kind": one.kind,
        "state": one.state,
        "level": one.level,
        "opens": stamp(one.opens) if one.opens else None,
        "deadline": stamp(one.deadline) if one.deadline else None,
        "address": one.address,
    }


def _links(found: tuple[Linked, ...]) -> list[shapes.LinkTo]:
    return [shapes.LinkTo(relation=one.relation, matter=one.matter.pk) for one in found]
