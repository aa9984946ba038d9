"""Reading snapshots."""

from comity.web.rooms.compare.models import Rendering, Snapshot
from comity.web.spine.acting import Viewer
from comity.web.spine.models import Matter
from comity.web.spine.visibility import matters_seen_by
from comity.words import tag


def rendering(body: str, number: int, language: str, viewer: Viewer, *, whole: bool = False) -> Rendering | None:
    """The comparison `number` of the body as it is told in `language`, where `viewer` may see it; with the report
    itself where `whole`. One query."""
    seen = Matter.objects.filter(matters_seen_by(viewer), pk=number, body__slug=body)
    found = Rendering.objects.filter(snapshot__matter__in=seen, language=tag(language))
    found = found.select_related("snapshot__matter__body").defer("snapshot__result")
    return (found if whole else found.defer("report")).first()


def data(body: str, number: int, viewer: Viewer) -> bytes | None:
    """The whole result as JSON packed with gzip: it places each participant, so it is not for the public."""
    seen = Matter.objects.filter(matters_seen_by(viewer), pk=number, body__slug=body)
    packed = Snapshot.objects.filter(matter__in=seen).values_list("result", flat=True).first()
    return None if packed is None else bytes(packed)
