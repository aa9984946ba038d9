"""The record's tables. Entries, tiles and checkpoints are only ever added; payloads can only be erased, never changed.
The database itself refuses anything else (see the migration)."""

from django.db import models

from comity.web.spine.models.matters import Level


class Head(models.Model):
    """The one row that says how far the record goes. Whoever appends holds it, so that entries come one by one."""

    size = models.PositiveBigIntegerField(default=0)
    time = models.CharField(max_length=27, blank=True)


class Entry(models.Model):
    """See `comity.terms.record.Entry`."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    time = models.CharField(max_length=27)
    actor = models.CharField(max_length=40)
    capacity = models.CharField(max_length=20, blank=True)
    party = models.CharField(max_length=60, blank=True)
    body = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    commitment = models.CharField(max_length=64)
    leaf = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["body", "-seq"]),
            models.Index(fields=["subject", "seq"]),
            models.Index(fields=["actor", "-seq"]),
            models.Index(fields=["kind", "-seq"]),
            models.Index(fields=["time"]),
        ]


class Payload(models.Model):
    """What an entry commits to, and who may see it. Erased: document and salt are null."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="payload")
    document = models.TextField(null=True)
    """Canonical JSON."""
    salt = models.CharField(max_length=64, null=True)
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.PUBLIC)
    party = models.CharField(max_length=60, blank=True)
    """Slug of the party whose delegation may see it, at that level."""
    group = models.PositiveBigIntegerField(null=True)
    """The small group that may see it, at that level."""


class Tile(models.Model):
    """256 hashes in a row at height 8 x level of the tree; written when full, never before."""

    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField(max_length=32)
    """The hash over all of them, one place in the tile above."""

    class Meta:
        constraints = [models.UniqueConstraint("level", "index", name="one_tile_a_place")]


class SignedCheckpoint(models.Model):
    """A signed note over the first `size` entries, with the cosignatures it has received."""

    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    time = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["-size"])]
