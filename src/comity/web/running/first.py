"""The one-time link by which an installation gets its first operator."""

from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

if TYPE_CHECKING:
    from comity.web.people.models import Person

_SALT = "comity.first-operator"
_LASTS = 24 * 60 * 60  # seconds


def has_operator() -> bool:
    """Whether somebody runs the installation."""
    return bool(apps.get_model("people", "Person").objects.filter(is_operator=True, is_active=True).exists())


def first_link(language: str) -> str:
    """An address that whoever opens it first may use within a day to become the operator. It stops working as soon
    as there is one."""
    with translation.override(language):
        return str(settings.ADDRESS) + reverse("first_operator", args=[signing.dumps("first", salt=_SALT)])


def is_good(token: str) -> bool:
    """Whether a link's token is ours, is not too old, and nobody has used one."""
    try:
        signing.loads(token, salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        return False
    return not has_operator()


def make_operator(email: str, language: str) -> "Person":
    """The person with this address of mail, who runs the installation from now on; made where there is none."""
    # Whoever reads what `comity serve` prints, or types a command beside it, needs to prove nothing by mail. The tables
    # can be imported only once settings are chosen, and commands import this before they choose.
    made: Person = import_module("comity.web.people.acts.accounts").make_operator(email, language)
    return made
