"""One's own page: what the installation holds, taking it along, changing it, and leaving."""

import datetime
import json

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from comity.terms.errors import ComityError
from comity.web.people import tokens
from comity.web.people.acts import accounts, consents
from comity.web.people.confirming import confirmed
from comity.web.people.forms.accounts import EraseForm, ProfileForm
from comity.web.people.holdings import everything_held
from comity.web.people.purposes import purposes
from comity.web.people.queries.accounts import (
    agreements,
    has_second_factor,
    headships,
    is_last_operator,
)
from comity.web.people.queries.titles import titles
from comity.web.people.requests import Request
from comity.web.people.speech import explained, here, path_code, said
from comity.web.people.views.answers import receipt, taken, the_person


@never_cache
def me(request: Request) -> HttpResponse:
    """Name, language, time zone; signing in; consents; what is held; export and erasure."""
    person = the_person(request)
    given = {"name": person.name, "language": person.language, "timezone": person.timezone}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST" and form.is_valid() and taken(form, lambda: _changed(request, form), "name"):
        with translation.override(path_code(form.cleaned_data["language"])):
            messages.success(request, said("me.changed"))
            return HttpResponseRedirect(reverse("me"))
    context = {
        "form": form,
        "holdings": everything_held(person),
        "agreements": agreements(person),
        "purposes": [one for one in purposes().values() if not one.asked],
        "second_factor": has_second_factor(person),
        "unclaimed": tokens.read(request) is not None,
        "receipt": receipt(request),
    }
    return render(request, "people/me.html", context, status=422 if form.errors else 200)


@never_cache
@confirmed
def export(request: Request) -> HttpResponse:
    """All that is held of the person, as one file of JSON."""
    person = the_person(request)
    held = {section.name: list(section.rows) for section in everything_held(person)}
    document = {"schema": "comity.person/1", "made": timezone.now(), "held": held}
    text = json.dumps(document, ensure_ascii=False, indent=1, default=_plain)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def consent(request: Request) -> HttpResponse:
    """Agree to a purpose, or no longer."""
    person, purpose = the_person(request), request.POST.get("purpose", "")
    try:
        if request.POST.get("agree") == "yes":
            consents.give(person, purpose)
        else:
            consents.withdraw(person, purpose)
    except ComityError as error:
        messages.error(request, explained(error))
    return HttpResponseRedirect(f"{reverse('me')}#consents")


def end_sessions(request: Request) -> HttpResponse:
    """Sign out everywhere else."""
    ended = accounts.end_other_sessions(the_person(request), request.session.session_key or "")
    messages.success(request, said("me.sessions_ended", n=ended))
    return HttpResponseRedirect(reverse("me"))


@never_cache
@confirmed
def erase(request: Request) -> HttpResponse:
    """Erase the account: first exactly what goes, what stays, and why; then doing it."""
    person = the_person(request)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        entries = taken(form, lambda: accounts.erase(person))
        if entries is not None:
            logout(request)
            return HttpResponseRedirect(f"{reverse('me.erased')}?entry={entries[-1].seq}")
    sections = [one for one in everything_held(person) if one.rows]
    heads = headships(person)
    context = {
        "form": form,
        "going": [one for one in sections if not one.kept],
        "staying": [one for one in sections if one.kept],
        "heads": [(one, titles([one], here())[f"party:{one.party.slug}"]) for one in heads if one.party],
        "last_operator": is_last_operator(person),
        "ending": request.actor.capacities,
        "uid": person.uid,
    }
    return render(request, "people/erase.html", context, status=422 if form.errors else 200)


def erased(request: Request) -> HttpResponse:
    """Afterwards: it is done, and where the record says so."""
    seq = request.GET.get("entry", "")
    return render(request, "people/erased.html", {"entry": seq if seq.isdecimal() and len(seq) < 16 else ""})


def _changed(request: Request, form: ProfileForm) -> bool:
    given = form.cleaned_data
    accounts.change(the_person(request), name=given["name"], language=given["language"], zone=given["timezone"])
    return True


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.datetime) else str(value)
