"""Interval charts: what stands where, what is said, and that hostile names are only names."""

import math
import xml.etree.ElementTree as ET

import pytest

from comity.charts import Estimate, Figure, in_order, interval_chart, interval_table, pair_chart, strip_chart

EVERYBODY = Estimate("All participants", 0.7, 0.66, 0.74, 500, "all")
AFRICA = Estimate("Africa", 0.8, 0.7, 0.88, 60)
OCEANIA = Estimate("Oceania", 0.75, 0.4, 0.93, 9, "worst")
SILENT = Estimate("Silent", math.nan, math.nan, math.nan, 0)
ALL = (AFRICA, SILENT, EVERYBODY, OCEANIA)
SVG = "{http://www.w3.org/2000/svg}"


def parse(figure: Figure) -> ET.Element:
    return ET.fromstring(figure.svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def texts(figure: Figure) -> list[str]:
    return [element.text or "" for element in parse(figure).iter(f"{SVG}text")]


def test_everybody_first_then_by_the_lower_bound() -> None:
    assert [e.name for e in in_order(ALL)] == ["All participants", "Oceania", "Africa", "Silent"]


def test_a_chart_has_a_title_with_its_finding_and_a_description() -> None:
    figure = interval_chart("one", "en", "Oceania is the worst-off", ALL)
    svg = parse(figure)
    assert svg.get("role") == "img"
    title, description = (svg.get("aria-labelledby") or "").split()
    assert [e.get("id") for e in list(svg)[:2]] == [title, description]
    assert svg.find(f"{SVG}title").text == "Oceania is the worst-off"  # type: ignore[union-attr]
    assert "90% interval" in (svg.find(f"{SVG}desc").text or "")  # type: ignore[union-attr]


def test_the_worst_off_is_marked_by_words_not_by_colour_alone() -> None:
    assert "Oceania · least sure" in texts(interval_chart("one", "en", "t", ALL))
    assert "Least sure 75%" in texts(strip_chart("one", "en", "t", ALL))


def test_who_did_not_vote_is_in_the_table_but_not_drawn() -> None:
    assert "Silent" not in texts(interval_chart("one", "en", "t", ALL))
    assert interval_table("en", "c", ALL).rows[-1] == ("Silent", "0", "–", "–", "–")


def test_marks_stand_where_their_share_is() -> None:
    (bar,) = [e for e in parse(strip_chart("k", "en", "t", ALL)).iter(f"{SVG}line") if "bar" in (e.get("class") or "")]
    # The scale runs from 1.5 to 98.5 % of the width: 40 % stands at 40.3, 93 % at 91.71.
    assert (bar.get("x1"), bar.get("x2")) == ("40.3%", "91.71%")


def test_in_arabic_the_scale_begins_at_the_right() -> None:
    svg = parse(strip_chart("k", "ar", "t", ALL))
    (bar,) = [e for e in svg.iter(f"{SVG}line") if "bar" in (e.get("class") or "")]
    assert svg.get("direction") == "rtl"
    assert (bar.get("x1"), bar.get("x2")) == ("59.7%", "8.29%")


def test_a_limit_keeps_everybody_and_the_lowest() -> None:
    many = [EVERYBODY, *(Estimate(f"n{i}", 0.5 + i / 100, 0.4 + i / 100, 0.6 + i / 100, 10) for i in range(30))]
    drawn = texts(interval_chart("k", "en", "t", many, top=12))
    assert "All participants" in drawn and "n0" in drawn and "n11" in drawn and "n12" not in drawn


@pytest.mark.parametrize(
    "name", ['<script>alert("1")</script>', "a&b", "\x00\x1b", "\u202eevil", "x" * 10_000, "\ud800"]
)
def test_hostile_names_are_only_names(name: str) -> None:
    hostile = [Estimate(name, 0.5, 0.4, 0.6, 10, "worst"), EVERYBODY]
    for figure in (
        interval_chart("k", "en", name, hostile),
        strip_chart("k", "ar", name, hostile),
        pair_chart("k", "en", name, *hostile),
    ):
        svg = parse(figure)
        assert {e.tag.removeprefix(SVG) for e in svg.iter()} <= {"svg", "title", "desc", "line", "text", "path"}
        assert not any(attribute.startswith("on") or attribute == "style" for e in svg.iter() for attribute in e.attrib)
        assert max(len(text) for text in texts(figure)) < 60
    assert "<script" not in interval_table("en", name, hostile).__html__()


def test_without_anybody_the_chart_is_empty_and_whole() -> None:
    assert texts(interval_chart("k", "en", "t", [SILENT])) == ["0%", "100%", "50%"]


def test_the_same_input_gives_the_same_bytes() -> None:
    assert interval_chart("k", "en", "t", ALL).svg == interval_chart("k", "en", "t", ALL).svg
