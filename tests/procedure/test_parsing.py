"""Charters come from outside: whatever is not one is refused with its place, and nothing else happens."""

import copy
import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.procedure import check, parse, standard
from comity.terms.errors import ComityError
from tests.procedure.drafting import document, procedure, state, step


def refused(drafted: object) -> tuple[str, object]:
    with pytest.raises(ComityError) as caught:
        parse(drafted)
    return caught.value.code.removeprefix("charter."), caught.value.parameters.get("path")


def put(path: str, value: object) -> dict[str, Any]:
    """A sound document with one value in another's place."""
    drafted = copy.deepcopy(document())
    *way, last = path.split(".")
    place: Any = drafted
    for key in way:
        place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
    if isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
    return drafted


CALENDAR = {"label": {"en": "x"}, "time_zone": "UTC", "weekdays": [1], "hours": [["09:00", "17:00"]]}
SPRING = [f"{month:02}-{day:02}" for month in range(1, 5) for day in range(1, 28)]
STEP = "procedures.amendment.transitions.0"


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("schema", {"name": "comity.charter", "version": 2}, "wrong_schema"),
        ("name", {}, "no_text"),
        ("name", {"English": "x"}, "bad_language"),
        ("name", {"en": " "}, "wrong_type"),
        ("name", {"en": "x" * 2001}, "too_large"),
        ("name", {"en": "\ud800"}, "wrong_type"),
        ("motto", "x", "unknown_key"),
        ("time_zone", "Europe/Atlantis", "unknown_zone"),
        ("time_zone", "../../etc/passwd", "unknown_zone"),
        ("attribution", "shouted", "bad_choice"),
        ("roles.The Chair", {"label": {"en": "x"}}, "bad_name"),
        ("roles.chair.held_by", ["emperor"], "bad_choice"),
        ("roles.chair.single", "yes", "wrong_type"),
        ("deadlines.x", {"days": 1, "hours": 2}, "one_unit"),
        ("deadlines.x", {"days": -1}, "out_of_range"),
        ("deadlines.x", {"days": 1.5}, "out_of_range"),
        ("deadlines.x", {"days": True}, "wrong_type"),
        ("deadlines.x", {"days": float("nan")}, "number_too_extreme"),
        ("deadlines.x", {"months": 1, "business": "c"}, "working_unit"),
        ("calendars.c", {**CALENDAR, "weekdays": []}, "calendar_closed"),
        ("calendars.c", {**CALENDAR, "weekdays": [0]}, "out_of_range"),
        ("calendars.c", {**CALENDAR, "hours": [["17:00", "09:00"]]}, "bad_span"),
        ("calendars.c", {**CALENDAR, "hours": [["09:00", "12:00"], ["11:00", "13:00"]]}, "bad_span"),
        ("calendars.c", {**CALENDAR, "hours": [["09:00", "09:30"]]}, "calendar_closed"),
        ("calendars.c", {**CALENDAR, "hours": [["9am", "5pm"]]}, "bad_time"),
        ("calendars.c", {**CALENDAR, "holidays": ["Christmas"]}, "bad_day"),
        ("calendars.c", {**CALENDAR, "holidays": SPRING}, "calendar_closed"),
        (f"{STEP}.clock", "months", "who_or_clock"),
        (f"{STEP}.who", [], "nobody"),
        (f"{STEP}.who", ["clock"], "nobody"),
        (f"{STEP}.guards", [{}], "one_guard"),
        (f"{STEP}.guards", [{"python": "import os"}], "unknown_key"),
        (f"{STEP}.guards", [{"holds": "a", "none": "b"}], "one_guard"),
        (f"{STEP}.guards", [{"fact": "a"}], "one_relation"),
        (f"{STEP}.guards", [{"fact": "a", "less": 1, "more": 2}], "one_relation"),
        (f"{STEP}.guards", [{"fact": "a", "less": {"number": "n", "fact": "f"}}], "one_operand"),
        (f"{STEP}.guards", [{"all": []}], "nothing_inside"),
        (f"{STEP}.clocks", [{"start": "a", "stop": "b"}], "one_action"),
        (f"{STEP}.clocks", [{"extend": "months"}], "extend_by"),
        (f"{STEP}.clocks", [{"stop": "months", "after": ["adopt"]}], "after_start"),
        (f"{STEP}.order", 10_000, "out_of_range"),
    ],
)  # fmt: skip
def test_what_is_not_as_it_should_be_is_refused_with_its_place(path: str, value: object, code: str) -> None:
    found, place = refused(put(path, value))
    assert found == code
    assert str(place).startswith(path.rsplit(".", 1)[0]) or path.startswith(str(place)) or place == "/"


def test_a_guard_nested_without_end_is_refused() -> None:
    guard: dict[str, Any] = {"holds": "a"}
    for _ in range(500):
        guard = {"not": guard}
    assert refused(put(f"{STEP}.guards", [guard]))[0] == "guard_too_deep"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "not_json"), ("{", "not_json"), ("[" * 100_000, "not_json"), ('{"a":1,"a":1}', "duplicate_key")],
)
def test_text_that_is_no_document_is_refused(text: str, code: str) -> None:
    assert refused(text)[0] == code
    assert refused(text.encode())[0] == code


def test_a_document_too_large_to_read_is_refused() -> None:
    long = {f"r{n}": {"label": {"en": "x" * 1900}, "held_by": ["member"]} for n in range(600)}
    assert refused(document(roles=long)) == ("too_large", "/")


def test_a_procedure_too_large_to_check_is_refused() -> None:
    states = {f"s{n}": {"label": {"en": "x"}} for n in range(101)}
    assert refused(put("procedures.amendment.states", states)) == ("too_large", "procedures.amendment.states")
    pauses = {f"s{n}": {"label": {"en": "x"}, "kind": "pause"} for n in range(9)}
    assert refused(put("procedures.amendment.states", pauses))[0] == "too_many_pauses"


def test_the_largest_procedure_is_checked_in_seconds() -> None:
    """A hundred states, eight of them pauses, each with four steps to anywhere and a clock."""
    states = {f"s{n}": state(f"s{n}", "pause" if n % 12 == 5 else "normal") for n in range(99)}
    states["s0"]["kind"], states["end"] = "start", state("end", "final")
    steps = [
        step(f"e{n}_{to}", f"s{n}", f"s{(7 * n + 13 * to) % 99}", "member", clocks=[{"start": f"c{to}"}])
        for n in range(99)
        for to in range(3)
    ]
    steps += [step(f"t{n}", f"s{n}", "end", clock="c0") for n in range(99)]
    drafted = document({"it": procedure(states, steps, clocks={f"c{n}": "half_year" for n in range(4)})})
    begun = time.perf_counter()
    check(parse(drafted))
    assert time.perf_counter() - begun < 20


WHOLE: Any = standard()
PLACES: list[list[Any]] = []


def collect(value: Any, way: list[Any]) -> None:
    for key, inside in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        PLACES.append([*way, key])
        collect(inside, [*way, key])


collect(WHOLE, [])
ODD = st.sampled_from(
    [None, True, -1, 0, 10**400, 0.1, "", "x", "any", "=", "<", [], [[]], {}, {"en": 1}, ["x"], {"x": {}}]
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), ODD)
def test_anything_in_any_place_is_read_refused_or_found_and_never_breaks(way: list[Any], odd: object) -> None:
    drafted = json.loads(json.dumps(WHOLE))
    place = drafted
    for key in way[:-1]:
        place = place[key]
    place[way[-1]] = odd
    try:
        check(parse(drafted))
    except ComityError as error:
        assert error.code.startswith("charter.")
