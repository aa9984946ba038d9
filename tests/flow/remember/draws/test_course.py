"""A draw as it goes: where it stands, and that what is refused leaves no trace."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.flow.remember.draws.course import Course, course_of
from comity.flow.remember.draws.payloads import COMMITTED, REVEALED
from comity.terms.errors import ComityError
from tests.flow.remember.draws.drawing import Holding, held

FIVE = ("a", "b", "c", "d", "e")


@pytest.fixture(scope="module")
def sealed() -> Holding:
    holding = Holding(FIVE)
    holding.announce()
    for name in FIVE:
        holding.commit(name)
    holding.fix_root()
    return holding


@settings(max_examples=25)
@given(st.permutations(FIVE), st.integers(0, 5), st.permutations(FIVE), st.integers(0, 2))
def test_who_speaks_and_who_helps_changes_nothing(
    sealed: Holding, speakers: list[str], speaking: int, helpers: list[str], more: int
) -> None:
    """Any may stay silent, as long as any three open their shares."""
    everyone = held_from(sealed, list(FIVE), [])
    holding = held_from(sealed, speakers[:speaking], helpers[: 3 + more])
    assert holding.course.conclusion().seed == everyone.course.conclusion().seed
    assert holding.course.conclusion().drawn == everyone.course.conclusion().drawn
    assert set(holding.course.silent) == set(speakers[speaking:])


def held_from(sealed: Holding, speakers: list[str], helpers: list[str]) -> Holding:
    holding = copy.deepcopy(sealed)
    for name in speakers:
        holding.reveal(name)
    holding.minute = 121
    for name in helpers:
        holding.open_shares(name)
    assert holding.refused == []
    return holding


def test_the_course_says_what_is_missing(sealed: Holding) -> None:
    holding = held_from(sealed, ["a", "b"], ["a", "b"])
    assert holding.course.qualified == FIVE
    assert holding.course.silent == holding.course.missing == ("c", "d", "e")
    holding.open_shares("d")
    assert holding.course.silent == ("c", "d", "e") and holding.course.missing == ()


def test_an_entry_that_is_refused_leaves_no_trace(sealed: Holding) -> None:
    before = copy.deepcopy(vars(sealed.course))
    holding = copy.deepcopy(sealed)
    holding.append(REVEALED, {"draw": holding.draw, "participant": "a", "nonce": "ab" * 32})
    holding.append(REVEALED, {"draw": holding.draw})
    holding.append(COMMITTED, dict(holding.entries[2].payload or {}))
    holding.minute = 121
    holding.append(
        "draw.concluded", {"draw": holding.draw, "qualified": [], "rebuilt": [], "seed": "ab" * 32, "drawn": 1}
    )
    assert holding.refused == [
        "draw.nonce_differs",
        "draw.missing_field",
        "draw.committed_late",
        "draw.incomplete",
    ]
    assert vars(holding.course) == before


def test_a_course_can_be_taken_up_again_from_the_record() -> None:
    holding = held(FIVE, silent=["e"])
    of_draw = [opened for opened in holding.entries if opened.entry.subject == "draw:panel-1"]
    assert course_of(of_draw).conclusion() == holding.course.conclusion()
    assert course_of(of_draw[:-1]).ended is False


def test_nothing_is_concluded_of_what_was_never_announced() -> None:
    with pytest.raises(ComityError) as caught:
        _ = Course().qualified
    assert caught.value.code == "draw.unannounced"
