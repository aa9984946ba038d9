"""The sign-in library's forms with our words: plain labels, and codes that may be typed in any digits."""

import unicodedata
from typing import Any

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as social
from allauth.socialaccount.adapter import get_adapter
from django import forms

from comity.web.people.names import cleaned
from comity.web.people.speech import later


def plain_digits(text: str) -> str:
    """`text` with the digits of every script written 0 to 9 and without invisible marks, so that a code can be typed
    on any keyboard, or copied out of a line that is written from right to left."""
    seen = (c for c in text if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in seen)


class Worded(forms.Form):
    """Gives each field of a form of the library our label and our sentences for what is missing or wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = later(f"field.{name}")
            field.help_text = ""
            field.error_messages["required"] = later("error.field.required")
            field.error_messages["max_length"] = later("error.field.too_long")
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = later("error.field.address")
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["dir"] = "ltr" if isinstance(field, forms.EmailField) or name == "code" else "auto"
            if name == "code":
                field.widget.attrs["inputmode"] = "numeric"


class Code(Worded):
    """A code in whatever digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        read = code.to_python
        code.to_python = lambda value: plain_digits(str(read(value) or ""))  # type: ignore[method-assign]


class SignInForm(Worded, account.LoginForm):  # type: ignore[misc]
    """The address to send a code to."""


class AskForCodeForm(Worded, account.RequestLoginCodeForm):  # type: ignore[misc]
    """The same, from the page that only asks for a code."""


class SignUpForm(Worded, account.SignupForm):  # type: ignore[misc]
    """The address of a new account."""


class SignInCodeForm(Code, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that came by mail."""


class AddressCodeForm(Code, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that shows that an address is theirs."""


class OtherAddressForm(Worded, account.ChangeEmailForm):  # type: ignore[misc]
    """Another address, where the first was mistyped."""


class NewAddressForm(Worded, account.AddEmailForm):  # type: ignore[misc]
    """The address that an account moves to."""


class SecondFactorForm(Code, factor.AuthenticateForm):  # type: ignore[misc]
    """A code of the authenticator, or a recovery code."""


class SecondFactorAgainForm(Code, factor.ReauthenticateForm):  # type: ignore[misc]
    """The same, before something that matters."""


class AuthenticatorForm(Code, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator."""


class _NamedKey(Worded):
    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return cleaned(name)[:60] or str(self.initial.get("name", ""))


class KeyForm(_NamedKey, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey or security key."""


class KeyNameForm(_NamedKey, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""


class InstitutionSignUpForm(Worded, social.SignupForm):  # type: ignore[misc]
    """The address of an account whose institution gave none."""


class DisconnectInstitutionForm(Worded, social.DisconnectForm):  # type: ignore[misc]
    """An institution that is no longer to sign somebody in; a confirmed address must remain."""

    def clean(self) -> dict[str, Any]:
        """What was chosen."""
        if not EmailAddress.objects.filter(user=self.request.user, verified=True).exists():
            raise get_adapter().validation_error("no_verified_email")
        return dict(self.cleaned_data)
