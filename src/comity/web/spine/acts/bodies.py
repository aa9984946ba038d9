"""Founding a body, putting it below another, and having it work here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.core.validators import slug_re
from django.db import transaction
from django.utils import timezone

from comity.terms.bodies import PartialDate
from comity.terms.errors import ComityError
from comity.terms.record import Entry
from comity.web.spine.acting import Acting
from comity.web.spine.acts import charters, memberships, texts
from comity.web.spine.acts.record import Act, append, append_all
from comity.web.spine.models import Body, Nesting, Party
from comity.web.spine.models.bodies import Tier
from comity.web.spine.queries.bodies import below, children
from comity.words import tag

LONGEST_SLUG = 60
LONGEST_NAME = 300


@dataclass(frozen=True)
class Plan:
    """A body to be founded.

    slug: its lasting name in addresses; names, purposes: by language, that of `original` first of all; parents: slugs
    of the bodies above it; seats: slug of each party -> as what it sits; start: the day from which, "" for unknown;
    charter: a document, or None to have one later.
    """

    slug: str
    tier: str
    original: str
    names: Mapping[str, str]
    purposes: Mapping[str, str] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    seats: Mapping[str, str] = field(default_factory=dict)
    start: str = ""
    charter: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Founded:
    """A body and the entries that tell of its founding, that of the body itself first."""

    body: Body
    entries: tuple[Entry, ...]


def found(acting: Acting, plan: Plan) -> Founded:
    """Found a body with its place among the tiers, its members and its charter: all of it, or nothing.

    Errors: `body.bad_slug`, `body.slug_taken`, `body.unknown_tier`, `body.no_name`, `body.name_too_long`,
    `body.unknown_parent`, `membership.unknown_party`, and those of dates, texts and charters.
    """
    plan = replace(plan, names=texts.in_one_line(plan.names), original=tag(plan.original))
    _check(plan)
    with transaction.atomic():
        if Body.objects.filter(slug=plan.slug).exists():
            raise ComityError("body.slug_taken", slug=plan.slug)
        above = list(Body.objects.filter(slug__in=plan.parents))
        for missing in sorted(set(plan.parents) - {one.slug for one in above}):
            raise ComityError("body.unknown_parent", slug=missing)
        body = Body.objects.create(
            slug=plan.slug,
            tier=plan.tier,
            name=texts.write_in_all(plan.names, plan.original, acting.person),
            purpose=texts.write_in_all(plan.purposes, plan.original, acting.person) if plan.purposes else None,
            founded=plan.start,
            hosted=True,
        )
        Nesting.objects.bulk_create(Nesting(parent=parent, child=body) for parent in above)
        entries = [append(Act(acting, "body.founded", f"body:{body.slug}", _founding(plan), body.slug))]
        entries += _seat(acting, body, plan)
        if plan.charter is not None:
            entries.append(charters.adopt(acting, body, plan.charter).entry)
    return Founded(body, tuple(entries))


def nest(acting: Acting, parent: Body, child: Body) -> Entry:
    """Put a body below another. Errors: `body.above_itself`, `body.nested_already`."""
    with transaction.atomic():
        if child.slug == parent.slug or parent.slug in below(child.slug, children()):
            raise ComityError("body.above_itself", parent=parent.slug, child=child.slug)
        _, new = Nesting.objects.get_or_create(parent=parent, child=child)
        if not new:
            raise ComityError("body.nested_already", parent=parent.slug, child=child.slug)
        payload = {"body": child.slug, "parent": parent.slug}
        return append(Act(acting, "body.nested", f"body:{child.slug}", payload, child.slug))


def host(acting: Acting, body: Body) -> Entry:
    """Have a body that was known from facts work here. Errors: `body.hosted_already`."""
    with transaction.atomic():
        if not Body.objects.filter(pk=body.pk, hosted=False).update(hosted=True):
            raise ComityError("body.hosted_already", slug=body.slug)
        body.hosted = True
        return append(Act(acting, "body.hosted", f"body:{body.slug}", {"body": body.slug}, body.slug))


def describe(acting: Acting, body: Body, names: Mapping[str, str], purposes: Mapping[str, str]) -> Entry:
    """Give a body authentic wordings of its name and purpose in the languages given; others keep theirs.

    Errors: `body.no_name`, `body.name_too_long`, and those of texts.
    """
    names = texts.in_one_line(names)
    for name in names.values():
        _check_name(name)
    with transaction.atomic():
        texts.reword(body.name, names, acting.person)
        if purposes and body.purpose is None:
            body.purpose = texts.write_in_all(purposes, next(iter(purposes)), acting.person)
            body.save(update_fields=["purpose"])
        elif body.purpose is not None:
            texts.reword(body.purpose, purposes, acting.person)
        payload = {"body": body.slug, "name": _tagged(names), "purpose": _tagged(purposes)}
        return append(Act(acting, "body.described", f"body:{body.slug}", payload, body.slug))


def _check(plan: Plan) -> None:
    if not slug_re.match(plan.slug) or len(plan.slug) > LONGEST_SLUG or plan.slug != plan.slug.lower():
        raise ComityError("body.bad_slug", value=plan.slug)
    if plan.tier not in Tier.values:
        raise ComityError("body.unknown_tier", value=plan.tier)
    if not plan.names.get(plan.original, "").strip():
        raise ComityError("body.no_name")
    for name in plan.names.values():
        _check_name(name)
    if plan.purposes and plan.original not in plan.purposes:
        raise ComityError("body.no_purpose")
    if plan.start:
        PartialDate.parse(plan.start)


def _check_name(name: str) -> None:
    if not name.strip():
        raise ComityError("body.no_name")
    if len(name) > LONGEST_NAME:
        raise ComityError("body.name_too_long", found=len(name), most=LONGEST_NAME)


def _founding(plan: Plan) -> dict[str, object]:
    return {
        "body": plan.slug,
        "tier": plan.tier,
        "name": _tagged(plan.names),
        "purpose": _tagged(plan.purposes),
        "parents": list(plan.parents),
        "founded": plan.start or timezone.now().date().isoformat(),
    }


def _tagged(wordings: Mapping[str, str]) -> dict[str, str]:
    return {tag(language): content.strip() for language, content in wordings.items()}


def _seat(acting: Acting, body: Body, plan: Plan) -> list[Entry]:
    parties = {one.slug: one for one in Party.objects.filter(slug__in=plan.seats)}
    for missing in sorted(set(plan.seats) - parties.keys()):
        raise ComityError("membership.unknown_party", party=missing)
    seats = [memberships.Seating(body, parties[slug], as_what, plan.start) for slug, as_what in plan.seats.items()]
    return append_all(memberships.seat(acting, seats)) if seats else []
