"""Bodies and the tiers they are nested in."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.utils import timezone

from comity.web.spine.models import Body, Charter, Membership, Nesting, Party, Wording

_SERVED = "_served"


def holding(day: datetime.date | None = None) -> Q:
    """The condition that a membership holds on `day`, today where none is given. Days known only by their year or month
    begin with it."""
    on = (day or timezone.now().date()).isoformat()
    return Q(start__lte=on) & (Q(end="") | Q(end__gt=on))


def body_of(slug: str) -> Body | None:
    """The body with this slug."""
    return Body.objects.filter(slug=slug).first()


def bodies_of(party: Party) -> frozenset[str]:
    """Slugs of the bodies in which the party sits today, in whatever capacity."""
    return frozenset(Membership.objects.filter(holding(), party=party).values_list("body__slug", flat=True))


def served_by(body: Body) -> frozenset[str]:
    """Slugs of the body and of all bodies below it: what its secretariat serves. Asked twice of the same object, as a
    request does of the body that its actor serves, it is found once."""
    known: frozenset[str] | None = body.__dict__.get(_SERVED)
    if known is None:
        known = body.__dict__[_SERVED] = below(body.slug, children()) | {body.slug}
    return known


def below(slug: str, nested: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Slugs of all bodies below one, however deep, by what `children` found."""
    found: set[str] = set()
    waiting = [slug]
    while waiting:
        fresh = [child for child in nested.get(waiting.pop(), ()) if child not in found]
        found.update(fresh)
        waiting += fresh
    return frozenset(found)


def children() -> Mapping[str, list[str]]:
    """Slug of each body that has others below it -> their slugs, in order. One query."""
    nested: dict[str, list[str]] = {}
    for parent, child in Nesting.objects.order_by("child__slug").values_list("parent__slug", "child__slug"):
        nested.setdefault(parent, []).append(child)
    return nested


@dataclass(frozen=True)
class Neighbourhood:
    """A body with the bodies one tier above and one tier below it. charter: version of the one in force, or None."""

    body: Body
    above: tuple[Body, ...]
    below: tuple[Body, ...]
    charter: int | None

    @property
    def names(self) -> tuple[int | None, ...]:
        """Ids of all texts that name or describe them."""
        near = (*self.above, *self.below)
        return (self.body.name_id, self.body.purpose_id, *(one.name_id for one in near))


def neighbourhood(slug: str) -> Neighbourhood | None:
    """The body with this slug and what is directly above and below it; None where there is none. One query."""
    latest = (
        Charter.objects.filter(body=OuterRef("pk")).order_by().values("body").annotate(v=Max("version")).values("v")
    )
    above = Nesting.objects.filter(parent=OuterRef("pk"), child__slug=slug)
    below = Nesting.objects.filter(child=OuterRef("pk"), parent__slug=slug)
    near = Body.objects.annotate(charter=Subquery(latest), is_above=Exists(above), is_below=Exists(below))
    found = list(near.filter(Q(slug=slug) | Q(is_above=True) | Q(is_below=True)).order_by("slug"))
    here = next((one for one in found if one.slug == slug), None)
    if here is None:
        return None
    return Neighbourhood(
        body=here,
        above=tuple(one for one in found if one.is_above),
        below=tuple(one for one in found if one.is_below),
        charter=here.charter,
    )


def all_bodies() -> list[Body]:
    """Every body, those that work here first, then by slug."""
    return list(Body.objects.order_by("-hosted", "slug"))


def hosted_bodies(most: int) -> list[Body]:
    """The bodies that work here, by slug, at most so many."""
    return list(Body.objects.filter(hosted=True).order_by("slug")[:most])


def named(words: str) -> frozenset[str]:
    """Slugs of the bodies whose slug or name, in any language, has `words` in it, whatever the case. One query."""
    wanted = words.strip().casefold()
    names = Wording.objects.filter(current=True, text__in=Body.objects.values("name"))
    by_text: dict[int, list[str]] = {}
    for text, content in names.values_list("text_id", "content"):
        by_text.setdefault(text, []).append(content.casefold())
    return frozenset(
        slug
        for slug, text in Body.objects.values_list("slug", "name_id")
        if wanted in slug or any(wanted in name for name in by_text.get(text, ()))
    )


def slugs_from(stem: str) -> frozenset[str]:
    """The slugs of bodies that begin with `stem`."""
    return frozenset(Body.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
