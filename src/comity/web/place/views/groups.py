"""Pages of the small groups within a body: for who belongs to them, and for the secretariat."""

from collections.abc import Iterable, Mapping

from django.http import Http404, HttpResponse
from django.urls import reverse

from comity.terms.record import Entry
from comity.web.people.requests import Request
from comity.web.people.standing import Role
from comity.web.place.consequence import Step, take
from comity.web.place.forms.bodies import Choices
from comity.web.place.forms.fields import texts_given
from comity.web.place.forms.groups import Forming, Gathering
from comity.web.place.here import Here, neighbourhood, receipt
from comity.web.place.queries import Candidate, candidates
from comity.web.site.pages import language, page, said
from comity.web.spine.acts import groups as acts
from comity.web.spine.models import Body
from comity.web.spine.queries import groups
from comity.web.spine.queries.parties import name_in
from comity.web.spine.queries.texts import Reading, readings

WRONG = {"group": "people", "text": "name_en"}


def every(request: Request, body: str) -> HttpResponse:
    """The small groups that the reader belongs to; all of them for the secretariat."""
    near = neighbourhood(body)
    officer = Role.OFFICER in request.roles
    gathered = groups.groups_in(near.body, request.actor.viewer, every=officer)
    people = {one.person: one for one in candidates(near.body)}
    found = Here(near, readings([*near.names, *(one.name for one in gathered), *_named(people.values())], language()))
    shown = [
        (one, found.texts[one.name], [_label(people[uid], found.texts) for uid in one.people if uid in people])
        for one in gathered
    ]
    return page(
        request,
        "place/groups.html",
        {
            "here": found,
            "crumbs": found.crumbs("groups.title"),
            "groups": shown,
            "may_change": officer,
            "receipt": receipt(request),
        },
    )


def form_group(request: Request, body: str) -> HttpResponse:
    """Form a small group."""
    found, choices = _choices(body)
    form = Forming(request.POST or None, people=choices)

    def act() -> Entry:
        data = form.cleaned_data
        return acts.form(request.actor.acting, found.body, texts_given(data, "name"), data["original"], data["people"])

    context = {"here": found, "crumbs": found.crumbs("groups.new.title"), "nobody": not choices}
    return take(request, Step(form, act, lambda: _list(found.body), "place/group_new.html", context, WRONG))


def change(request: Request, body: str, group: int) -> HttpResponse:
    """Change who is in a small group."""
    found, choices = _choices(body)
    one = groups.group_of(found.body, group)
    if one is None:
        raise Http404
    inside = groups.people_in(one)
    # Who has left the body can still be taken out, and is not shut out by a list of who is there.
    gone = [(uid, said("groups.gone")) for uid in inside if not _offered(uid, choices)]
    form = Gathering(request.POST or None, people=[*choices, *gone], initial={"people": list(inside)})
    name = readings([one.name_id], language())[one.name_id]
    context = {"here": found, "crumbs": found.crumbs("groups.change.title"), "name": name}

    def act() -> Entry:
        return acts.change(request.actor.acting, one, form.cleaned_data["people"])

    return take(request, Step(form, act, lambda: _list(found.body), "place/group_change.html", context, WRONG))


def _list(body: Body) -> str:
    return reverse("body.groups", args=[body.slug])


def _choices(body: str) -> tuple[Here, Choices]:
    near = neighbourhood(body)
    people = candidates(near.body)
    texts = readings([*near.names, *_named(people)], language())
    by_party: dict[str, list[tuple[str, str]]] = {}
    for one in people:
        party = name_in(one.party, texts, language()).content if one.party else said("groups.secretariat")
        by_party.setdefault(party, []).append((one.person, one.name))
    return Here(near, texts), sorted(by_party.items())


def _offered(person: str, choices: Choices) -> bool:
    return any(person == uid for _, inside in choices for uid, _ in inside)  # type: ignore[attr-defined]


def _named(people: Iterable[Candidate]) -> list[int | None]:
    return [one.party.name for one in people if one.party]


def _label(one: Candidate, texts: Mapping[int, Reading]) -> tuple[str, object]:
    return one.name, name_in(one.party, texts, language()) if one.party else None
