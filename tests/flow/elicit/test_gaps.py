"""Who has no voice yet is named, and the worst-off are asked first."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.flow.elicit.gaps import COLUMNS, Expected, country_gaps, country_strata, gaps
from comity.terms.countries import COUNTRIES
from comity.terms.errors import ComityError

VOICES = st.dictionaries(st.sampled_from([*COUNTRIES, ""]), st.integers(0, 50), max_size=40)


def test_no_voice_yet_from_so_many_of_the_least_developed_countries() -> None:
    found = country_gaps({"NPL": 3, "BGD": 1, "FRA": 40, "AFG": 0, "": 7})
    least = next(gap for gap in found if gap.column == "ldc")
    assert (len(least.missing), least.members, least.heard, least.total) == (42, 44, 4, 44)
    assert "AFG" in least.missing and "NPL" not in least.missing
    assert least.wanted == 42
    assert {gap.column for gap in found[:2]} == {"ldc", "income_group"}


def test_ratio_and_interval_of_a_share() -> None:
    """10 of 40 voices from half of the world: 0.5; Wilson's 90 % interval of 10/40 is 0.1558 to 0.3757."""
    (found,) = gaps([Expected("region", "Asia", share=0.5)], {("region", "Asia"): 10, ("region", "Europe"): 30})
    assert (found.heard, found.total, found.ratio, found.shortfall) == (10, 40, 0.5, 0.5)
    assert (found.low, found.high) == (pytest.approx(0.3116, abs=1e-3), pytest.approx(0.7514, abs=1e-3))
    assert found.wanted == 20, "30 of 60 is a half"


def test_nobody_at_all_is_a_whole_shortfall() -> None:
    (found,) = gaps([Expected("kind", "union", share=0.2)], {})
    assert (found.shortfall, found.wanted, found.low, found.high) == (1, 1, 0, 5)
    assert math.isnan(found.ratio)


def test_the_worst_off_come_first_then_the_largest_shortfall() -> None:
    expected = [
        Expected("k", "rich", share=0.5, turn=2),
        Expected("k", "poor", share=0.3, turn=0),
        Expected("k", "poorest", share=0.2, turn=0),
    ]
    found = gaps(expected, {("k", "rich"): 0, ("k", "poor"): 9, ("k", "poorest"): 1, ("k", ""): 90})
    assert [gap.name for gap in found] == ["poorest", "poor", "rich"]


def test_each_united_nations_member_stands_in_one_region() -> None:
    regions = [code for one in country_strata() if one.column == "region" for code in one.members]
    assert len(regions) == len(set(regions)) == 193
    assert {one.column for one in country_strata()} == set(COLUMNS)


@given(VOICES)
def test_missing_and_heard_make_up_the_members(voices: dict[str, int]) -> None:
    for gap, one in zip(
        sorted(country_gaps(voices), key=lambda gap: (gap.column, gap.name)), country_strata(), strict=True
    ):
        spoken = {code for code in one.members if voices.get(code)}
        assert spoken | set(gap.missing) == set(one.members) and not spoken & set(gap.missing)
        assert 0 <= gap.shortfall <= 1


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.01, 0.99))
def test_the_voices_wanted_are_enough_and_no_more(own: int, others: int, share: float) -> None:
    (gap,) = gaps([Expected("k", "x", share=share)], {("k", "x"): own, ("k", "y"): others})
    if own + others:
        assert (own + gap.wanted) / (own + others + gap.wanted) >= share - 1e-9
        if gap.wanted:
            assert (own + gap.wanted - 1) / (own + others + gap.wanted - 1 or 1) < share
            assert gap.low <= gap.ratio <= gap.high


def test_bad_input_is_refused() -> None:
    with pytest.raises(ComityError, match=r"elicit\.bad_share"):
        gaps([Expected("k", "x", share=0.0)], {})
    with pytest.raises(ComityError, match=r"elicit\.negative_voices"):
        gaps([], {("k", "x"): -1})
