"""Numbers, shares and foreign text as each language writes them."""

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.words import clean, date, list_of, number, percent, whole_percent


def test_numbers_have_the_separators_of_the_language() -> None:
    assert number("en", 1234567) == "1,234,567"
    assert number("fr", 1234567) == "1\u202f234\u202f567"
    assert number("es", 1234567.5, 1) == "1.234.567,5"
    assert number("ru", -2.5, 1) == "\u22122,5"


def test_shares_are_percentages() -> None:
    assert percent("en", 0.625) == "62%"
    assert percent("en", 0.0123, 1) == "1.2%"
    assert percent("fr", 0.5) == "50\xa0%"


def test_in_arabic_the_sign_stays_beside_the_number_on_one_side() -> None:
    assert percent("ar", 0.5) == "50\u200e%\u200e"


def test_what_is_not_a_number_is_a_dash() -> None:
    assert number("en", math.nan) == percent("ar", math.inf) == "–"
    assert math.isnan(whole_percent(math.nan))


@pytest.mark.parametrize(("share", "usual", "bound"), [(0.619, 62, 61), (0.6, 60, 60), (0.29, 29, 29), (1.0, 100, 100)])
def test_bounds_are_rounded_down(share: float, usual: int, bound: int) -> None:
    assert whole_percent(share) == usual
    assert whole_percent(share, at_least=True) == bound


def test_upper_ends_are_rounded_up() -> None:
    assert [whole_percent(share, at_most=True) for share in (0.611, 0.61, 1.0)] == [62, 61, 100]


def test_dates_are_absolute() -> None:
    assert date("en", datetime.date(2026, 11, 24)) == "Nov 24, 2026"
    assert date("zh_Hans", datetime.date(2026, 11, 24)) == "2026年11月24日"


def test_lists_end_as_the_language_ends_them() -> None:
    assert list_of("en", ["a", "b", "c"]) == "a, b, and c"
    assert list_of("es", ["a", "b"]) == "a y b"


@given(st.text())
def test_clean_text_holds_nothing_that_turns_hides_or_breaks(text: str) -> None:
    safe = clean(text)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in safe)
    assert not set(safe) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff")
    assert len(clean(text, 10)) <= 10


def test_joiners_that_spelling_needs_are_kept() -> None:
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
