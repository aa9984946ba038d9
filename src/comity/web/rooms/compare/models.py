"""Snapshots of comparisons: what was found, with what, from what. Never changed, never recomputed by a page."""

from django.db import models

from comity.web.spine.models import Matter


class Snapshot(models.Model):
    """One comparison, as it was published."""

    matter = models.OneToOneField(Matter, models.PROTECT, related_name="comparison")
    input_digest = models.CharField(max_length=80)
    """As the result gives it: the name of the hash, a colon, its value."""
    result_digest = models.CharField(max_length=64)
    """SHA-256 of `result`."""
    version = models.CharField(max_length=20)
    people = models.PositiveIntegerField()
    result = models.BinaryField()
    """The JSON of `comity compare`, packed with gzip."""
    entry = models.PositiveBigIntegerField()
    """The entry of the record that published it."""


class Rendering(models.Model):
    """A snapshot told in one language."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="renderings")
    language = models.CharField(max_length=12)
    brief = models.JSONField()
    """What the page says of it: counts, findings, cautions, as plain text."""
    policy = models.CharField(max_length=300)
    """The content security policy that the report asks for."""
    report = models.BinaryField()
    """The whole report as one page of HTML, packed with gzip."""

    class Meta:
        constraints = [models.UniqueConstraint("snapshot", "language", name="told_once_a_language")]
