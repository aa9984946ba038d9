"""An invitation, as its link opens it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from comity.web.people.acts import invitations
from comity.web.people.forms.fields import Refusable
from comity.web.people.models import Invitation
from comity.web.people.names import masked
from comity.web.people.queries.invitations import by_secret, state_of
from comity.web.people.queries.titles import title
from comity.web.people.requests import Request
from comity.web.people.speech import here
from comity.web.people.views.answers import done, taken, the_person
from comity.web.spine.acting import Acting


@never_cache
def invitation(request: Request, secret: str) -> HttpResponse:
    """What somebody is invited to, what to do about it, and taking it up."""
    found = by_secret(secret)
    if found is None:
        raise Http404
    form = Refusable(request.POST or None)
    if request.method == "POST":
        person = the_person(request)
        # Whoever takes it up does so for themselves, in whatever other name they act at the moment.
        answer = taken(form, lambda: invitations.accept(Acting(person.uid, "citizen"), person, found))
        if answer is not None:
            return done("capacity", answer[1])
    status = 422 if form.errors else 200
    return render(request, "people/invitation.html", _context(request, found, form), status=status)


def _context(request: Request, found: Invitation, form: Refusable) -> dict[str, object]:
    person = request.actor.person
    mine = person is not None and (person.email or "").lower() == found.email
    held = mine and any((one.party, one.body) == (found.party, found.body) for one in request.actor.capacities)
    back = {"next": request.path}
    return {
        "invitation": found,
        "place": title(found, here()),
        "state": "held" if held else state_of(found),
        "mine": mine,
        "sent_to": masked(found.email),
        "form": form,
        "sign_in": f"{reverse('account_login')}?{urlencode(back)}",
        "sign_up": f"{reverse('account_signup')}?{urlencode(back)}",
        "sign_out": reverse("account_logout"),
    }
