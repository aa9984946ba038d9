"""Pages of who sits in a body, and as what."""

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode

from comity.terms.record import Entry
from comity.web.people.requests import Request
from comity.web.people.standing import Role
from comity.web.place.consequence import Step, take
from comity.web.place.exports import csv_answer
from comity.web.place.forms.members import Admission, Change, End
from comity.web.place.here import Here, day_in_words, here, neighbourhood, receipt
from comity.web.site.pages import language, page
from comity.web.spine.acts import memberships as acts
from comity.web.spine.models import Membership, Party
from comity.web.spine.queries import memberships, parties
from comity.web.spine.queries.memberships import Seat, SeatsPage
from comity.web.spine.queries.texts import readings

PAGE = 100
WRONG = {
    "bodies.bad_date": "start",
    "membership.ends_first": "end",
    "membership.overlaps": "start",
    "membership.holds_still": "party",
    "membership.unknown_capacity": "capacity",
    "membership.same": "capacity",
    "membership.itself": "party",
    "membership.source_too_long": "source",
}
WRONG_DAY = {**WRONG, "bodies.bad_date": "on", "membership.ends_first": "on", "membership.overlaps": "on"}
COLUMNS = ("party", "kind", "name", "seat", "start", "end", "source")


def every(request: Request, body: str) -> HttpResponse:
    """Who sits in the body, who is to come, and who did."""
    near = neighbourhood(body)
    past, capacity = request.GET.get("past") == "1", _capacity(request)
    rows = memberships.seats_page(
        near.body.pk, past=past, capacity=capacity, after=request.GET.get("after", "")[:100], most=PAGE
    )
    seated = memberships.composition(near.body.pk)
    texts = readings([*near.names, *(one.name for one in rows.seats), *_unions(seated)], language())
    found = Here(near, texts)
    return page(
        request,
        "place/members.html",
        {
            "here": found,
            "crumbs": found.crumbs("members.title"),
            "partial_date": day_in_words,
            "seated": seated,
            "twice": [
                (state, [_union_name(found, seated, one) for one in seated.states[state]])
                for state in seated.represented_twice
            ],
            "rows": sorted(rows.seats, key=lambda one: found.party(one.named).content.casefold()),
            "past": past,
            "capacity": capacity,
            "capacities": [str(one) for one in Membership.Capacity if seated.counts.get(one)],
            "after": _further(request, rows),
            "may_change": Role.OFFICER in request.roles,
            "receipt": receipt(request),
        },
    )


def table(request: Request, body: str) -> HttpResponse:
    """All memberships, past ones included, as CSV."""
    return csv_answer(f"{body}-members", COLUMNS, _all_rows(body))


def data(request: Request, body: str) -> JsonResponse:
    """The same as JSON."""
    return JsonResponse(
        {
            "schema": {"name": "comity.members", "version": 1},
            "body": body,
            "members": [dict(zip(COLUMNS, row, strict=True)) for row in _all_rows(body)],
        },
        json_dumps_params={"ensure_ascii": False},
    )


def admit(request: Request, body: str) -> HttpResponse:
    """Admit a party."""
    found = here(body)
    every_party = parties.all_parties()
    names = parties.names_of((parties.as_named(one) for one in every_party), language())
    choices = sorted(((one.slug, names[one.slug].content) for one in every_party), key=lambda pair: pair[1])
    form = Admission(request.POST or None, parties=choices, initial={"party": request.GET.get("party", "")})
    by_slug = {one.slug: one for one in every_party}

    def seating() -> acts.Seating:
        given = form.cleaned_data
        return acts.Seating(
            found.body, by_slug[given["party"]], given["capacity"], given["start"], given["end"], given["source"]
        )

    context = {"here": found, "crumbs": found.crumbs("members.admit.title")}
    return take(
        request,
        Step(
            form,
            lambda: acts.admit(request.actor.acting, seating()),
            lambda: reverse("body.members", args=[body]),
            "place/member_admit.html",
            context,
            WRONG,
        ),
    )


def change(request: Request, body: str, membership: int) -> HttpResponse:
    """Change as what a party sits."""
    found, one = _seat(body, membership)
    form = Change(request.POST or None)

    def act() -> Entry:
        given = form.cleaned_data
        return acts.change(request.actor.acting, one, given["capacity"], given["on"], given["source"])

    context = _context(found, one, "members.change.title")
    return take(
        request,
        Step(form, act, lambda: reverse("body.members", args=[body]), "place/member_change.html", context, WRONG_DAY),
    )


def end(request: Request, body: str, membership: int) -> HttpResponse:
    """End a membership."""
    found, one = _seat(body, membership)
    form = End(request.POST or None)

    def act() -> Entry:
        return acts.end(request.actor.acting, one, form.cleaned_data["on"], form.cleaned_data["source"])

    context = _context(found, one, "members.end.title")
    return take(
        request,
        Step(form, act, lambda: reverse("body.members", args=[body]), "place/member_end.html", context, WRONG_DAY),
    )


def _context(found: Here, one: Membership, title: str) -> dict[str, object]:
    name = found.party(parties.as_named(one.party))
    return {"here": found, "crumbs": found.crumbs(title), "seat": one, "name": name}


def _seat(body: str, membership: int) -> tuple[Here, Membership]:
    near = neighbourhood(body)
    one = memberships.seat_of(near.body.pk, membership)
    if one is None or one.end:
        raise Http404
    return Here(near, readings([*near.names, one.party.name_id], language())), one


def _all_rows(body: str) -> list[tuple[str, ...]]:
    near = neighbourhood(body)
    seats = [
        one
        for past in (False, True)
        for one in memberships.seats_page(near.body.pk, past=past, capacity="", after="", most=None).seats
    ]
    names = parties.names_of((one.named for one in seats), language())
    return [
        (one.party, one.kind, names[one.party].content, one.capacity, one.start, one.end, one.source) for one in seats
    ]


def _capacity(request: Request) -> str:
    asked = request.GET.get("as", "")
    return asked if asked in Membership.Capacity.values else ""


def _further(request: Request, rows: SeatsPage) -> str:
    if not rows.after:
        return ""
    kept = {name: value for name in ("past", "as") if (value := request.GET.get(name))}
    return f"?{urlencode({**kept, 'after': rows.after})}"


def _unions(seated: memberships.Composition) -> list[int | None]:
    return [one.name for one in seated.members if one.is_union]


def _union_name(found: Here, seated: memberships.Composition, slug: str) -> object:
    """The name of a seat through which a state is represented; None for its own."""
    seat: Seat | None = next(
        (one for one in seated.members if one.party == slug and one.kind == Party.Kind.UNION), None
    )
    return found.party(seat.named) if seat is not None else None
