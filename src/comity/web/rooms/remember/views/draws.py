"""Draws by lot in a body: all of them, one and how it stands, announcing one, and taking part."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from comity.flow.remember.bundle import entry_line
from comity.web.people.requests import Request
from comity.web.people.standing import Role
from comity.web.place.consequence import Step, take
from comity.web.place.here import Crumb, Here, here, receipt
from comity.web.rooms.remember import draws
from comity.web.rooms.remember.draw_forms import Announcing
from comity.web.rooms.remember.forms import Statement
from comity.web.site.pages import language, page, said
from comity.web.spine.acts.record import stamp
from comity.web.spine.queries.memberships import composition
from comity.web.spine.queries.parties import called, names_of

WRONG = {"draw.announced_late": "commit_by", "draw.announced_twice": "draw"}


def every(request: Request, body: str) -> HttpResponse:
    """The draws of a body, the newest first."""
    found = here(body)
    context = {
        "here": found,
        "crumbs": found.crumbs("draws.title"),
        "draws": draws.announced_in(body),
        "may_announce": Role.OFFICER in request.roles,
    }
    return page(request, "remember/draws.html", context)


def announce(request: Request, body: str) -> HttpResponse:
    """Announce a draw."""
    found = here(body)
    members = composition(found.body.pk).members
    form = Announcing(request.POST or None, initial={"pool": "\n".join(one.party for one in members)})
    return take(
        request,
        Step(
            form,
            lambda: draws.announce(request.actor.acting, body, form.payload),
            lambda: reverse("body.draw", args=[body, form.payload["draw"]]),
            "remember/draw_announce.html",
            {"here": found, "crumbs": _crumbs(found, "draws.announce")},
            WRONG,
        ),
    )


def one(request: Request, body: str, draw: str) -> HttpResponse:
    """A draw: its steps, who has done what, what is due, and what came out."""
    there, found = _standing(body, draw), here(body)
    announced = there.announced
    names = names_of(called([*announced.participants, *announced.pool]).values(), language())
    now = stamp(timezone.now())
    return page(
        request,
        "remember/draw.html",
        {
            "here": found,
            "crumbs": _crumbs(found, "draws.one"),
            "one": there,
            "announced": announced,
            "step": there.step(now),
            "names": {slug: name.content for slug, name in names.items()},
            "late": now > announced.commit_by,
            "may_take_part": bool({Role.SPEAKER, Role.OFFICER} & request.roles),
            "own": request.actor.acting.party,
            "receipt": receipt(request),
        },
    )


def lines(request: Request, body: str, draw: str) -> HttpResponse:
    """The draw's lines of the record, which `comity draw` works on."""
    there = _standing(body, draw)
    written = b"".join(entry_line(entry) for entry in there.entries)
    answer = HttpResponse(written, content_type="application/jsonl")
    answer["Content-Disposition"] = f'attachment; filename="{draw}.jsonl"'
    return answer


def take_part(request: Request, body: str, draw: str) -> HttpResponse:
    """Enter what a participant made on a machine of their own."""
    there, found = _standing(body, draw), here(body)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = Statement(*sent, kinds=draws.PARTS)
    context = {
        "here": found,
        "crumbs": _crumbs(found, "draws.enter"),
        "draw": draw,
        "one": there,
        "step": there.step(stamp(timezone.now())),
        "own": request.actor.acting.party,
    }
    return take(
        request,
        Step(
            form,
            lambda: draws.take_part(request.actor.acting, body, draw, form.kind, form.payload),
            lambda: reverse("body.draw", args=[body, draw]),
            "remember/draw_enter.html",
            context,
            {"draw": "statement"},
        ),
    )


def _standing(body: str, draw: str) -> draws.Standing:
    found = draws.standing(draw, body)
    if found is None:
        raise Http404
    return found


def _crumbs(found: Here, label: str) -> list[Crumb]:
    """The way here through the draws of the body."""
    there = reverse("body.draws", args=[found.body.slug])
    return [*found.crumbs("draws.title")[:-1], (said("draws.title"), there), (said(label), None)]
