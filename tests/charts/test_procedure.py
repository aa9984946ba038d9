"""Diagrams of procedures: every state and step is there, nothing lies on anything, and Arabic is mirrored."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from comity.charts import Figure
from comity.charts.procedure import WIDTH, procedure_chart, procedure_table, standalone
from comity.procedure import STANDARD, Procedure, accept, describe, standard
from comity.words import LANGUAGES

SVG = "{http://www.w3.org/2000/svg}"
ALL = [(name, key, one) for name in STANDARD for key, one in accept(standard(name)).procedures.items()]
SILENCE = accept(standard()).procedures["silence"]
EVERY = pytest.mark.parametrize("procedure", [one for _, _, one in ALL], ids=[f"{name}-{key}" for name, key, _ in ALL])


def parse(figure: Figure) -> ET.Element:
    return ET.fromstring(standalone(figure).split("\n", 1)[1])


def texts(figure: Figure) -> list[str]:
    return [element.text or "" for element in parse(figure).iter(f"{SVG}text")]


def boxes(figure: Figure) -> list[tuple[float, float, float, float]]:
    """(left, right, top, bottom) of every state, in their order down the page."""
    found = []
    for rect in parse(figure).iter(f"{SVG}rect"):
        x, y, width, height = (float(rect.get(key, "0")) for key in ("x", "y", "width", "height"))
        if rect.get("stroke-width") != "0.8":  # the inner line of an end
            found.append((x, x + width, y, y + height))
    return found


@EVERY
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_a_box_and_every_step_has_its_number(procedure: Procedure, language: str) -> None:
    figure = procedure_chart("k", language, procedure)
    assert len(boxes(figure)) == len(procedure.states)
    numbers = {number for text in texts(figure) for number in re.findall(r"\d+", text)}
    assert numbers >= {str(n) for n in range(1, len(procedure.transitions) + 1)}


@EVERY
def test_boxes_stand_apart_and_within_a_phone(procedure: Procedure) -> None:
    found = boxes(procedure_chart("k", "en", procedure))
    assert all(0 <= left < right <= WIDTH for left, right, _, _ in found)
    assert all(above[3] + 10 < below[2] for above, below in pairwise(found))


@EVERY
def test_lines_stay_within_the_picture_and_no_two_lanes_lie_on_one_another(procedure: Procedure) -> None:
    figure = procedure_chart("k", "en", procedure)
    upright: list[tuple[float, float, float]] = []
    for path in parse(figure).iter(f"{SVG}path"):
        points = [tuple(map(float, point.split())) for point in (path.get("d") or "M0 0")[1:].rstrip("Z").split("L")]
        assert all(0 <= x <= WIDTH for x, _ in points)
        if path.get("fill") == "none" and len(points) == 3:
            (x, first), (_, last), _ = points
            upright.append((x, min(first, last), max(first, last)))
    for one, other in pairwise(sorted(upright)):
        assert one[0] != other[0] or one[2] <= other[1]


def test_it_says_what_is_drawn() -> None:
    svg = parse(procedure_chart("one", "en", SILENCE))
    assert svg.get("role") == "img"
    assert svg.findtext(f"{SVG}title") == "How “Silence procedure” goes from “In negotiation” to its end"
    assert svg.findtext(f"{SVG}desc") == (
        "A diagram of the states of “Silence procedure”: 6 states and 10 steps, from “In negotiation” to Adopted, "
        "Withdrawn, and Lapsed. Solid lines are steps that somebody takes, dashed lines those that a clock takes. The "
        "table lists every step."
    )


def test_it_needs_no_colour() -> None:
    svg = procedure_chart("one", "en", SILENCE).svg
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) == {"none", "currentColor"}
    assert "style=" not in svg


def test_what_clocks_do_is_dashed_and_what_people_do_is_not() -> None:
    consultation = accept(standard()).procedures["consultation"]
    paths = parse(procedure_chart("k", "en", consultation)).iter(f"{SVG}path")
    dashed = [path.get("stroke-dasharray") for path in paths]
    assert "4 3" in dashed and None in dashed


def test_in_arabic_it_is_mirrored() -> None:
    def outline(language: str) -> list[tuple[float, float]]:
        return [(top, bottom) for _, _, top, bottom in boxes(procedure_chart("k", language, SILENCE))]

    svg = parse(procedure_chart("k", "ar", SILENCE))
    assert svg.get("direction") == "rtl"
    assert outline("ar") == outline("en")
    left = [(x, right) for x, right, _, _ in boxes(procedure_chart("k", "en", SILENCE))]
    right = [(-right, -x) for x, right, _, _ in boxes(procedure_chart("k", "ar", SILENCE))]
    assert left == right
    (inside,) = svg.findall(f"{SVG}svg")
    assert inside.get("x") == "100%"


def test_the_table_beside_it_has_a_row_for_every_step() -> None:
    table = procedure_table("en", SILENCE)
    assert table.rows[0] == (
        "1. circulate the final text",
        "In negotiation",
        "Circulated",
        "the chair",
        "no bracket is open",
    )
    assert table.rows[7] == ("8. the text is adopted", "Under silence", "Adopted", "the clock “silence”, 72 hours", "")
    assert len(table.rows) == len(SILENCE.transitions)
    assert [row[0].split(". ")[1] for row in table.rows] == [step.label for step in describe(SILENCE, "en").steps]
