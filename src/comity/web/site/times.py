"""Moments as a reader meets them: in UTC, where they are, and how far away."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from comity.web.people.actor import Actor
from comity.web.site.language import language
from comity.words import known_zone, moment_there, relative, say

SOON = datetime.timedelta(hours=48)
NOW = datetime.timedelta(minutes=1)
UTC = "UTC"


@dataclass(frozen=True)
class Instant:
    """iso: as `datetime` attributes want it; said: "24 Nov 2026, 18:00 UTC; 19:00 in Zurich"; relative: "in 3 days";
    soon: within two days from now; past: over."""

    iso: str
    said: str
    relative: str
    soon: bool
    past: bool


def instant(when: datetime.datetime | str, zone: str = UTC) -> Instant:
    """The moment for a reader in `zone`. when: aware, or as the record writes it."""
    at = datetime.datetime.fromisoformat(when) if isinstance(when, str) else when
    left = at - timezone.now()
    return Instant(
        iso=at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        said=moment_there(language(), at, zone),
        relative=say(language(), "time.now") if -NOW < left <= datetime.timedelta() else relative(language(), left),
        soon=datetime.timedelta() <= left <= SOON,
        past=left < datetime.timedelta(),
    )


def zone_of(actor: Actor) -> str:
    """The zone that the actor has chosen; UTC for anybody else."""
    return known_zone(actor.person.timezone) if actor.person is not None else UTC
