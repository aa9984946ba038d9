"""When a deadline falls: hours, days, weeks and months from a moment, or working time of a named calendar.

Hours are elapsed time. Days, weeks and months end at the same time of day in the charter's time zone; a month ends on
the same day of the month, or on its last day where it has no such day (31 January and one month: the last of
February). A time of day that clocks skip or show twice means the later instant: nobody loses an hour to a clock change.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

UNITS = ("hours", "days", "weeks", "months")
WORKING_UNITS = ("hours", "days")
MIDNIGHT = 24 * 60
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Calendar:
    """When a secretariat works. zone: name of its time zone; weekdays: 1 (Monday) to 7; hours: spans of a day in
    minutes from midnight, in order; holidays: "2026-04-03" for one day, "12-25" for every year."""

    label: Texts
    zone: str
    weekdays: frozenset[int]
    hours: tuple[tuple[int, int], ...]
    holidays: frozenset[str]

    def open_on(self, day: dt.date) -> bool:
        """Whether anybody works on that day."""
        written = day.isoformat()
        return day.isoweekday() in self.weekdays and written not in self.holidays and written[5:] not in self.holidays

    def spans(self, start: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """The spans of working time that end after `start`, in UTC, without end."""
        zone, day = ZoneInfo(self.zone), start.astimezone(ZoneInfo(self.zone)).date()
        while True:
            if self.open_on(day):
                for opens, closes in self.hours:
                    begin, end = (_instant(_at_minute(day, minute), zone) for minute in (opens, closes))
                    if end > start:
                        yield max(begin, start), end
            day += dt.timedelta(days=1)


@dataclass(frozen=True)
class Deadline:
    """A length of time. unit: one of UNITS; business: the calendar whose working time is counted, or ""; rolls: the
    calendar by which an end on a day off moves to the next working day, or ""."""

    label: Texts
    unit: str
    amount: int
    business: str = ""
    rolls: str = ""


def falls_due(deadline: Deadline, start: dt.datetime, zone: str, calendars: Mapping[str, Calendar]) -> dt.datetime:
    """The instant (UTC) at which `deadline`, counted from `start`, has passed. zone: of days, weeks and months."""
    if deadline.business:
        due = _working(deadline, start, calendars[deadline.business])
    elif deadline.unit == "hours":
        due = start + dt.timedelta(hours=deadline.amount)
    else:
        due = _same_time_of_day(deadline, start, ZoneInfo(zone))
    if deadline.rolls:
        calendar = calendars[deadline.rolls]
        wall = _wall(due, ZoneInfo(calendar.zone))
        if not calendar.open_on(wall.date()):
            return _instant(_next_open(calendar, wall), ZoneInfo(calendar.zone))
    return due.astimezone(dt.UTC)


def working_between(calendar: Calendar, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """How much working time lies between two instants; none where `end` is not after `start`."""
    total = dt.timedelta()
    for opens, closes in calendar.spans(start):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total


def working_after(calendar: Calendar, start: dt.datetime, amount: dt.timedelta) -> dt.datetime:
    """The instant at which `amount` of working time has passed since `start`; `start` itself where that is nothing."""
    if not amount:
        return start
    for opens, closes in calendar.spans(start):
        if amount <= closes - opens:
            return opens + amount
        amount -= closes - opens
    raise AssertionError("a calendar has no end")


def _working(deadline: Deadline, start: dt.datetime, calendar: Calendar) -> dt.datetime:
    if deadline.unit == "hours":
        return working_after(calendar, start, dt.timedelta(hours=deadline.amount))
    zone = ZoneInfo(calendar.zone)
    wall = _wall(start, zone)
    for _ in range(deadline.amount):
        wall = _next_open(calendar, wall)
    return _instant(wall, zone)


def _next_open(calendar: Calendar, wall: dt.datetime) -> dt.datetime:
    """The same time of day on the first working day after that of `wall`."""
    wall += dt.timedelta(days=1)
    while not calendar.open_on(wall.date()):
        wall += dt.timedelta(days=1)
    return wall


def _same_time_of_day(deadline: Deadline, start: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    wall = _wall(start, zone)
    if deadline.unit == "months":
        years, month = divmod(wall.month - 1 + deadline.amount, 12)
        year = wall.year + years
        last = monthrange(year, month + 1)[1]
        return _instant(wall.replace(year=year, month=month + 1, day=min(wall.day, last)), zone)
    days = deadline.amount * (7 if deadline.unit == "weeks" else 1)
    return _instant(wall + dt.timedelta(days=days), zone)


def _wall(instant: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """What a clock on the wall shows, without a zone."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def _instant(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The instant (UTC) at which clocks show `wall`; the later one where they skip it or show it twice."""
    return max(wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))


def _at_minute(day: dt.date, minute: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minute)
