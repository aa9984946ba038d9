"""Deadlines: months and leap days, clock changes, working hours over holidays."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.procedure.deadlines import Calendar, Deadline, falls_due, working_after, working_between
from tests.procedure.drafting import at

GENEVA = Calendar(
    {"en": "Geneva office hours"},
    "Europe/Zurich",
    frozenset(range(1, 6)),
    ((9 * 60, 17 * 60),),
    frozenset({"12-25", "01-01", "2026-04-03"}),
)
ROUND_THE_CLOCK = Calendar({"en": "Geneva days"}, "Europe/Zurich", GENEVA.weekdays, ((0, 24 * 60),), GENEVA.holidays)
BROKEN = Calendar({"en": "with lunch"}, "Asia/Kathmandu", frozenset({7, 1, 2}), ((600, 720), (780, 1020)), frozenset())
CALENDARS = {"geneva": GENEVA, "days": ROUND_THE_CLOCK}


def due(start: str, zone: str = "UTC", **length: object) -> str:
    ((unit, amount),) = ((unit, amount) for unit, amount in length.items() if unit not in ("business", "rolls"))
    deadline = Deadline({}, unit, int(str(amount)), str(length.get("business", "")), str(length.get("rolls", "")))
    return falls_due(deadline, at(start), zone, CALENDARS).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "months", "falls"),
    [
        ("2026-01-31 10:00", 1, "2026-02-28 10:00"),
        ("2028-01-31 10:00", 1, "2028-02-29 10:00"),
        ("2028-02-29 10:00", 12, "2029-02-28 10:00"),
        ("2028-02-29 10:00", 48, "2032-02-29 10:00"),
        ("2026-08-31 10:00", 6, "2027-02-28 10:00"),
        ("2026-11-30 10:00", 15, "2028-02-29 10:00"),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last(start: str, months: int, falls: str) -> None:
    assert due(start, months=months) == falls


def test_days_keep_the_time_of_day_and_hours_do_not_when_clocks_change() -> None:
    # In Zurich clocks go from 02:00 to 03:00 on 29 March 2026; 12:00 there is 11:00 UTC before and 10:00 UTC after.
    assert due("2026-03-28 11:00", "Europe/Zurich", days=1) == "2026-03-29 10:00"
    assert due("2026-03-28 11:00", "Europe/Zurich", hours=24) == "2026-03-29 11:00"
    assert due("2026-03-28 11:00", "UTC", days=1) == "2026-03-29 11:00"


def test_a_time_of_day_that_is_skipped_or_shown_twice_means_the_later() -> None:
    # 02:30 does not exist on 29 March: it is taken as 03:30 in summer time, 01:30 UTC.
    assert due("2026-03-28 01:30", "Europe/Zurich", days=1) == "2026-03-29 01:30"
    # 02:30 comes twice on 25 October: at 00:30 and at 01:30 UTC.
    assert due("2026-10-24 00:30", "Europe/Zurich", days=1) == "2026-10-25 01:30"


def test_120_working_hours_over_new_year_in_geneva() -> None:
    """Eight hours a day make fifteen working days: 21-24, 28-31 December, 4-8 and 11-12 January."""
    assert due("2026-12-21 08:00", hours=120, business="geneva") == "2027-01-12 16:00"
    # Wednesday 23 from 15:00: two hours; 24 and 28-31: forty; 4-8 and 11-14 January: seventy-two; six on the 15th.
    assert due("2026-12-23 14:00", hours=120, business="geneva") == "2027-01-15 14:00"


def test_120_hours_of_working_days_over_new_year_in_geneva() -> None:
    """Five whole days: 21 to 24 and 28 December, Geneva time."""
    assert due("2026-12-20 23:00", hours=120, business="days") == "2026-12-28 23:00"


def test_working_time_begins_when_the_office_opens() -> None:
    assert due("2026-12-25 10:00", hours=1, business="geneva") == "2026-12-28 09:00"  # 10:00 in Geneva
    assert due("2026-12-24 15:30", hours=1, business="geneva") == "2026-12-28 08:30"


def test_whole_working_days_are_counted_from_the_day_after() -> None:
    assert due("2026-12-23 10:00", days=3, business="geneva") == "2026-12-29 10:00"
    assert due("2026-12-25 10:00", days=1, business="geneva") == "2026-12-28 10:00"


def test_an_end_on_a_day_off_moves_to_the_next_working_day() -> None:
    assert due("2026-12-24 12:00", days=1, rolls="geneva") == "2026-12-28 12:00"
    assert due("2026-12-21 12:00", days=1, rolls="geneva") == "2026-12-22 12:00"
    # 3 April 2026 is Good Friday, and an hour is lost in Zurich in between.
    assert due("2026-03-27 12:00", "Europe/Zurich", weeks=1, rolls="geneva") == "2026-04-06 11:00"


instants = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 1, 1)).map(lambda d: d.replace(tzinfo=dt.UTC))
amounts = st.integers(0, 500 * 60).map(lambda minutes: dt.timedelta(minutes=minutes))


@given(st.sampled_from([GENEVA, ROUND_THE_CLOCK, BROKEN]), instants, amounts)
def test_working_time_after_is_the_working_time_between(
    calendar: Calendar, start: dt.datetime, amount: dt.timedelta
) -> None:
    end = working_after(calendar, start, amount)
    assert end >= start
    assert working_between(calendar, start, end) == amount


@given(instants, st.integers(0, 60), st.sampled_from(["UTC", "Europe/Zurich", "America/Sao_Paulo", "Asia/Kathmandu"]))
def test_a_longer_deadline_is_never_earlier(start: dt.datetime, amount: int, zone: str) -> None:
    for unit in ("hours", "days", "weeks", "months"):
        ends = [falls_due(Deadline({}, unit, n), start, zone, {}) for n in (amount, amount + 1)]
        assert start <= ends[0] + dt.timedelta(hours=1) and ends[0] < ends[1]
