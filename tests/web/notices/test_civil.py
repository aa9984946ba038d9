"""Digests are there when the day begins, wherever that is, and also where the clocks are changed."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.web.notices.civil import HOUR, goes_at

ZONES = ("UTC", "Europe/Zurich", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "Nowhere/There")


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("UTC", "2026-11-24 06:59", "2026-11-24 07:00"),
        ("UTC", "2026-11-24 07:00", "2026-11-25 07:00"),
        ("Europe/Zurich", "2026-11-24 06:30", "2026-11-25 06:00"),
        ("Asia/Kathmandu", "2026-11-24 00:00", "2026-11-24 01:15"),
        ("Europe/Zurich", "2026-03-28 12:00", "2026-03-29 05:00"),
        ("Europe/Zurich", "2026-10-24 12:00", "2026-10-25 06:00"),
        ("Nowhere/There", "2026-11-24 06:59", "2026-11-24 07:00"),
    ],
)
def test_a_day_begins_at_seven_where_somebody_is(zone: str, now: str, expected: str) -> None:
    assert goes_at("daily", zone, utc(now)) == utc(expected)


def test_a_week_begins_on_monday() -> None:
    assert goes_at("weekly", "UTC", utc("2026-11-24 12:00")) == utc("2026-11-30 07:00")
    assert goes_at("weekly", "UTC", utc("2026-11-30 06:59")) == utc("2026-11-30 07:00")


def test_at_once_is_now_and_the_page_is_never() -> None:
    now = utc("2026-11-24 12:00")
    assert goes_at("immediate", "UTC", now) == now
    assert goes_at("page", "UTC", now) is None


@given(st.sampled_from(ZONES[:-1]), st.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2030, 1, 1)))
def test_the_next_morning_is_never_more_than_a_day_and_a_changed_clock_away(zone: str, at: datetime.datetime) -> None:
    now = at.replace(tzinfo=datetime.UTC)
    found = goes_at("daily", zone, now)
    assert found is not None and datetime.timedelta() < found - now <= datetime.timedelta(hours=25)
    assert found.astimezone(ZoneInfo(zone)).time() == HOUR
