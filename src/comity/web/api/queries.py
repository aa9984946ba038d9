"""Lists as the operations give them: page by page, each in one query."""

from collections.abc import Mapping

from comity.web.spine.acting import Viewer
from comity.web.spine.models import Body, Matter
from comity.web.spine.visibility import matters_seen_by


def bodies_page(chosen: Mapping[str, object], slugs: frozenset[str] | None, after: str, most: int) -> list[Body]:
    """Bodies whose fields are as `chosen`, of `slugs` where these are given, behind the slug `after`."""
    found = Body.objects.filter(slug__gt=after, **chosen)
    if slugs is not None:
        found = found.filter(slug__in=slugs)
    return list(found.order_by("slug")[:most])


def matters_page(viewer: Viewer, chosen: Mapping[str, object], before: int | None, most: int) -> list[Matter]:
    """Matters that the viewer may see, the newest first, older than the one numbered `before`."""
    found = Matter.objects.filter(matters_seen_by(viewer), **chosen).select_related("body")
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[:most])
