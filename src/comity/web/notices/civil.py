"""Times as people live by them: the hour at which a digest goes out where somebody is, and moments in their zone."""

import datetime
from zoneinfo import ZoneInfo

from comity.web.notices.models import Channel
from comity.words import known_zone, relative

HOUR = datetime.time(7)
"""Digests are there when the day begins."""
_WEEK_BEGINS = 0


def goes_at(channel: str, zone: str, now: datetime.datetime) -> datetime.datetime | None:
    """When a notice given `now` is mailed to somebody in `zone`: at once, at the next `HOUR` there, or at that of the
    next Monday; None where it is not."""
    if channel == Channel.PAGE:
        return None
    if channel == Channel.IMMEDIATE:
        return now
    there = ZoneInfo(known_zone(zone))
    day = now.astimezone(there).date()
    while True:
        found = datetime.datetime.combine(day, HOUR, there)
        if found > now and (channel == Channel.DAILY or day.weekday() == _WEEK_BEGINS):
            return found.astimezone(datetime.UTC)
        day += datetime.timedelta(days=1)


def away(language: str, at: datetime.datetime, now: datetime.datetime) -> str:
    """How far away a moment is: "in 3 days"."""
    return relative(language, at - now)
