"""A warning instead of a claim where the data cannot carry it."""

import numpy as np

from comity.terms.statements import Participants
from tests.simulations.worlds import compared, continuum, planted, votes_of


def codes(found: object) -> set[str]:
    return {one.code for one in found.warnings}  # type: ignore[attr-defined]


def test_few_people_are_said() -> None:
    assert "compare.few_people" in codes(compared(planted((12, 8), 30, separation=3, density=0.8, seed=1).votes))
    assert "compare.few_people" not in codes(compared(planted((30, 20), 30, separation=3, density=0.8, seed=1).votes))


def test_people_who_never_voted_do_not_count_as_many() -> None:
    """Two hundred are listed, five voted."""
    votes = votes_of(200, 6, np.repeat(np.arange(5), 6), np.tile(np.arange(6), 5), np.ones(30, dtype=int))
    assert "compare.few_people" in codes(compared(votes))


def test_unstable_groups_are_said() -> None:
    found = compared(continuum(1000, 200, 0.1, 1, seed=0).votes)
    assert found.groups.verdict == "unstable"
    (warning,) = (one for one in found.warnings if one.code == "compare.unstable_groups")
    assert warning.parameters["stability"] == round(found.groups.stability, 2)


def test_stable_groups_need_no_warning() -> None:
    found = compared(planted((100, 80), 40, separation=4, density=0.8, dividing=1.0, seed=1).votes)
    assert found.groups.verdict == "stable"
    assert "compare.unstable_groups" not in codes(found)


def test_statements_few_have_seen_are_said() -> None:
    found = compared(planted((100, 100), 400, separation=3, density=0.02, seed=1).votes)
    assert "compare.thin_coverage" in codes(found)


def test_small_strata_are_named_with_their_numbers() -> None:
    world = planted((60, 40), 20, separation=2, density=0.8, seed=1)
    region = np.array(["north"] * 92 + ["isles"] * 8)
    found = compared(
        world.votes, participants=Participants(world.votes.participants, {"region": region}), by=["region"]
    )
    (warning,) = (one for one in found.warnings if one.code == "compare.small_strata")
    assert warning.parameters["n"] == 1 and "isles (8)" in str(warning.parameters["names"])
