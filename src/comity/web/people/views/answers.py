"""What several pages do alike: finding what an address is about, taking a form to an act, showing receipts."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from comity.terms.errors import ComityError
from comity.terms.record import Entry
from comity.web.people.forms.fields import Refusable
from comity.web.people.models import Person
from comity.web.people.queries.accounts import entry_of
from comity.web.people.requests import Request
from comity.web.people.speech import explained, said
from comity.web.spine import models
from comity.web.spine.models import Body, Party
from comity.web.spine.queries.bodies import body_of
from comity.web.spine.queries.parties import party_of

T = TypeVar("T")


def the_person(request: Request) -> Person:
    """Who is signed in; the permission table has seen to it that somebody is."""
    person = request.actor.person
    if person is None:
        raise Http404
    return person


def the_party(slug: str) -> Party:
    """The party of the address."""
    party = party_of(slug)
    if party is None:
        raise Http404
    return party


def the_body(slug: str) -> Body:
    """The body of the address."""
    body = body_of(slug)
    if body is None:
        raise Http404
    return body


def done(route: str, entries: Sequence[Entry] = (), **kwargs: object) -> HttpResponse:
    """On to the page, which shows the receipt of the last entry."""
    there = reverse(route, kwargs=kwargs)
    return HttpResponseRedirect(f"{there}?{urlencode({'entry': entries[-1].seq})}" if entries else there)


def tell_sent(request: Request, email: str) -> None:
    """Say on the next page that an invitation went out, and to which address."""
    messages.success(request, said("invitations.sent", email=email))


def tell_withdrawn(request: Request) -> None:
    """Say on the next page that an invitation was taken back."""
    messages.success(request, said("invitations.withdrawn"))


def receipt(request: Request) -> models.Entry | None:
    """The entry that the address asks a receipt for, where the reader made it."""
    person, seq = request.actor.person, request.GET.get("entry", "")
    return entry_of(person, seq) if person is not None and seq else None


def taken(form: Refusable, act: Callable[[], T], field: str | None = None) -> T | None:
    """What the act answers; None where it refuses, and then the form says why."""
    try:
        return act()
    except ComityError as error:
        form.refuse(explained(error), field)
        return None


def onward(request: Request, default: str) -> str:
    """Where the form asks to go afterwards, within this installation; elsewhere nobody is sent."""
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return there if there.startswith("/") and safe else default
