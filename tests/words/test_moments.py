"""Moments as each language writes them: with the zone, and how far away they are."""

import datetime

import pytest

from comity.words import LANGUAGES, city, day, moment, relative

EVENING = datetime.datetime(2026, 11, 24, 18, 0, tzinfo=datetime.UTC)


def test_a_day_names_its_month() -> None:
    said = {language: day(language, EVENING.date()) for language in LANGUAGES}
    assert said["en"] == "24 Nov 2026"
    assert said["ar"] == "24 نوفمبر 2026"
    assert said["fr"] == "24 nov. 2026"
    assert said["zh_Hans"] == "2026年11月24日"
    assert all("11" not in said[language] for language in ("en", "ar", "es", "fr", "ru"))


def test_a_moment_is_said_in_the_zone_asked_for() -> None:
    assert moment("en", EVENING) == "24 Nov 2026, 18:00"
    assert moment("en", EVENING, "Europe/Zurich") == "24 Nov 2026, 19:00"
    assert moment("en", EVENING, "Asia/Tokyo") == "25 Nov 2026, 03:00"
    assert moment("ar", EVENING) == "24 نوفمبر 2026، 18:00"
    assert moment("es", EVENING, "America/New_York") == "24 nov 2026, 13:00"


def test_summer_time_is_that_of_the_day_and_not_of_today() -> None:
    summer = datetime.datetime(2026, 7, 1, 12, 0, tzinfo=datetime.UTC)
    assert moment("en", summer, "Europe/Zurich") == "1 Jul 2026, 14:00"


def test_zones_are_named_after_their_city() -> None:
    assert city("en", "Europe/Zurich") == "Zurich"
    assert city("ru", "Europe/Zurich") == "Цюрих"
    assert city("zh_Hans", "America/New_York") == "纽约"


@pytest.mark.parametrize(
    ("language", "days", "said"),
    [
        ("en", 3, "in 3 days"),
        ("en", 1, "in 1 day"),
        ("en", -2, "2 days ago"),
        ("en", 11, "in 11 days"),
        ("ar", 2, "خلال يومين"),
        ("ar", 3, "خلال 3 أيام"),
        ("ar", 11, "خلال 11 يومًا"),
        ("ar", -2, "قبل يومين"),
        ("ru", 1, "через 1 день"),
        ("ru", 2, "через 2 дня"),
        ("ru", 5, "через 5 дней"),
        ("ru", 21, "через 21 день"),
        ("ru", -5, "5 дней назад"),
        ("fr", 2, "dans 2 jours"),
        ("es", 1, "dentro de 1 día"),
        ("zh_Hans", 3, "3天后"),
        ("en", 60, "in 2 months"),
        ("en", 800, "in 2 years"),
    ],
)
def test_how_far_away_with_the_plural_of_the_language(language: str, days: int, said: str) -> None:
    assert relative(language, datetime.timedelta(days=days)) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (20, "in 1 minute"),
        (59 * 60, "in 59 minutes"),
        (3599, "in 1 hour"),
        (23 * 3600, "in 23 hours"),
        (86399, "in 1 day"),
        (44 * 86400, "in 44 days"),
        (350 * 86400, "in 1 year"),
        (-90, "2 minutes ago"),
    ],
)
def test_the_unit_is_one_in_which_deadlines_are_set(seconds: int, said: str) -> None:
    assert relative("en", datetime.timedelta(seconds=seconds)) == said
