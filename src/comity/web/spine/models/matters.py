"""Matters: the address, kind, state and deadline of anything a room holds, so that rooms can point at each other
without knowing each other."""

from django.db import models

from comity.web.spine.models.bodies import Body, Group, Party
from comity.web.spine.models.texts import Text


class Level(models.TextChoices):
    """Who may see it."""

    PUBLIC = "public"
    BODY = "body"
    DELEGATION = "delegation"
    GROUP = "group"


class Matter(models.Model):
    """Something a room holds: a comparison, an inquiry, an instrument, a case."""

    class State(models.TextChoices):
        PLANNED = "planned"
        OPEN = "open"
        PAUSED = "paused"
        CLOSED = "closed"
        DECIDED = "decided"
        WITHDRAWN = "withdrawn"

    body = models.ForeignKey(Body, models.PROTECT, related_name="matters")
    stage = models.CharField(max_length=16)
    """One of flow.STAGES."""
    kind = models.CharField(max_length=30)
    title = models.ForeignKey(Text, models.PROTECT, related_name="+")
    summary = models.ForeignKey(Text, models.PROTECT, related_name="+", null=True)
    address = models.CharField(max_length=200, blank=True)
    """Path of its page without the language: "/bodies/g20/comparisons/3/"."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED)
    opens = models.DateTimeField(null=True)
    deadline = models.DateTimeField(null=True)
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.PUBLIC)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    """Whose delegation may see it, at that level."""
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    """Which small group may see it, at that level."""
    attributed = models.BooleanField(default=True)
    """Whether views voiced in it are shown with the name of who voiced them."""
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["body", "state", "deadline"]),
            models.Index(fields=["body", "-changed"]),
            models.Index(fields=["deadline"]),
        ]


class Link(models.Model):
    """What came from what: `source` went into `target`, as `relation` says."""

    source = models.ForeignKey(Matter, models.CASCADE, related_name="leads_to")
    target = models.ForeignKey(Matter, models.CASCADE, related_name="comes_from")
    relation = models.CharField(max_length=30)
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the source as it was then."""

    class Meta:
        constraints = [models.UniqueConstraint("source", "target", "relation", name="linked_once")]
