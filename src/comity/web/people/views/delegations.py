"""A delegation: who belongs to it, what each is entrusted with, and what the capital has told it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from comity.web.people.acts import capacities, instructions, invitations
from comity.web.people.forms.delegations import InstructionForm, MemberForm, RightsForm
from comity.web.people.forms.fields import Refusable
from comity.web.people.models import Capacity, Invitation
from comity.web.people.queries import invitations as invitation_queries
from comity.web.people.queries.capacities import delegation_of, member_of
from comity.web.people.queries.instructions import instruction_of, instructions_of
from comity.web.people.queries.titles import bodies_with, body_names, party_name
from comity.web.people.requests import Request
from comity.web.people.speech import here
from comity.web.people.standing import Role
from comity.web.people.views.answers import done, receipt, taken, tell_sent, tell_withdrawn, the_party
from comity.web.spine.models import Party
from comity.words import tag


def delegation(request: Request, party: str) -> HttpResponse:
    """The people of a delegation, what it was told, and for its head what may be done."""
    return _page(request, the_party(party))


def invite(request: Request, party: str) -> HttpResponse:
    """Invite somebody into the delegation."""
    found = the_party(party)
    form = MemberForm(request.POST)
    if form.is_valid():
        given, offer = form.cleaned_data, form.offer(found)
        if taken(form, lambda: _invited(request, offer, given["email"], given["language"]), "email"):
            return done("party.delegation", party=party)
    return _page(request, found, invite_form=form, status=422)


def send_again(request: Request, party: str, invitation: int) -> HttpResponse:
    """Send an invitation again, with a new link."""
    found = _invitation(the_party(party), invitation)
    invitations.send_again(request.actor.acting, found)
    tell_sent(request, found.email)
    return done("party.delegation", party=party)


def withdraw(request: Request, party: str, invitation: int) -> HttpResponse:
    """Take an invitation back."""
    invitations.withdraw(_invitation(the_party(party), invitation))
    tell_withdrawn(request)
    return done("party.delegation", party=party)


def member(request: Request, party: str, capacity: int) -> HttpResponse:
    """What a member is entrusted with, and changing it."""
    found = the_party(party)
    one = _member(found, capacity)
    given = {"role": one.role, "may_speak": one.may_speak, "may_bind": one.may_bind}
    form = RightsForm(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST" and form.is_valid():
        answer = taken(form, lambda: [capacities.change(request.actor.acting, one, **form.cleaned_data)])
        if answer is not None:
            return done("party.delegation", [entry for entry in answer if entry], party=party)
    context = {**_frame(request, found), "member": one, "form": form}
    return render(request, "people/member.html", context, status=422 if form.errors else 200)


def end(request: Request, party: str, capacity: int) -> HttpResponse:
    """End somebody's place in the delegation: first what will be written, then doing it."""
    found = the_party(party)
    one, form = _member(found, capacity), Refusable(request.POST or None)
    if request.method == "POST":
        entry = taken(form, lambda: capacities.end(request.actor.acting, one))
        if entry is not None:
            return done("party.delegation", [entry], party=party)
    context = {**_frame(request, found), "member": one, "form": form, "told": capacities.described(one)}
    return render(request, "people/end.html", context, status=422 if form.errors else 200)


def hand_over(request: Request, party: str, capacity: int) -> HttpResponse:
    """Hand the headship to another member: first what will be written, then doing it."""
    found = the_party(party)
    one, form = _member(found, capacity), Refusable(request.POST or None)
    if request.method == "POST":
        entries = taken(form, lambda: capacities.hand_over(request.actor.acting, one))
        if entries is not None:
            return done("party.delegation", entries, party=party)
    told = {**capacities.described(one), "role": Capacity.Role.HEAD.value, "may_speak": True, "may_bind": True}
    context = {**_frame(request, found), "member": one, "form": form, "told": told}
    return render(request, "people/headship.html", context, status=422 if form.errors else 200)


def instruct(request: Request, party: str) -> HttpResponse:
    """Give the delegation an instruction."""
    found = the_party(party)
    bodies = {body.slug: body for body in bodies_with(found)}
    form = InstructionForm(request.POST, bodies=body_names(bodies.values(), here()))
    if form.is_valid():
        given = form.cleaned_data
        body = bodies.get(given["body"])
        made = taken(
            form,
            lambda: instructions.instruct(request.actor.acting, found, body, given["text"], given["language"]),
            "text",
        )
        if made is not None:
            return done("party.delegation", party=party)
    return _page(request, found, instruct_form=form, status=422)


def withdraw_instruction(request: Request, party: str, instruction: int) -> HttpResponse:
    """Say that an instruction no longer holds."""
    found = instruction_of(request.actor.viewer, party, instruction)
    if found is None:
        raise Http404
    instructions.withdraw(request.actor.acting, found)
    return done("party.delegation", party=party)


def _invited(request: Request, offer: capacities.Offer, email: str, language: str) -> bool:
    invitations.invite(request.actor.acting, offer, email, language)
    tell_sent(request, email)
    return True


def _member(party: Party, capacity: int) -> Capacity:
    found = member_of(party, capacity)
    if found is None:
        raise Http404
    return found


def _invitation(party: Party, invitation: int) -> Invitation:
    found = invitation_queries.one_of_party(party, invitation)
    if found is None:
        raise Http404
    return found


def _frame(request: Request, party: Party) -> dict[str, object]:
    return {"party": party, "party_name": party_name(party, here()), "receipt": receipt(request)}


def _page(
    request: Request,
    party: Party,
    invite_form: MemberForm | None = None,
    instruct_form: InstructionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    bodies = body_names(bodies_with(party), here())
    language = tag(here())
    context = {
        **_frame(request, party),
        "members": delegation_of(party, request.actor.acting.person),
        "invitations": invitation_queries.open_for_party(party) if Role.HEAD in request.roles else (),
        "state_of": invitation_queries.state_of,
        "instructions": instructions_of(request.actor.viewer, party.slug),
        "bodies": bodies,
        "manages": Role.HEAD in request.roles,
        "instructs": bool({Role.HEAD, Role.CAPITAL} & request.roles),
        "invite_form": invite_form or MemberForm(initial={"language": language}),
        "instruct_form": instruct_form or InstructionForm(bodies=bodies, initial={"language": language}),
    }
    return render(request, "people/delegation.html", context, status=status)
