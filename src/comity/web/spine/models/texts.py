"""What a person wrote, in the languages it was written in or put into, with where each wording came from."""

from django.db import models


class Text(models.Model):
    """One text, whatever the language. `original` is the language it was first written in."""

    original = models.CharField(max_length=12)
    matter = models.ForeignKey("spine.Matter", models.SET_NULL, null=True, related_name="texts")
    """The matter it was written in, so that its translators find it and nobody else who may not see the matter."""
    created = models.DateTimeField(auto_now_add=True)


class Wording(models.Model):
    """A text in one language, in one version; never changed, only followed by a next version."""

    class Status(models.TextChoices):
        AUTHENTIC = "authentic"
        HUMAN = "human"
        MACHINE = "machine"

    text = models.ForeignKey(Text, models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=1)
    content = models.TextField()
    status = models.CharField(max_length=12, choices=Status.choices)
    of_version = models.PositiveIntegerField(null=True)
    """For a translation, the version of the original that it renders; it is stale once there is a later one."""
    author = models.CharField(max_length=40)
    """Opaque id of the person who wrote it, or of the machine's name for a machine's translation."""
    created = models.DateTimeField(auto_now_add=True)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("text", "language", "version", name="one_wording_a_version"),
            models.UniqueConstraint(
                "text", "language", condition=models.Q(current=True), name="one_current_wording_a_language"
            ),
        ]
