"""Moments for somebody who lives in a zone: in UTC, which all share, and there."""

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from comity.words.catalogue import say
from comity.words.figures import city, clock, moment

UTC = "UTC"


@lru_cache(1024)
def known_zone(chosen: str) -> str:
    """The zone by this name, UTC where there is none. Remembered, because zones are looked up in files."""
    return chosen if chosen in available_timezones() else UTC


def moment_there(language: str, when: datetime.datetime, chosen: str) -> str:
    """A moment in UTC and in the zone `chosen`: "24 Nov 2026, 18:00 UTC; 19:00 in Zurich". when: aware."""
    zone = known_zone(chosen)
    in_utc = say(language, "time.utc", moment=moment(language, when))
    utc, there = when.astimezone(datetime.UTC), when.astimezone(ZoneInfo(zone))
    if there.utcoffset() == utc.utcoffset():
        return in_utc
    local = clock(there) if there.date() == utc.date() else moment(language, when, zone)
    return say(language, "time.both", utc=in_utc, there=local, city=city(language, zone))
