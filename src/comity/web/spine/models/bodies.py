"""Bodies, the parties that sit in them, and how long and as what they sit there."""

from django.db import models

from comity.web.spine.models.texts import Text


class Tier(models.TextChoices):
    LOCAL = "local"
    SUBNATIONAL = "subnational"
    NATIONAL = "national"
    REGIONAL = "regional"
    PLURILATERAL = "plurilateral"
    GLOBAL = "global"


class Body(models.Model):
    """A body of governance: the G20, a working group of it, a city's council."""

    slug = models.SlugField(max_length=60, unique=True)
    tier = models.CharField(max_length=16, choices=Tier.choices)
    name = models.ForeignKey(Text, models.PROTECT, related_name="+")
    purpose = models.ForeignKey(Text, models.PROTECT, related_name="+", null=True)
    founded = models.CharField(max_length=10, blank=True)
    """ISO 8601 date, or a year or month where no more is known."""
    dissolved = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=300, blank=True)
    hosted = models.BooleanField(default=False)
    """Whether it works here; the others are known from facts."""
    created = models.DateTimeField(auto_now_add=True)


class Nesting(models.Model):
    """A body within a tier above it. A body may have several."""

    parent = models.ForeignKey(Body, models.CASCADE, related_name="below")
    child = models.ForeignKey(Body, models.CASCADE, related_name="above")

    class Meta:
        constraints = [models.UniqueConstraint("parent", "child", name="nested_once")]


class Party(models.Model):
    """Who may sit in a body: a state, a union of states, an organisation, a network of cities."""

    class Kind(models.TextChoices):
        STATE = "state"
        UNION = "union"
        IGO = "igo"
        SUBNATIONAL = "subnational"
        CIVIL_SOCIETY = "civil_society"
        BUSINESS = "business"
        ACADEMIA = "academia"
        LABOUR = "labour"
        ENGAGEMENT_GROUP = "engagement_group"
        OTHER = "other"

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    iso3 = models.CharField(max_length=3, blank=True, db_index=True)
    """ISO 3166-1 alpha-3 of a state, whose name the catalogues have."""
    name = models.ForeignKey(Text, models.PROTECT, related_name="+", null=True)
    """Null for a state."""
    body = models.OneToOneField(Body, models.SET_NULL, null=True, related_name="party")
    """The body that this party is at the same time, as the European Union is; its members stand behind it."""
    created = models.DateTimeField(auto_now_add=True)


class Membership(models.Model):
    """A party in a body, in one capacity, from a day to a day."""

    class Capacity(models.TextChoices):
        MEMBER = "member"
        OBSERVER = "observer"
        ENGAGEMENT_GROUP = "engagement_group"
        SECRETARIAT = "secretariat"
        LIAISON = "liaison"

    body = models.ForeignKey(Body, models.CASCADE, related_name="memberships")
    party = models.ForeignKey(Party, models.PROTECT, related_name="memberships")
    capacity = models.CharField(max_length=20, choices=Capacity.choices)
    start = models.CharField(max_length=10, blank=True)
    """ISO 8601 date, or a year or month where no more is known; empty where not even that is."""
    end = models.CharField(max_length=10, blank=True)
    """The first day it no longer holds; empty while it does."""
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["body", "end"]), models.Index(fields=["party", "end"])]
        constraints = [
            models.UniqueConstraint(
                "body", "party", "capacity", condition=models.Q(end=""), name="one_open_membership_a_capacity"
            )
        ]


class Charter(models.Model):
    """A version of a body's charter: roles, deadlines, decision rules and procedures, as data. Never changed."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="charters")
    version = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    adopted = models.DateTimeField()
    entry = models.PositiveBigIntegerField(null=True)
    """The entry of the record that adopted it."""

    class Meta:
        constraints = [models.UniqueConstraint("body", "version", name="one_charter_a_version")]


class Group(models.Model):
    """A small group within a body, such as the friends of the chair, that may see what others may not."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="groups")
    name = models.ForeignKey(Text, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)


class GroupMember(models.Model):
    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    person = models.CharField(max_length=40, db_index=True)
    """Opaque id."""

    class Meta:
        constraints = [models.UniqueConstraint("group", "person", name="once_in_a_group")]
