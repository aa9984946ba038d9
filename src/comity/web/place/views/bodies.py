"""Pages of bodies: all of them, the home of one, and setting up another."""

import datetime
from dataclasses import dataclass
from itertools import count

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from comity.procedure import standard
from comity.terms.record import Entry
from comity.web.people.requests import Request
from comity.web.place import charter_reading, today
from comity.web.place.consequence import Step, take
from comity.web.place.forms.bodies import Choices, Describing, Founding, Nesting
from comity.web.place.forms.fields import field_name, texts_given
from comity.web.place.here import Here, at_once, day_in_words, here, neighbourhood, receipt_number
from comity.web.site.pages import language, page, said
from comity.web.spine.acts import bodies as acts
from comity.web.spine.models import Body, Matter
from comity.web.spine.models.bodies import Tier
from comity.web.spine.queries import bodies, charters, lately, matters
from comity.web.spine.queries.memberships import MEMBER, Composition, Seat, composition
from comity.web.spine.queries.parties import names_of
from comity.web.spine.queries.texts import readings, wordings_of
from comity.web.spine.telling import told

SEATS_SHOWN, MATTERS_SHOWN, CONCLUDED_SHOWN, ACTS_SHOWN, DATES_SHOWN = 24, 12, 8, 8, 5
ACTS_READ = 40
"""Acts that are read for those shown, since many of a kind entered at one time are shown as one."""
STANDARD_PREFIX, OF_PARENT = "standard:", "parent"
WRONG = {
    "body.bad_slug": "slug",
    "body.slug_taken": "slug",
    "body.unknown_tier": "tier",
    "bodies.bad_date": "start",
    "membership": "parties",
    "charter": "charter",
}


@dataclass(frozen=True)
class Branch:
    """A body in the tree, with what is below it."""

    body: Body
    below: tuple["Branch", ...]


def every(request: Request) -> HttpResponse:
    """All bodies by tier, each with those below it; or those that a search finds."""
    words = request.GET.get("q", "").strip()[:200]
    found = bodies.all_bodies()
    by_slug = {one.slug: one for one in found}
    hosted = [one for one in found if one.hosted]
    texts = readings((one.name_id for one in found), language())
    context: dict[str, object] = {
        "q": words,
        "texts": texts,
        "hosted": hosted,
        "crumbs": [(said("bodies.title"), None)],
    }
    if words:
        hits = bodies.named(words)
        context["hits"] = [one for one in found if one.slug in hits]
        return page(request, "place/bodies.html", context)
    nested = bodies.children()
    inner = {child for children in nested.values() for child in children}
    tops = [_branch(one, by_slug, nested, frozenset()) for one in found if one.slug not in inner]
    context["tiers"] = [
        (tier, here) for tier in reversed(Tier.values) if (here := [one for one in tops if one.body.tier == tier])
    ]
    return page(request, "place/bodies.html", context)


def _branch(body: Body, by_slug: dict[str, Body], nested: object, within: frozenset[str]) -> Branch:
    below = dict(nested).get(body.slug, ())  # type: ignore[call-overload]
    inside = within | {body.slug}
    return Branch(body, tuple(_branch(by_slug[one], by_slug, nested, inside) for one in below if one not in inside))


def home(request: Request, body: str) -> HttpResponse:
    """Home of a body: who it is, what is open now and what the reader can do today, what was decided lately."""
    viewer = request.actor.viewer
    near = neighbourhood(body)
    seated = composition(near.body.pk)
    active, concluded = matters.matters_of(body, viewer, MATTERS_SHOWN, CONCLUDED_SHOWN)
    number = receipt_number(request)
    done, left = (
        (lately.in_body(body, viewer, ACTS_READ), None)
        if number is None
        else lately.in_body_with(body, viewer, ACTS_READ, number)
    )
    told_of = at_once(done, ACTS_SHOWN)
    done = [one for one, _ in told_of]
    shown = seated.members[:SEATS_SHOWN]
    mentioned = _mentioned(seated, {one.entry.subject.rpartition("/")[2] for one in done})
    wanted = [
        *near.names,
        *(one.title_id for one in (*active, *concluded)),
        *(one.name for one in (*shown, *mentioned)),
    ]
    found = Here(near, readings(wanted, language()))
    known = {
        "party": {one.party: found.party(one.named).content for one in mentioned},
        "body": {one.slug: found.called(one).content for one in (near.body, *near.above, *near.below)},
    }
    return page(
        request,
        "place/body.html",
        {
            "here": found,
            "crumbs": found.crumbs(),
            "partial_date": day_in_words,
            "seated": seated,
            "shown": sorted(
                ((found.party(one.named), one.party) for one in shown), key=lambda pair: pair[0].content.casefold()
            ),
            "active": active,
            "open_rows": [(one, today.matter_address(one)) for one in active],
            "concluded": [(one, today.matter_address(one)) for one in concluded],
            "addresses": {one.pk: today.matter_address(one) for one in active},
            "dates": _dates(active),
            "done": list(zip(told_of, told(done, language(), known), strict=True)),
            "today": today.actions(request, found, seated, active),
            "receipt": left,
        },
    )


def home_json(request: Request, body: str) -> JsonResponse:
    """The same for a machine."""
    near = neighbourhood(body)
    seated = composition(near.body.pk)
    return JsonResponse(
        {
            "schema": {"name": "comity.body", "version": 1},
            "body": near.body.slug,
            "tier": near.body.tier,
            "name": wordings_of(near.body.name_id),
            "purpose": wordings_of(near.body.purpose_id) if near.body.purpose_id else {},
            "founded": near.body.founded or None,
            "dissolved": near.body.dissolved or None,
            "hosted": near.body.hosted,
            "above": [one.slug for one in near.above],
            "below": [one.slug for one in near.below],
            "charter": near.charter,
            "seats": dict(seated.counts),
            "states": {state: list(through) for state, through in seated.states.items()},
            "open": matters.active_count(request.actor.viewer, body),
        },
        json_dumps_params={"ensure_ascii": False},
    )


def set_up(request: Request, body: str = "") -> HttpResponse:
    """Set up a body under another, or, without one, on its own."""
    above = here(body) if body else None
    seats = composition(above.body.pk).seats if above else ()
    form = Founding(
        request.POST or None,
        seats=_seat_choices(seats),
        chosen=[one.party for one in seats if one.capacity == MEMBER],
        charters=_charter_choices(above),
        initial={"tier": above.body.tier if above else Tier.GLOBAL},
    )
    made: list[str] = []

    def found() -> Entry:
        plan = _plan(form, above, seats)
        made.append(plan.slug)
        return acts.found(request.actor.acting, plan).entries[0]

    crumbs = above.crumbs("body.new.title") if above else [(said("bodies.title"), reverse("bodies"))]
    return take(
        request,
        Step(
            form,
            found,
            lambda: reverse("body", args=[made[-1]]),
            "place/body_new.html",
            {"here": above, "crumbs": crumbs, "seats": len(seats)},
            WRONG,
        ),
    )


def describe(request: Request, body: str) -> HttpResponse:
    """Say what a body is called and what it is for, in each language."""
    found = here(body)
    one = found.body
    names, purposes = wordings_of(one.name_id), wordings_of(one.purpose_id) if one.purpose_id else {}
    initial = {field_name("name", name): content for name, content in names.items()}
    initial |= {field_name("purpose", name): content for name, content in purposes.items()}
    form = Describing(request.POST or None, initial=initial | {"original": one.name.original})

    def act() -> Entry:
        data = form.cleaned_data
        return acts.describe(request.actor.acting, one, texts_given(data, "name"), texts_given(data, "purpose"))

    context = {"here": found, "crumbs": found.crumbs("body.edit.title")}
    return take(request, Step(form, act, lambda: reverse("body", args=[body]), "place/body_edit.html", context))


def nest(request: Request, body: str) -> HttpResponse:
    """Put a body below another one, besides those it is below already."""
    every_body = bodies.all_bodies()
    found = here(body, (one.name_id for one in every_body))
    choices = sorted(((one.slug, found.called(one).content) for one in every_body), key=lambda pair: pair[1])
    form = Nesting(request.POST or None, bodies=choices)

    def act() -> Entry:
        parent = next(one for one in every_body if one.slug == form.cleaned_data["parent"])
        return acts.nest(request.actor.acting, parent, found.body)

    context = {"here": found, "crumbs": found.crumbs("body.nest.title")}
    done = "place/body_nest.html"
    return take(request, Step(form, act, lambda: reverse("body", args=[body]), done, context, {"body": "parent"}))


def host(request: Request, body: str) -> HttpResponse:
    """Have a body that was known from facts work here."""
    found = here(body)
    if found.body.hosted:
        raise Http404
    context = {"here": found, "crumbs": found.crumbs("body.host.title")}
    form = today.Nothing(request.POST or None)
    return take(
        request,
        Step(
            form,
            lambda: acts.host(request.actor.acting, found.body),
            lambda: reverse("body", args=[body]),
            "place/body_host.html",
            context,
        ),
    )


def _mentioned(seated: Composition, slugs: set[str]) -> list[Seat]:
    return [one for one in seated.seats if one.party in slugs]


def _dates(active: list[Matter]) -> list[tuple[str, datetime.datetime, Matter]]:
    """The next moments at which something opens or falls due, soonest first."""
    now = timezone.now()
    moments = [("calendar.opens", one.opens, one) for one in active if one.opens and one.opens > now]
    moments += [("calendar.deadline", one.deadline, one) for one in active if one.deadline and one.deadline > now]
    return sorted(moments, key=lambda found: (found[1], found[2].pk))[:DATES_SHOWN]


def _seat_choices(seats: tuple[Seat, ...]) -> Choices:
    names = names_of((one.named for one in seats), language())
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in seats:
        groups.setdefault(one.capacity, []).append((one.party, names[one.party].content))
    return [
        (said(f"seat.{capacity}.many"), sorted(choices, key=lambda choice: choice[1]))
        for capacity, choices in sorted(groups.items(), key=lambda group: group[0] != MEMBER)
    ]


def _charter_choices(above: Here | None) -> Choices:
    found: list[tuple[str, object]] = [("", said("field.charter.later"))]
    if above is not None and above.near.charter is not None:
        found.append((OF_PARENT, said("field.charter.parent", body=above.name.content)))
    return found + [(f"{STANDARD_PREFIX}{name}", label) for name, label in charter_reading.standards()]


def _plan(form: Founding, above: Here | None, seats: tuple[Seat, ...]) -> acts.Plan:
    data = form.cleaned_data
    as_what = {one.party: one.capacity for one in seats}
    chosen = [slug for slug in data.get("parties") or () if slug in as_what]
    parent = above.body.slug if above else ""
    return acts.Plan(
        slug=form.slug_or(_numbered(parent or "body")),
        tier=data["tier"],
        original=data["original"],
        names=texts_given(data, "name"),
        purposes=texts_given(data, "purpose"),
        parents=(parent,) if parent else (),
        seats={slug: as_what[slug] for slug in chosen},
        start=data["start"],
        charter=_chosen_charter(data["charter"], above),
    )


def _numbered(stem: str) -> str:
    """A slug that is free: the stem and the next number."""
    taken = bodies.slugs_from(f"{stem}-")
    return next(name for number in count(1) if (name := f"{stem}-{number}") not in taken)


def _chosen_charter(choice: str, above: Here | None) -> dict[str, object] | None:
    if choice == OF_PARENT and above is not None:
        of_parent = charters.charter_of(above.body)
        return dict(of_parent.document) if of_parent is not None else None
    return standard(choice.removeprefix(STANDARD_PREFIX)) if choice else None
