"""From when to when a membership holds, with days known only by their month or year."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.terms.errors import ComityError
from comity.web.spine.models import Body, Membership, Party, Text
from comity.web.spine.periods import Period
from comity.web.spine.queries.bodies import holding

DAYS = st.dates(datetime.date(1998, 1, 1), datetime.date(2004, 12, 31))


@st.composite
def partial(draw: st.DrawFn) -> str:
    day = draw(DAYS).isoformat()
    return day[: draw(st.sampled_from([4, 7, 10]))]


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first, last = draw(partial() | st.just("")), draw(partial() | st.just(""))
    try:
        return Period(first, last)
    except ComityError:
        return Period(first, "")


def days_of(period: Period) -> set[datetime.date]:
    """The days on which it holds within the years that the strategies draw from, found by counting."""
    start, end = datetime.date(1997, 1, 1), datetime.date(2006, 1, 1)
    all_days = (start + datetime.timedelta(days=n) for n in range((end - start).days))
    begins = f"{period.start}-01-01"[:10] if len(period.start) == 4 else f"{period.start}-01"[:10]
    ends = f"{period.end}-01-01"[:10] if len(period.end) == 4 else f"{period.end}-01"[:10]
    return {
        day
        for day in all_days
        if (not period.start or day.isoformat() >= begins) and (not period.end or day.isoformat() < ends)
    }


@settings(max_examples=150, deadline=None)
@given(periods(), periods())
def test_two_periods_overlap_where_there_is_a_day_on_which_both_hold(one: Period, other: Period) -> None:
    assert one.overlaps(other) == other.overlaps(one) == bool(days_of(one) & days_of(other))


@settings(max_examples=150, deadline=None)
@given(periods(), DAYS)
def test_a_period_holds_on_the_days_from_its_start_to_before_its_end(period: Period, day: datetime.date) -> None:
    assert period.holds(day) == (day in days_of(period))


@settings(max_examples=100, deadline=None)
@given(partial(), partial())
def test_a_period_that_ends_before_it_starts_or_on_the_day_is_refused(first: str, last: str) -> None:
    begins, ends = ((f"{day}-01-01" if len(day) == 4 else f"{day}-01")[:10] for day in (first, last))
    if ends <= begins:
        with pytest.raises(ComityError, match=r"membership\.ends_first"):
            Period(first, last)
    else:
        assert Period(first, last).last is not None


@pytest.mark.parametrize("typed", ["1999-13", "1999-2-3", "soon", "1999-02-30", "31.12.1999", "١٩٩٩"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(ComityError, match=r"bodies\.bad_date"):
        Period(typed, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end", "day", "expected"),
    [
        ("1999", "", "1998-12-31", False),
        ("1999", "", "1999-01-01", True),
        ("1999-06", "2001", "2000-12-31", True),
        ("1999-06", "2001", "2001-01-01", False),
        ("1999-06-15", "1999-06-16", "1999-06-15", True),
        ("1999-06-15", "1999-06-16", "1999-06-16", False),
        ("", "", "1900-01-01", True),
    ],
)
def test_the_database_counts_days_the_same_way(start: str, end: str, day: str, expected: bool) -> None:
    body = Body.objects.create(slug="one", tier="global", name=Text.objects.create(original="en"))
    party = Party.objects.create(slug="fra", kind="state", iso3="FRA")
    Membership.objects.create(body=body, party=party, capacity="member", start=start, end=end)

    on = datetime.date.fromisoformat(day)

    assert Membership.objects.filter(holding(on)).exists() == expected == Period(start, end).holds(on)
