"""Sign-in by an institution of one's own, over OpenID Connect."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.http import HttpRequest

from comity.web.people.models import Person
from comity.web.people.names import cleaned
from comity.web.people.speech import here, later
from comity.words import tag

_CODES = ("connected_other", "disconnect_last", "email_taken", "invalid_token", "no_password", "no_verified_email")
LONGEST = 200


class InstitutionAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What an institution says about somebody comes from outside: only the name is taken from it, cleaned."""

    error_messages = {code: later(f"error.institution.{code}") for code in _CODES}

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Where its word on addresses is not taken, whoever comes from it confirms theirs by a code, as all others do:
        otherwise it could make an account for anybody's address, and wait in it."""
        if not sociallogin.account.get_provider().app.settings.get("email_authentication"):
            for address in sociallogin.email_addresses:
                address.verified = False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Person:
        """A new account from what the institution says."""
        person: Person = super().populate_user(request, sociallogin, data)
        given = " ".join(str(data.get(part) or "") for part in ("first_name", "last_name"))
        person.name = cleaned((str(data.get("name") or "").strip() or given)[:LONGEST])
        person.language = tag(here())
        return person

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        """After connecting: back to the list."""
        address: str = super().get_connect_redirect_url(request, socialaccount)
        return address
