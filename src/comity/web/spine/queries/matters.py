"""Matters, as far as the reader may see them, and the links between them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from comity.web.spine.acting import Viewer
from comity.web.spine.models import Link, Matter
from comity.web.spine.visibility import matters_seen_by

ACTIVE = (Matter.State.OPEN, Matter.State.PAUSED, Matter.State.PLANNED)


def matter_of(number: int, viewer: Viewer) -> Matter | None:
    """The matter with this number; None where there is none or the reader may not see it."""
    return Matter.objects.filter(matters_seen_by(viewer), pk=number).select_related("body").first()


def active_matters(viewer: Viewer, most: int, body: str = "") -> list[Matter]:
    """Matters that are open, paused or planned, those with the nearest deadline first; of one body, or of all."""
    found = Matter.objects.filter(matters_seen_by(viewer), state__in=ACTIVE).select_related("body")
    if body:
        found = found.filter(body__slug=body)
    return list(found.order_by(F("deadline").asc(nulls_last=True), "pk")[:most])


def matters_of(body: str, viewer: Viewer, active: int, concluded: int) -> tuple[list[Matter], list[Matter]]:
    """At most so many active matters of a body, those with the nearest deadline first, and so many that came to an end
    or whose result was published, the latest first. One query."""
    seen = Matter.objects.filter(matters_seen_by(viewer), body__slug=body)
    going_on = seen.filter(state__in=ACTIVE).order_by(F("deadline").asc(nulls_last=True), "pk")
    over = seen.exclude(state__in=ACTIVE).order_by("-pk")
    either = Q(pk__in=going_on.values("pk")[:active]) | Q(pk__in=over.values("pk")[:concluded])
    found = list(
        Matter.objects.filter(either).select_related("body").order_by(F("deadline").asc(nulls_last=True), "pk")
    )
    ended = [one for one in found if one.state not in ACTIVE]
    return [one for one in found if one.state in ACTIVE], sorted(ended, key=lambda one: -one.pk)


def active_count(viewer: Viewer, body: str = "") -> int:
    """How many of them the reader may see."""
    found = Matter.objects.filter(matters_seen_by(viewer), state=Matter.State.OPEN)
    return found.filter(body__slug=body).count() if body else found.count()


def numbered(numbers: Iterable[int], viewer: Viewer) -> dict[int, Matter]:
    """Number -> matter, of those that the reader may see. One query, and none for no numbers."""
    wanted = set(numbers)
    if not wanted:
        return {}
    return {one.pk: one for one in Matter.objects.filter(matters_seen_by(viewer), pk__in=wanted)}


@dataclass(frozen=True)
class Linked:
    """One end of a link: how the two are related, and the matter at the other end."""

    relation: str
    matter: Matter


@dataclass(frozen=True)
class Links:
    """What a matter came from, and what came of it."""

    before: tuple[Linked, ...]
    after: tuple[Linked, ...]


def links_of(matter: Matter, viewer: Viewer) -> Links:
    """The links of a matter in both directions, without those to matters that the reader may not see. Two queries."""
    links = list(Link.objects.filter(Q(source=matter) | Q(target=matter)).order_by("pk"))
    others = numbered(({one.source_id for one in links} | {one.target_id for one in links}) - {matter.pk}, viewer)
    return Links(
        before=tuple(Linked(one.relation, others[one.source_id]) for one in links if one.source_id in others),
        after=tuple(Linked(one.relation, others[one.target_id]) for one in links if one.target_id in others),
    )


def matter_with_text(text: int) -> Matter | None:
    """The matter whose title or summary this text is, whoever may see it; for acts, never to be shown."""
    return Matter.objects.filter(Q(title=text) | Q(summary=text)).select_related("body", "party").first()
