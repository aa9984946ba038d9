"""The page by which an installation gets its first operator."""

from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from comity.web.people.middleware import AS_OPERATOR
from comity.web.people.requests import Request
from comity.web.running.first import is_good, make_operator
from comity.web.running.forms import OperatorForm
from comity.web.site.pages import page

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def first_operator(request: Request, token: str) -> HttpResponse:
    """GET: ask for an address of mail. POST: make that person the operator, signed in."""
    if not is_good(token):
        raise Http404
    form = OperatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            # Asked again within the transaction, so that a link serves once.
            if not is_good(token):
                raise Http404
            person = make_operator(form.cleaned_data["email"], translation.get_language() or "en")
        login(request, person, backend=_BACKEND)
        request.session[AS_OPERATOR] = True
        return redirect("home")
    return page(request, "running/first_operator.html", {"form": form})
