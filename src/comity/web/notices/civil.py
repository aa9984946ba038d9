"""Times as people live by them: the hour at which a digest goes out where somebody is, and moments in their zone."""

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from comity.web.notices.models import Channel
from comity.words import city, clock, moment, relative, say

UTC = "UTC"
HOUR = datetime.time(7)
"""Digests are there when the day begins."""
_WEEK_BEGINS = 0


@lru_cache(1024)
def zone_of(chosen: str) -> str:
    """The zone that somebody has chosen, UTC where there is no such zone. Remembered, because what zones there are is
    looked up in files."""
    return chosen if chosen in available_timezones() else UTC


def goes_at(channel: str, zone: str, now: datetime.datetime) -> datetime.datetime | None:
    """When a notice given `now` is mailed to somebody in `zone`: at once, at the next `HOUR` there, or at that of the
    next Monday; None where it is not."""
    if channel == Channel.PAGE:
        return None
    if channel == Channel.IMMEDIATE:
        return now
    there = ZoneInfo(zone_of(zone))
    day = now.astimezone(there).date()
    while True:
        found = datetime.datetime.combine(day, HOUR, there)
        if found > now and (channel == Channel.DAILY or day.weekday() == _WEEK_BEGINS):
            return found.astimezone(datetime.UTC)
        day += datetime.timedelta(days=1)


def said(language: str, at: datetime.datetime, chosen: str) -> str:
    """A moment in UTC and where somebody is: "24 Nov 2026, 18:00 UTC; 19:00 in Zurich"."""
    zone = zone_of(chosen)
    in_utc = say(language, "time.utc", moment=moment(language, at))
    utc, there = at.astimezone(datetime.UTC), at.astimezone(ZoneInfo(zone))
    if there.utcoffset() == utc.utcoffset():
        return in_utc
    local = clock(there) if there.date() == utc.date() else moment(language, at, zone)
    return say(language, "time.both", utc=in_utc, there=local, city=city(language, zone))


def away(language: str, at: datetime.datetime, now: datetime.datetime) -> str:
    """How far away a moment is: "in 3 days"."""
    return relative(language, at - now)
