"""Notices, the mails that carry them, and what people chose to get."""

import secrets

from django.db import models

from comity.web.people.models import Person
from comity.web.spine.models import Body, Matter


def new_token() -> str:
    """128 random bits in hex: what a report on a mail is known by."""
    return secrets.token_hex(16)


class Channel(models.TextChoices):
    """How a notice reaches somebody beside the page."""

    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"
    PAGE = "page"
    """Not by mail."""


class Mail(models.Model):
    """One mail to one person. It is `sending` in the database before a server of mail hears of it, so that whatever
    happens then, it is not sent a second time."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNKNOWN = "unknown"
        """The connection or the process ended before the answer came: it may have arrived or not."""
        DROPPED = "dropped"
        """Nothing was left to say, or nobody to say it to, when its turn came."""

    OPEN = (State.QUEUED, State.SENDING, State.UNKNOWN)
    """What is not over."""

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="mails")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    due = models.DateTimeField()
    """When it is tried next."""
    attempts = models.PositiveSmallIntegerField(default=0)
    address = models.CharField(max_length=254, blank=True)
    """Where it went, so that a report on it says nothing of an address that the person has had since."""
    status = models.CharField(max_length=12, blank=True)
    """What was answered or reported last: an enhanced status code (RFC 3463), or the reply of SMTP."""
    counted = models.BooleanField(default=False)
    """Whether a report on it was counted, so that the same report twice counts once."""
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due"], name="mail_by_state"),
            models.Index(fields=["person", "-created"], name="mail_by_person"),
        ]


class Notice(models.Model):
    """What somebody should know, once. Its words are made when it is read, in the language of whoever reads it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    """One of `kinds.csv`."""
    key = models.CharField(max_length=120)
    """What it is of, such as "entry:17"; one person gets one notice of a kind of it."""
    why = models.CharField(max_length=70)
    """Why this person gets it: a reason, and the slug of the party or the body that it lies in, "member:fra"."""
    body = models.CharField(max_length=60, blank=True)
    """Slug."""
    matter = models.ForeignKey(Matter, models.CASCADE, null=True, related_name="+")
    entry = models.PositiveBigIntegerField(null=True)
    """The entry of the record that must be readable for the notice to be."""
    parameters = models.JSONField(default=dict)
    due = models.DateTimeField(null=True)
    """By when something is to be done."""
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PAGE)
    goes = models.DateTimeField(null=True)
    """When it is time to mail it; null for what is not mailed."""
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, related_name="notices")
    created = models.DateTimeField(auto_now_add=True)
    read = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("person", "kind", "key", name="one_notice_of_a_thing")]
        indexes = [
            models.Index(fields=["person", "read", "-id"], name="notice_by_person"),
            models.Index(
                fields=["goes", "person"],
                condition=models.Q(mail=None, goes__isnull=False),
                name="notice_to_be_mailed",
            ),
            models.Index(fields=["created"], name="notice_by_age"),
        ]


class Preference(models.Model):
    """What somebody chose for a kind of notice, or for all that happens in a body; the other of the two is empty."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40, blank=True)
    body = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint("person", "kind", "body", name="one_choice_a_thing"),
            models.CheckConstraint(
                condition=models.Q(models.Q(kind=""), ~models.Q(body="")) | models.Q(~models.Q(kind=""), body=""),
                name="choice_of_one_thing",
            ),
        ]


class Follow(models.Model):
    """That somebody follows a body or a matter, or (follows false) no longer wants to hear of it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, models.CASCADE, null=True, related_name="+")
    matter = models.ForeignKey(Matter, models.CASCADE, null=True, related_name="+")
    follows = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("person", "body", condition=models.Q(matter=None), name="one_follow_a_body"),
            models.UniqueConstraint("person", "matter", condition=models.Q(body=None), name="one_follow_a_matter"),
            models.CheckConstraint(
                condition=models.Q(body=None, matter__isnull=False) | models.Q(body__isnull=False, matter=None),
                name="follow_of_one_thing",
            ),
        ]


class Mailbox(models.Model):
    """How an address of mail has answered. It says nothing once the person has another address."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="mailbox")
    address = models.CharField(max_length=254)
    bounces = models.PositiveSmallIntegerField(default=0)
    """Reports in a row that a mail was not taken, though the address may be right."""
    status = models.CharField(max_length=12, blank=True)
    """Of the last report."""
    last = models.DateTimeField(null=True)
    """When it came."""
    off = models.DateTimeField(null=True)
    """Since when nothing is sent there."""


class Mark(models.Model):
    """How far something has got: `seq` is the next entry of the record to be looked at; `done` when a thing that is
    done once was done."""

    name = models.CharField(max_length=120, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    done = models.DateTimeField(null=True)
