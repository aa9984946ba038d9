"""Pages of parties: all of them, one, and entering another."""

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode

from comity.terms.record import Entry
from comity.web.people.requests import Request
from comity.web.people.standing import Role
from comity.web.place.consequence import Step, take
from comity.web.place.forms.fields import texts_given
from comity.web.place.forms.parties import Entering
from comity.web.place.here import day_in_words, receipt
from comity.web.site.addresses import where
from comity.web.site.pages import language, page, said
from comity.web.spine.acts import parties as acts
from comity.web.spine.models import Party
from comity.web.spine.queries import lately, memberships, parties
from comity.web.spine.queries.texts import readings, wordings_of
from comity.web.spine.telling import told

PAGE, ACTS_SHOWN = 100, 10
WRONG = {"party.bad_slug": "slug", "party.slug_taken": "slug", "party.unknown_kind": "kind"}


def every(request: Request) -> HttpResponse:
    """All parties, or those of a kind, or those that a search finds."""
    words, after = request.GET.get("q", "").strip()[:200], request.GET.get("after", "")[:60]
    kind = request.GET.get("kind", "") if request.GET.get("kind") in Party.Kind.values else ""
    found = parties.parties_page(words, kind, after, PAGE, language())
    named = [parties.as_named(one) for one in found.parties]
    names = parties.names_of(named, language())
    kept = {name: value for name, value in (("q", words), ("kind", kind)) if value}
    return page(
        request,
        "place/parties.html",
        {
            "crumbs": [(said("parties.title"), None)],
            "q": words,
            "kind": kind,
            "kinds": Party.Kind.values,
            "found": sorted(
                ((one, names[one.slug]) for one in found.parties), key=lambda pair: pair[1].content.casefold()
            ),
            "after": f"?{urlencode({**kept, 'after': found.after})}" if found.after else "",
            "may_enter": bool({Role.OFFICER, Role.OPERATOR} & request.roles),
        },
    )


def one(request: Request, party: str) -> HttpResponse:
    """One party: where it sits, on its own and within unions, and what it did."""
    found = _party(party)
    sittings = memberships.sittings(found)
    done = lately.by_party(party, request.actor.viewer, ACTS_SHOWN)
    wanted = [found.name_id, *(one.body_name for one in sittings), *(one.union.name for one in sittings if one.union)]
    texts = readings(wanted, language())
    name = parties.name_in(parties.as_named(found), texts, language())
    now = [one for one in sittings if not one.union and one.holds]
    own = {one.body for one in now}
    through = [(one, parties.name_in(one.union, texts, language())) for one in sittings if one.union]
    known = {
        "party": {party: name.content},
        "body": {one.body: texts[one.body_name].content for one in sittings},
    }
    return page(
        request,
        "place/party.html",
        {
            "crumbs": [(said("parties.title"), reverse("parties")), (name, None)],
            "partial_date": day_in_words,
            "party": found,
            "name": name,
            "texts": texts,
            "now": now,
            "through": [pair for pair in through if pair[0].body not in own],
            "besides": {slug: [name for one, name in through if one.body == slug] for slug in own},
            "past": [one for one in sittings if not one.union and not one.holds],
            "done": [((one, False), said_of) for one, said_of in zip(done, told(done, language(), known), strict=True)],
            "delegation": where("party.delegation", party) if Role.DELEGATE in request.roles else "",
            "receipt": receipt(request),
        },
    )


def one_json(request: Request, party: str) -> JsonResponse:
    """The same for a machine."""
    found = _party(party)
    return JsonResponse(
        {
            "schema": {"name": "comity.party", "version": 1},
            "party": found.slug,
            "kind": found.kind,
            "iso3": found.iso3 or None,
            "name": wordings_of(found.name_id) if found.name_id else {},
            "seats": [
                {
                    "body": one.body,
                    "seat": one.capacity,
                    "start": one.start or None,
                    "end": one.end or None,
                    "through": one.union.slug if one.union else None,
                }
                for one in memberships.sittings(found)
            ],
        },
        json_dumps_params={"ensure_ascii": False},
    )


def enter(request: Request) -> HttpResponse:
    """Enter a party that is not known yet."""
    form = Entering(request.POST or None)

    def act() -> Entry:
        data = form.cleaned_data
        names = texts_given(data, "name")
        return acts.enter(request.actor.acting, form.chosen_slug, data["kind"], names, data["original"])

    context = {"crumbs": [(said("parties.title"), reverse("parties")), (said("parties.new.title"), None)]}
    done = "place/party_new.html"
    return take(request, Step(form, act, lambda: reverse("party", args=[form.chosen_slug]), done, context, WRONG))


def _party(slug: str) -> Party:
    found = parties.party_of(slug)
    if found is None:
        raise Http404
    return found
