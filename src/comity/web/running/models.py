"""What the processes of an installation tell one another through the database. None of it is worth keeping."""

from django.db import models


class Count(models.Model):
    """How often something happened within one period of time."""

    key = models.CharField(max_length=64)
    """Digest of what is counted, for whom: no address and no person can be read from it."""
    period = models.PositiveBigIntegerField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("key", "period", name="one_count_a_period")]
        indexes = [models.Index(fields=["period"])]


class Clock(models.Model):
    """Something that happens by the clock: when it is due, and since when a worker has been at it."""

    name = models.CharField(max_length=120, primary_key=True)
    due = models.DateTimeField()
    claimed = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)


class Presence(models.Model):
    """A process that is at work, and when it last said so."""

    name = models.CharField(max_length=64, primary_key=True)
    seen = models.DateTimeField()
