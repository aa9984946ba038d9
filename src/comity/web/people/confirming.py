"""Showing again that it is you, before what matters most: a second factor where there is one, else a code by mail."""

import hashlib
import hmac
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from comity.terms.errors import ComityError
from comity.web.people import mail
from comity.web.people.fresh import recently
from comity.web.people.models import Person
from comity.web.people.requests import Request

STATE = "confirming"
TRIES = 3
LASTS = 60 * 15
"""Seconds for which a code can be typed in."""
View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """`view`, behind a page that asks for a code or a second factor where the last one is too long ago."""

    @wraps(view)
    def asked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if recently(request):
            return view(request, *args, **kwargs)
        there = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
        return HttpResponseRedirect(f"{there}?{urlencode({'next': request.get_full_path()})}")

    return asked


def pending(request: Request) -> bool:
    """Whether a code is on its way and may still be typed in."""
    state = request.session.get(STATE)
    return state is not None and time.time() - float(state["at"]) < LASTS


def send_code(request: Request, person: Person) -> None:
    """Mail a code to the person's address. Errors: `confirm.too_many`."""
    if not ratelimit.consume(request, action="request_login_code", key=f"confirm {person.uid}"):
        raise ComityError("confirm.too_many")
    code = get_adapter().generate_login_code()
    request.session[STATE] = {"at": time.time(), "tries": 0, "digest": _digest(code)}
    mail.send(mail.Letter(str(person.email), person.language, "mail.confirm", {"code": code}))


def accept_code(request: Request, person: Person, code: str) -> None:
    """Take the code that was typed in. Errors: `confirm.no_code`, `confirm.wrong_code`."""
    if not pending(request):
        request.session.pop(STATE, None)
        raise ComityError("confirm.no_code")
    state = request.session[STATE]
    if not hmac.compare_digest(state["digest"], _digest(code)):
        state["tries"] += 1
        if state["tries"] >= TRIES:
            request.session.pop(STATE)
            raise ComityError("confirm.no_code")
        request.session.modified = True
        raise ComityError("confirm.wrong_code", n=TRIES - state["tries"])
    request.session.pop(STATE)
    record_authentication(request, person, method="code", email=person.email, reauthenticated=True)


def _digest(code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), normalize_user_code(code).encode(), hashlib.sha256).hexdigest()
