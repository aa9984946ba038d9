"""Numbers, shares, dates, lists and foreign text, written as the reader's language writes them."""

import datetime
import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from comity.words.languages import direction, locale, resolve

UNKNOWN = "–"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
# A unit serves while the rounded count of it stays below one of the next.
_Unit = Literal["minute", "hour", "day", "month", "year"]
_STEPS: tuple[tuple[_Unit, float], ...] = (
    ("minute", 59.5 * _MINUTE),
    ("hour", 23.5 * _HOUR),
    ("day", 45 * _DAY),
    ("month", 345 * _DAY),
)
LONGEST = 160
_ISOLATE, _END = "\u2068", "\u2069"
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HALVES = re.compile("[\ud800-\udfff]")
# Marks that override or isolate writing direction would turn the sentence a foreign text stands in.
# What joins letters (U+200C, U+200D) is part of how words are spelt and stays.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")


def number(language: str, value: float, digits: int = 0) -> str:
    """`value` with the language's separators and exactly `digits` decimals; a dash where it is not a number."""
    if not math.isfinite(value):
        return UNKNOWN
    places = "." + "0" * digits if digits else ""
    return format_decimal(value, format=f"#,##0{places}", locale=locale(language)).replace("-", "\u2212")


def percent(language: str, share: float, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage; a dash where it is not a number."""
    if not math.isfinite(share):
        return UNKNOWN
    places = "." + "0" * digits if digits else ""
    usual = locale(language).percent_formats[None].pattern.replace("0", f"0{places}", 1)
    written = format_percent(share, format=usual, locale=locale(language))
    # Between Arabic letters and alone the sign must stand on the same side of the number.
    return written.replace("%", "\u200e%\u200e") if direction(language) == "rtl" else written


def whole_percent(share: float, *, at_least: bool = False, at_most: bool = False) -> float:
    """A share in whole percent; with `at_least` rounded down and with `at_most` up, so that the ends of an interval
    never say more than is known."""
    if not math.isfinite(share):
        return math.nan
    if at_most:
        return math.ceil(share * 100 - 1e-9)
    return math.floor(share * 100 + 1e-9) if at_least else math.floor(share * 100 + 0.5)


def date(language: str, day: datetime.date) -> str:
    """An absolute date, such as "24 Nov 2026"."""
    return format_date(day, format="medium", locale=locale(language))


def day(language: str, when: datetime.date) -> str:
    """A date with the month in letters, so that nobody takes one for the other: "24 Nov 2026". English is that of
    international bodies, day before month."""
    return format_skeleton("yMMMd", when, tzinfo=ZoneInfo("UTC"), locale=_of_days(language))


def clock(when: datetime.datetime) -> str:
    """Hours and minutes of a day of 24 hours, alike in the six languages: "18:00"."""
    return f"{when:%H:%M}"


def moment(language: str, when: datetime.datetime, zone: str = "UTC") -> str:
    """A moment in the zone of that name (of the IANA database) as date and time: "24 Nov 2026, 18:00". The sentence
    around it says which zone that is."""
    there = when.astimezone(ZoneInfo(zone))
    joined = _of_days(language).datetime_formats["medium"]
    return str(joined).format(clock(there), day(language, there.date()))


def city(language: str, zone: str) -> str:
    """The city that a zone of the IANA database is named after, in the language: "Zurich" for "Europe/Zurich"."""
    return get_timezone_location(zone, locale=locale(language), return_city=True)


def relative(language: str, delta: datetime.timedelta) -> str:
    """How far away a moment is: "in 3 days", "2 hours ago", with the plural forms of the language. Days are counted
    up to a month and weeks never, because deadlines are set in days; the smallest step is a minute."""
    seconds = abs(delta.total_seconds())
    unit: _Unit = next((name for name, longest in _STEPS if seconds < longest), "year")
    return format_timedelta(delta, granularity=unit, threshold=math.inf, add_direction=True, locale=locale(language))


def list_of(language: str, items: Sequence[str]) -> str:
    """Items joined as the language joins them: "a, b and c"."""
    return format_list(list(items), locale=locale(language))


def clean(text: str, longest: int | None = None) -> str:
    """Foreign text made safe to stand in a line of ours: controls become spaces, direction overrides go, halves of
    characters become the replacement mark, and anything past `longest` characters an ellipsis."""
    safe = _TURNING.sub("", printable(text))
    if longest is not None and len(safe) > longest:
        safe = safe[: longest - 1].rstrip() + "…"
    return safe


def printable(text: str) -> str:
    """Text without what no page may carry: control characters become spaces, halves of characters a mark."""
    return _HALVES.sub("\ufffd", _CONTROLS.sub(" ", text))


def isolated(language: str, text: str) -> str:
    """Foreign text cleaned and, where its direction may differ from the sentence's, isolated from it."""
    safe = " ".join(clean(text, LONGEST).split()) if text.strip() else clean(text)
    turns = direction(language) == "rtl" or any(unicodedata.bidirectional(c) in ("R", "AL") for c in safe)
    return f"{_ISOLATE}{safe}{_END}" if turns else safe


def _of_days(language: str) -> Locale:
    return Locale("en", "001") if resolve(language) == "en" else locale(language)
