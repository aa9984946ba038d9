"""Who took part and who is missing, against those who should have been heard."""

import math

import numpy as np
import pytest

from comity.terms.comparison import Presence
from comity.terms.statements import Participants
from tests.simulations.worlds import compared, votes_of


@pytest.fixture(scope="module")
def lines() -> dict[str, Presence]:
    """Ten people: six from the north, two from the south, one of whom did not vote, one from nowhere known, one from
    the east. The reference speaks of north, south and west, in people rather than shares."""
    region = ["north"] * 6 + ["south"] * 2 + ["", "east"]
    rows = np.array([0, 1, 2, 3, 4, 5, 6, 8, 9, 9])
    columns = np.array([0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    votes = votes_of(10, 2, rows, columns, np.ones(10, dtype=int))
    found = compared(
        votes,
        participants=Participants(votes.participants, {"region": np.array(region)}),
        by=["region"],
        reference=[("region", "north", 30), ("region", "south", 50), ("region", "west", 20), ("income", "low", 1)],
    )
    return {line.name: line for line in found.participation}


def test_shares_are_of_those_who_voted_and_are_known(lines: dict[str, Presence]) -> None:
    assert (lines["north"].people, lines["south"].people, lines["east"].people) == (6, 1, 1)
    assert lines["north"].share == pytest.approx(6 / 8)
    assert lines["south"].share == pytest.approx(1 / 8)
    assert lines["east"].votes == 2


def test_the_reference_is_scaled_to_one(lines: dict[str, Presence]) -> None:
    assert [lines[name].reference for name in ("north", "south", "west")] == pytest.approx([0.3, 0.5, 0.2])
    assert math.isnan(lines["east"].reference)


def test_who_is_missing_altogether_has_a_line(lines: dict[str, Presence]) -> None:
    assert (lines["west"].people, lines["west"].votes, lines["west"].share) == (0, 0, 0.0)


def test_people_of_unknown_region_are_counted_and_have_no_share(lines: dict[str, Presence]) -> None:
    assert list(lines)[-1] == ""
    assert lines[""].people == 1
    assert math.isnan(lines[""].share) and math.isnan(lines[""].reference)


def test_without_a_reference_there_is_none() -> None:
    votes = votes_of(3, 1, np.arange(3), np.zeros(3, dtype=int), np.ones(3, dtype=int))
    people = Participants(votes.participants, {"kind": np.array(["a", "a", "b"])})
    found = compared(votes, participants=people, by=["kind"])
    assert [(line.name, line.people) for line in found.participation] == [("a", 2), ("b", 1)]
    assert all(math.isnan(line.reference) for line in found.participation)
