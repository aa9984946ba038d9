"""Weights in the comparison: shares by hand, intervals that widen, and margins that are met."""

import numpy as np
import pytest

from comity.terms.comparison import Comparison
from comity.terms.statements import Participants
from tests.simulations.worlds import compared, votes_of

STATES = np.array(["AAA", "AAA", "AAA", "BBB"])


def four_people(**options: object) -> Comparison:
    """Three from one State agree, pass and disagree; the one from another disagrees."""
    votes = votes_of(4, 1, np.arange(4), np.zeros(4, dtype=int), np.array([1, 0, -1, -1]))
    columns = {"state": STATES, "voice": np.array(["1", "1", "2", "4"])}
    return compared(votes, participants=Participants(votes.participants, columns), **options)


def test_equal_voice_per_state_by_hand() -> None:
    found = four_people(weight="equal-by:state")
    assert found.weights.values == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2])
    assert found.tallies.share[0, 0] == pytest.approx(1 / 6)
    assert found.tallies.against[0, 0] == pytest.approx(1 / 6 + 1 / 2)
    assert found.weights.effective == pytest.approx(16 / (3 * 4 / 9 + 4))
    assert (found.tallies.agree[0, 0], found.tallies.passed[0, 0], found.tallies.disagree[0, 0]) == (1, 1, 2)


def test_a_column_of_weights_by_hand() -> None:
    found = four_people(weight="column:voice")
    assert found.tallies.share[0, 0] == pytest.approx(1 / 8)
    assert found.tallies.against[0, 0] == pytest.approx(6 / 8)


def test_raked_to_margins_by_hand() -> None:
    found = four_people(weight="rake:states", margins=[("state", "AAA", 0.5), ("state", "BBB", 0.5)])
    assert found.tallies.share[0, 0] == pytest.approx(1 / 6)


def test_a_margin_is_met_among_those_who_voted() -> None:
    """Who did not vote has no weight to give: the margin holds among the others."""
    votes = votes_of(6, 1, np.arange(4), np.zeros(4, dtype=int), np.array([1, 1, 1, -1]))
    people = Participants(votes.participants, {"state": np.array(["AAA", "AAA", "AAA", "BBB", "BBB", "BBB"])})
    found = compared(
        votes, participants=people, weight="rake:m", margins=[("state", "AAA", 0.5), ("state", "BBB", 0.5)]
    )
    assert found.weights.values[4:].tolist() == [0, 0]
    assert found.tallies.share[0, 0] == pytest.approx(0.5)


def test_intervals_widen_with_what_weights_cost() -> None:
    """Half of the people weighing three times the others leave 80 % of them (Kish): the interval is that of 80 %."""
    rng = np.random.default_rng(1)
    votes = votes_of(400, 1, np.arange(400), np.zeros(400, dtype=int), rng.choice([-1, 1], 400))
    people = Participants(votes.participants, {"w": np.repeat(["1", "3"], 200)})
    plain, weighted = compared(votes), compared(votes, participants=people, weight="column:w")
    assert weighted.weights.effective == pytest.approx(320)
    assert weighted.tallies.cuts[0].effective == pytest.approx(320)
    width = [float(one.tallies.high[0, 0] - one.tallies.low[0, 0]) for one in (plain, weighted)]
    assert width[1] / width[0] == pytest.approx(np.sqrt(400 / 320), rel=0.02)


def test_costly_weights_are_said() -> None:
    votes = votes_of(100, 1, np.arange(100), np.zeros(100, dtype=int), np.ones(100, dtype=int))
    people = Participants(votes.participants, {"w": np.where(np.arange(100) < 5, "50", "1")})
    found = compared(votes, participants=people, weight="column:w")
    assert "compare.costly_weights" in {warned.code for warned in found.warnings}


def test_unknown_people_weigh_nothing_under_equal_voice() -> None:
    votes = votes_of(5, 1, np.arange(5), np.zeros(5, dtype=int), np.array([1, 1, 1, -1, -1]))
    people = Participants(votes.participants, {"state": np.array(["AAA", "AAA", "AAA", "BBB", ""])})
    found = compared(votes, participants=people, weight="equal-by:state")
    assert found.weights.values[4] == 0
    assert found.tallies.share[0, 0] == pytest.approx(0.5)


def test_margins_that_nobody_can_carry_are_said() -> None:
    found = four_people(weight="rake:m", margins=[("state", "AAA", 0.4), ("state", "BBB", 0.4), ("state", "CCC", 0.2)])
    (warning,) = (one for one in found.warnings if one.code == "compare.margins_without_people")
    assert warning.parameters == {"n": 1, "names": "CCC"}
    assert found.tallies.share[0, 0] == pytest.approx(1 / 6)


def test_margins_that_would_cost_too_much_are_said() -> None:
    """One of two hundred cannot stand for half of the world."""
    votes = votes_of(200, 1, np.arange(200), np.zeros(200, dtype=int), np.ones(200, dtype=int))
    people = Participants(votes.participants, {"state": np.where(np.arange(200) < 1, "AAA", "BBB")})
    found = compared(
        votes, participants=people, weight="rake:m", margins=[("state", "AAA", 0.5), ("state", "BBB", 0.5)]
    )
    assert "compare.margins_not_met" in {one.code for one in found.warnings}
    assert found.weights.values.max() <= 20 * (1 + 1e-6)
