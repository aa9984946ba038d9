"""Signing in and what belongs to it: pages of the sign-in library in our frame, with what they lack."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, SignupView
from allauth.mfa.base.views import IndexView
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.views import ConnectionsView
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from comity.terms.errors import ComityError
from comity.web.people import confirming
from comity.web.people.forms.accounts import ConfirmForm
from comity.web.people.models import Person
from comity.web.people.requests import Request
from comity.web.people.speech import explained


class _WithInstitutions:
    """Adds the institutions that sign people in, and lets forms lead to them: the browser follows a form's answer to
    no other origin than those the page names."""

    request: Request

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "institutions": get_adapter().list_providers(self.request)}

    def dispatch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        origins = institution_origins(request)
        if origins:
            response._csp_update = {"form-action": origins}  # type: ignore[attr-defined]
        return response


def institution_origins(request: Request) -> list[str]:
    """Scheme and host of each institution that signs people in."""
    found = (urlsplit(one.app.settings["server_url"]) for one in get_adapter().list_providers(request))
    return [f"{at.scheme}://{at.netloc}" for at in found]


class SignIn(_WithInstitutions, LoginView):  # type: ignore[misc]
    """By a code, a passkey or an institution."""


class SignUp(_WithInstitutions, SignupView):  # type: ignore[misc]
    """The same for a new account."""


class Institutions(_WithInstitutions, ConnectionsView):  # type: ignore[misc]
    """The institutions that may sign somebody in."""


class Factors(IndexView):  # type: ignore[misc]
    """Passkeys, authenticator and recovery codes of an account."""


sign_in, sign_up = SignIn.as_view(), SignUp.as_view()
institutions, factors = Institutions.as_view(), Factors.as_view()


@never_cache
def confirm(request: Request) -> HttpResponse:
    """A code by mail, before something that matters; then on to it."""
    person = request.user
    assert isinstance(person, Person)
    onward = get_next_redirect_url(request) or reverse("me")
    form = ConfirmForm(request.POST if request.POST.get("action") == "verify" else None)
    if request.method == "POST":
        try:
            if request.POST.get("action") != "verify":
                confirming.send_code(request, person)
                return HttpResponseRedirect(f"{request.path}?{urlencode({'next': onward})}")
            if form.is_valid():
                confirming.accept_code(request, person, form.cleaned_data["code"])
                return HttpResponseRedirect(onward)
        except ComityError as error:
            form.add_error("code", explained(error)) if form.is_bound else form.refuse(explained(error))
    context = {"form": form, "onward": onward, "pending": confirming.pending(request), "email": person.email}
    return render(request, "account/reauthenticate.html", context)
