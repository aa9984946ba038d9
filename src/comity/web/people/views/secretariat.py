"""The people of a body: its secretariat, and the heads whom it invites for the parties that sit in it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from comity.web.people.acts import capacities, invitations
from comity.web.people.acts.capacities import Offer
from comity.web.people.forms.fields import Refusable
from comity.web.people.forms.secretariat import ColleagueForm, HeadForm
from comity.web.people.models import Capacity, Invitation
from comity.web.people.queries import invitations as invitation_queries
from comity.web.people.queries.capacities import colleague_of, heads_of, secretariat_of
from comity.web.people.queries.titles import body_name, names_around, parties_in, party_names
from comity.web.people.requests import Request
from comity.web.people.speech import here
from comity.web.people.views.answers import done, receipt, taken, tell_sent, tell_withdrawn, the_body
from comity.web.spine.models import Body
from comity.words import tag


def people(request: Request, body: str) -> HttpResponse:
    """Who serves the body, who heads the delegations, and who has been invited."""
    return _page(request, the_body(body))


def invite(request: Request, body: str) -> HttpResponse:
    """Invite the head of a delegation or organisation, or a colleague."""
    found = the_body(body)
    parties = {party.slug: party for party in parties_in(found)}
    if request.POST.get("whom") == "colleague":
        colleague = ColleagueForm(request.POST)
        if colleague.is_valid() and _invited(request, colleague, colleague.offer(found)):
            return done("body.people", body=body)
        return _page(request, found, colleague_form=colleague, status=422)
    head = HeadForm(request.POST, names=party_names(parties.values(), here()))
    if head.is_valid() and _invited(request, head, head.offer(parties[head.cleaned_data["party"]])):
        return done("body.people", body=body)
    return _page(request, found, head_form=head, status=422)


def send_again(request: Request, body: str, invitation: int) -> HttpResponse:
    """Send an invitation again, with a new link."""
    found = _invitation(the_body(body), invitation)
    invitations.send_again(request.actor.acting, found)
    tell_sent(request, found.email)
    return done("body.people", body=body)


def withdraw(request: Request, body: str, invitation: int) -> HttpResponse:
    """Take an invitation back."""
    invitations.withdraw(_invitation(the_body(body), invitation))
    tell_withdrawn(request)
    return done("body.people", body=body)


def end(request: Request, body: str, capacity: int) -> HttpResponse:
    """End a colleague's service: first what will be written, then doing it."""
    found = the_body(body)
    one, form = _colleague(found, capacity), Refusable(request.POST or None)
    if request.method == "POST":
        entry = taken(form, lambda: capacities.end(request.actor.acting, one))
        if entry is not None:
            return done("body.people", [entry], body=body)
    context = {"body": found, "body_name": body_name(found, here()), "member": one, "form": form}
    context["told"] = capacities.described(one)
    return render(request, "people/end_service.html", context, status=422 if form.errors else 200)


def _invited(request: Request, form: HeadForm | ColleagueForm, offer: Offer) -> bool:
    given = form.cleaned_data

    def sent() -> bool:
        invitations.invite(request.actor.acting, offer, given["email"], given["language"])
        tell_sent(request, given["email"])
        return True

    return bool(taken(form, sent, "email"))


def _colleague(body: Body, capacity: int) -> Capacity:
    found = colleague_of(body, capacity)
    if found is None:
        raise Http404
    return found


def _invitation(body: Body, invitation: int) -> Invitation:
    found = invitation_queries.one_of_body(body, parties_in(body), invitation)
    if found is None:
        raise Http404
    return found


def _page(
    request: Request,
    body: Body,
    head_form: HeadForm | None = None,
    colleague_form: ColleagueForm | None = None,
    status: int = 200,
) -> HttpResponse:
    parties = parties_in(body)
    name, names = names_around(body, parties, here())
    initial = {"language": tag(here())}
    context = {
        "body": body,
        "body_name": name,
        "receipt": receipt(request),
        "colleagues": secretariat_of(body, request.actor.acting.person),
        "parties": sorted(parties, key=lambda party: list(names).index(party.slug)),
        "names": names,
        "heads": heads_of(parties),
        "invitations": invitation_queries.open_for_body(body, parties),
        "state_of": invitation_queries.state_of,
        "head_form": head_form or HeadForm(names=names, initial=initial),
        "colleague_form": colleague_form or ColleagueForm(initial=initial),
    }
    return render(request, "people/people.html", context, status=status)
