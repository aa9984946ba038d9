"""Taking part in an open consultation without an account, stopping, and taking it over into one."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from comity.terms.errors import ComityError
from comity.web.people import tokens
from comity.web.people.acts.participation import claim as claim_for
from comity.web.people.requests import Request
from comity.web.people.speech import explained, here, path_code, said
from comity.web.people.views.answers import onward, the_person
from comity.web.spine.acting import THE_PUBLIC
from comity.web.spine.models import Matter
from comity.web.spine.queries.matters import matter_of


def participant(request: Request) -> HttpResponse:
    """As whom one takes part here without an account, and how to stop."""
    token = tokens.read(request)
    context = {"token": token, "days": tokens.LASTS.days, "signed_in": request.actor.person is not None}
    return render(request, "people/participant.html", context)


def join(request: Request, matter: int) -> HttpResponse:
    """Take part in the matter, where it is open to everybody. Somebody who has joined before stays the same
    participant."""
    found = matter_of(matter, THE_PUBLIC)
    if found is None or found.state != Matter.State.OPEN:
        raise Http404
    response = HttpResponseRedirect(onward(request, _address(found)))
    if request.actor.person is None and request.actor.token is None:
        tokens.issue(response)
    return response


def leave(request: Request) -> HttpResponse:
    """Forget the participation on this device."""
    response = HttpResponseRedirect(onward(request, reverse("participant")))
    tokens.withdraw(response)
    messages.success(request, said("participant.left"))
    return response


def claim(request: Request) -> HttpResponse:
    """Take the participation of this device over into the account."""
    person, token = the_person(request), tokens.read(request)
    response = HttpResponseRedirect(reverse("me"))
    if token is None:
        messages.warning(request, said("participant.none"))
        return response
    try:
        claim_for(person, token)
    except ComityError as error:
        messages.error(request, explained(error))
        return response
    tokens.withdraw(response)
    messages.success(request, said("participant.claimed"))
    return response


def _address(matter: Matter) -> str:
    return f"/{path_code(here())}{matter.address}" if matter.address else reverse("home")
