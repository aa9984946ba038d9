"""Who took part against who was to be heard."""

import math

from comity.charts import Part, by_gap, gap_chart, gap_table

AFRICA = Part("Africa", 10, 200, 0.1, 0.28)
EUROPE = Part("Europe", 80, 900, 0.8, 0.22)
OTHER = Part("A value not known", 10, 20, 0.1, math.nan)
SILENT = Part("", 3, 9, math.nan, math.nan)


def test_the_most_missing_stand_first_and_the_unknown_last() -> None:
    assert [p.name for p in by_gap([SILENT, OTHER, EUROPE, AFRICA])] == ["Africa", "Europe", "A value not known", ""]


def test_who_has_nobody_stands_before_all_and_the_least_heard_next() -> None:
    nobody = Part("Oceania", 0, 0, 0.0, 0.07)
    low_income, lower_middle = Part("Low income", 44, 900, 0.037, 0.13), Part("Lower middle", 168, 900, 0.14, 0.26)
    ordered = by_gap([lower_middle, EUROPE, low_income, nobody])
    assert [p.name for p in ordered] == ["Oceania", "Low income", "Lower middle", "Europe"]
    assert [p.missing for p in ordered] == [True, True, True, False]


def test_a_shortfall_that_chance_explains_is_not_called_missing() -> None:
    close, clear = Part("a", 25, 900, 0.1302, 0.1347), Part("b", 250, 900, 0.1, 0.1347)
    assert not close.missing and clear.missing
    svg = gap_chart("g", "en", "t", [close]).svg
    assert ">13%<" in svg and "not" not in svg and "strong" not in svg


def test_both_shares_stand_beside_the_mark() -> None:
    svg = gap_chart("g", "en", "t", [EUROPE, AFRICA]).svg
    assert "10%, not 28%" in svg and "80%, not 22%" in svg
    assert svg.index("Africa") < svg.index("Europe")
    assert svg.count('class="reference"') == 2


def test_without_a_reference_the_smallest_stands_first() -> None:
    parts = [Part("b", 9, 9, 0.9, math.nan), Part("a", 1, 1, 0.1, math.nan)]
    figure = gap_chart("g", "en", "t", parts)
    assert figure.svg.index(">a<") < figure.svg.index(">b<")
    assert 'class="reference"' not in figure.svg and "reference" not in figure.description


def test_nothing_leaves_the_scale() -> None:
    svg = gap_chart("g", "en", "t", [EUROPE, Part("x", 0, 0, 0.0, 0.0)]).svg
    assert "nan" not in svg and 'cx="-' not in svg


def test_the_table_has_both_shares_with_a_decimal() -> None:
    assert gap_table("en", "c", [AFRICA, OTHER]).rows == (
        ("Africa", "10", "200", "10.0%", "28.0%"),
        ("A value not known", "10", "20", "10.0%", "–"),
    )


def test_who_has_no_known_value_is_in_the_table_but_not_drawn() -> None:
    assert gap_chart("g", "en", "t", [AFRICA, SILENT]).svg.count('class="dot all"') == 1
    assert gap_table("en", "c", [AFRICA, SILENT]).rows[-1] == ("", "3", "9", "–", "–")
