"""Forms that were sent, so that sending one twice counts once."""

from django.db import models


class Sending(models.Model):
    """A form that somebody sent. token: made with the form; outcome: where its receipt is."""

    sender = models.CharField(max_length=40)
    token = models.CharField(max_length=40)
    outcome = models.CharField(max_length=300, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("sender", "token", name="sent_once")]
        indexes = [models.Index(fields=["created"])]
