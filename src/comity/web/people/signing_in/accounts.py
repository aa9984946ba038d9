"""Accounts and their addresses of mail, codes and messages."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from comity.web.people import mail
from comity.web.people.acts.accounts import forget_ways_in
from comity.web.people.fresh import recently
from comity.web.people.models import Person
from comity.web.people.speech import here, later, path_code, said
from comity.words import tag

_CODES = (
    "account_inactive",
    "cannot_remove_primary_email",
    "duplicate_email",
    "email_password_mismatch",
    "email_taken",
    "incorrect_code",
    "invalid_login",
    "invalid_or_expired_key",
    "max_email_addresses",
    "rate_limited",
    "same_as_current",
    "too_many_login_attempts",
    "unknown_email",
    "unverified_primary_email",
)
# The library's mails -> ours, and whether the address to act is the sign-in page.
LETTERS = {
    "account/email/login_code": "mail.code",
    "account/email/email_confirmation": "mail.new_address",
    "account/email/email_confirmation_signup": "mail.welcome",
    "account/email/unknown_account": "mail.no_account",
    "account/email/account_already_exists": "mail.has_account",
    "account/email/email_changed": "mail.address_changed",
    "account/email/email_deleted": "mail.address_removed",
    "mfa/email/recovery_codes_generated": "mail.factor.recovery",
    "mfa/email/totp_activated": "mail.factor.totp_added",
    "mfa/email/totp_deactivated": "mail.factor.totp_removed",
    "mfa/email/webauthn_added": "mail.factor.key_added",
    "mfa/email/webauthn_removed": "mail.factor.key_removed",
    "socialaccount/email/account_connected": "mail.institution.connected",
    "socialaccount/email/account_disconnected": "mail.institution.disconnected",
}
_WHERE = {
    "mail.no_account": "account_signup",
    "mail.has_account": "account_login",
    "mail.address_changed": "me",
    "mail.address_removed": "me",
    "mail.factor.recovery": "mfa_index",
    "mail.factor.totp_added": "mfa_index",
    "mail.factor.totp_removed": "mfa_index",
    "mail.factor.key_added": "mfa_index",
    "mail.factor.key_removed": "mfa_index",
    "mail.institution.connected": "socialaccount_connections",
    "mail.institution.disconnected": "socialaccount_connections",
}
# The library's messages on the page -> ours; those that say the obvious are not shown.
_MESSAGES = {
    "account/messages/cannot_delete_primary_email.txt": "said.address_kept",
    "account/messages/email_confirmed.txt": "said.address_confirmed",
    "account/messages/email_confirmation_failed.txt": "said.address_not_confirmed",
    "account/messages/email_deleted.txt": "said.address_removed",
    "account/messages/primary_email_set.txt": "said.address_changed",
    "account/messages/unverified_primary_email.txt": "said.address_unconfirmed",
    "account/messages/logged_out.txt": "said.signed_out",
    "mfa/messages/recovery_codes_generated.txt": "said.recovery_made",
    "mfa/messages/totp_activated.txt": "said.totp_added",
    "mfa/messages/totp_deactivated.txt": "said.totp_removed",
    "mfa/messages/webauthn_added.txt": "said.key_added",
    "mfa/messages/webauthn_removed.txt": "said.key_removed",
    "socialaccount/messages/account_connected.txt": "said.institution_connected",
    "socialaccount/messages/account_connected_other.txt": "said.institution_of_another",
    "socialaccount/messages/account_connected_updated.txt": "said.institution_connected",
    "socialaccount/messages/account_disconnected.txt": "said.institution_disconnected",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody learns from an answer whether an address has an account; every mail is one of ours."""

    error_messages = {code: later(f"error.signing_in.{code}") for code in _CODES}

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the mail that the library calls `template_prefix`."""
        mail.send(self._letter(template_prefix, email, context))

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        """The same, not sent."""
        return mail.message(self._letter(template_prefix, str(email), context))

    def send_account_already_exists_mail(self, email: str) -> None:
        """Say by mail, and nowhere else, that there is an account already."""
        self.send_mail("account/email/account_already_exists", email, {})

    def _letter(self, template_prefix: str, email: str, context: dict[str, Any]) -> mail.Letter:
        key = LETTERS[template_prefix]
        language = language_of(email)
        address = ""
        if key in _WHERE:
            with translation.override(path_code(language)):
                address = settings.ADDRESS + reverse(_WHERE[key])
        parameters = {"code": context["code"]} if "code" in context else {}
        return mail.Letter(email, language, key, parameters, address)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say on the next page what happened, in our words."""
        key = _MESSAGES.get(message_template or "")
        if message or key:
            messages.add_message(request, level, str(message) if message else said(str(key)), extra_tags=extra_tags)

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        """A new account speaks the language in which it was asked for."""
        user.language = tag(here())
        saved: Person = super().save_user(request, user, form, commit)
        return saved

    def pre_login(self, request: HttpRequest, user: Person, **login: Any) -> HttpResponse | None:
        """Before somebody is signed in: None to go on. An account that nobody has ever signed in to may have been made
        by somebody else, through an institution that said the address was theirs: once the owner comes with a code,
        what is connected to it signs in no more."""
        if user.last_login is None and not (login.get("signal_kwargs") or {}).get("sociallogin"):
            forget_ways_in(user)
        answer: HttpResponse | None = super().pre_login(request, user, **login)
        return answer

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """After signing in: to the choice of a name to act in, where there is one, in the person's language."""
        person = request.user
        if not isinstance(person, Person):
            return reverse("home")
        with translation.override(path_code(person.language)):
            return reverse("capacity") if person.capacities.filter(end=None).exists() else reverse("home")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """After the first sign-in: to one's own page, to say one's name."""
        return reverse("me")

    def get_reauthentication_methods(self, user: Person | AnonymousUser) -> list[dict[str, str]]:
        """How somebody shows again that it is them: by a second factor where they have one, else by a code by mail."""
        if not isinstance(user, Person):
            return []
        found = super().get_reauthentication_methods(user)
        if not found:
            found = [{"id": "code", "url": reverse("account_reauthenticate")}]
        return [{**one, "description": said(f"confirm.by.{one['id'].replace(':', '_')}")} for one in found]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether the library is to ask again: not within minutes of signing in or of having been asked."""
        return not recently(self.request)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Only our own script for passkeys asks for JSON; forms sent by htmx are forms."""
        return request.META.get("HTTP_ACCEPT") == "application/json"


def language_of(address: str) -> str:
    """The language of whoever has the address here; of the page where nobody has it."""
    found = Person.objects.filter(email__iexact=address).values_list("language", flat=True).first()
    if found is None:
        owner = EmailAddress.objects.filter(email__iexact=address).select_related("user").first()
        found = owner.user.language if owner is not None else None
    return found or here()
