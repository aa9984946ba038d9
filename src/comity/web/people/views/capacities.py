"""In whose name somebody acts: choosing it, always by an explicit step."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from comity.web.people.acts.capacities import remember
from comity.web.people.middleware import AS_OPERATOR, CAPACITY
from comity.web.people.requests import Request
from comity.web.people.speech import said
from comity.web.people.views.answers import onward, receipt, the_person

OPERATOR = "operator"


def choose(request: Request) -> HttpResponse:
    """The names one may act in, the last one used first."""
    person = the_person(request)
    held = sorted(request.actor.capacities, key=lambda one: one.pk != person.last_capacity_id)
    last = next((one for one in held if one.pk == person.last_capacity_id), None)
    context = {"held": held, "last": last, "receipt": receipt(request), "onward": reverse("home")}
    return render(request, "people/capacity.html", context)


def switch(request: Request) -> HttpResponse:
    """From now on act in this name: a capacity by its id, "operator", or "" for oneself. The session gets a new key, so
    that one known from before is worth nothing in the new name."""
    person, wanted = the_person(request), request.POST.get("capacity", "")
    chosen = next((one for one in request.actor.capacities if str(one.pk) == wanted), None)
    if wanted == OPERATOR and not person.is_operator:
        raise PermissionDenied
    request.session.cycle_key()
    request.session[AS_OPERATOR] = wanted == OPERATOR
    request.session[CAPACITY] = chosen.pk if chosen is not None else None
    remember(person, chosen)
    if wanted and wanted != OPERATOR and chosen is None:
        messages.warning(request, said("capacity.no_longer"))
    return HttpResponseRedirect(onward(request, reverse("home")))
