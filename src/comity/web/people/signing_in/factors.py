"""The second factor: secrets kept encrypted, names that are plain, nothing that would tell who somebody is."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings

from comity.web.people.models import Person
from comity.web.people.names import shown_name
from comity.web.people.speech import later, said

_CODES = (
    "add_email_blocked",
    "cannot_delete_authenticator",
    "cannot_generate_recovery_codes",
    "incorrect_code",
    "unverified_email",
)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are encrypted with a key made from the installation's own, so that a copy of the tables alone opens
    nothing."""

    error_messages = {code: later(f"error.factor.{code}") for code in _CODES}

    def encrypt(self, text: str) -> str:
        """`text` as it is kept."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """`text` as it was given to `encrypt`."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        """A name for a new key, which its owner may change."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return said("factor.key_number", number=count + 1)

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, object]:
        """How the account is called in the browser's list of passkeys; the id says nothing of the person."""
        entity: dict[str, object] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": shown_name(user)}


def _cipher() -> Fernet:
    key = hashlib.sha256(b"comity second factor\x00" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
