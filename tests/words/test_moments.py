"""A moment is said in UTC, which all share, and where somebody is."""

import datetime

import pytest

from comity.words import known_zone, moment_there


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Zurich", "24 Nov 2026, 18:00 UTC; 19:00 in Zurich"),
        ("Asia/Tokyo", "24 Nov 2026, 18:00 UTC; 25 Nov 2026, 03:00 in Tokyo"),
        ("Africa/Abidjan", "24 Nov 2026, 18:00 UTC"),
        ("Nowhere/AtAll", "24 Nov 2026, 18:00 UTC"),
    ],
)
def test_a_moment_is_said_in_utc_and_where_somebody_is(zone: str, said: str) -> None:
    at = datetime.datetime(2026, 11, 24, 18, tzinfo=datetime.UTC)
    assert moment_there("en", at, zone) == said


def test_a_zone_that_is_a_path_is_no_zone() -> None:
    assert known_zone("../../etc/passwd") == "UTC"
