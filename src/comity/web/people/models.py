"""People, and in whose name they act."""

import secrets
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from comity.web.spine.models import Body, Matter, Party


def opaque_id() -> str:
    """An id that says nothing: 128 random bits in hex."""
    return secrets.token_hex(16)


class People(BaseUserManager["Person"]):
    """How Django and the sign-in library make and find people."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Person":
        """A person who signs in by code, passkey or another site; a password is never kept."""
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody with an account. The rest of the installation, and the record, know the opaque `uid` only."""

    uid = models.CharField(max_length=40, unique=True, default=opaque_id, editable=False)
    email = models.EmailField(unique=True, null=True)
    """Null once the account was erased."""
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, default="en")
    timezone = models.CharField(max_length=60, default="UTC")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    """Runs the installation; sees no confidential paper for that."""
    created = models.DateTimeField(auto_now_add=True)
    erased = models.DateTimeField(null=True)
    last_capacity = models.ForeignKey("Capacity", models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class Capacity(models.Model):
    """In whose name a person may act, as what, from when to when."""

    class Kind(models.TextChoices):
        DELEGATION = "delegation"
        ORGANISATION = "organisation"
        SECRETARIAT = "secretariat"

    class Role(models.TextChoices):
        HEAD = "head"
        MEMBER = "member"
        ADVISER = "adviser"
        CAPITAL = "capital"
        """Sits in the capital and instructs the delegation."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="capacities")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="capacities")
    """The party spoken for: of a delegation or an organisation."""
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="secretariat")
    """The body that a secretariat serves."""
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    may_speak = models.BooleanField(default=False)
    may_bind = models.BooleanField(default=False)
    translates = models.BooleanField(default=False)
    """Whether a member of a secretariat may put texts into other languages."""
    start = models.DateTimeField(auto_now_add=True)
    end = models.DateTimeField(null=True)
    granted_by = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "end"]), models.Index(fields=["party", "end"])]
        constraints = [
            models.UniqueConstraint("party", condition=models.Q(role="head", end=None), name="one_head_a_delegation"),
            models.UniqueConstraint("person", "party", condition=models.Q(end=None), name="once_in_a_delegation"),
            models.UniqueConstraint("person", "body", condition=models.Q(end=None), name="once_in_a_secretariat"),
        ]


class Invitation(models.Model):
    """An address asked to act for a party or a secretariat. Only a digest of the secret in its link is kept."""

    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    language = models.CharField(max_length=12)
    kind = models.CharField(max_length=16, choices=Capacity.Kind.choices)
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="invitations")
    body = models.ForeignKey(Body, models.CASCADE, null=True, related_name="invitations")
    role = models.CharField(max_length=10, choices=Capacity.Role.choices, default=Capacity.Role.MEMBER)
    may_speak = models.BooleanField(default=False)
    may_bind = models.BooleanField(default=False)
    translates = models.BooleanField(default=False)
    invited_by = models.CharField(max_length=40)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["party", "-created"]),
            models.Index(fields=["body", "-created"]),
            models.Index(fields=["email"]),
        ]


class Instruction(models.Model):
    """What a capital tells its delegation. Nobody else reads it, whatever they run or serve; so it is kept here and not
    among the texts that translators see, and the record knows nothing of it."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="instructions")
    body = models.ForeignKey(Body, models.CASCADE, null=True, related_name="+")
    """Null where it holds in every body."""
    matter = models.ForeignKey(Matter, models.CASCADE, null=True, related_name="+")
    language = models.CharField(max_length=12)
    text = models.TextField()
    by = models.CharField(max_length=40)
    """Opaque id of who gave it."""
    given = models.DateTimeField(auto_now_add=True)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["party", "-given"])]


class Consent(models.Model):
    """What somebody agreed to, in which version of its text, from when to when."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    """One of `purposes.csv`."""
    version = models.PositiveIntegerField()
    given = models.DateTimeField(auto_now_add=True)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person", "purpose", condition=models.Q(withdrawn=None), name="one_open_consent_a_purpose"
            )
        ]


class Participation(models.Model):
    """A participation without an account that its holder has since taken over into one."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="participations")
    participant = models.CharField(max_length=40, unique=True)
    """The opaque id that the token carried."""
    claimed = models.DateTimeField(auto_now_add=True)


class Session(AbstractBaseSession):
    """A browser that is signed in, or that has something to remember for a while."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    started = models.DateTimeField()
