"""Two camps with nobody between them are told from the ends of one range of views."""

import pytest

from comity.terms.comparison import Comparison
from tests.simulations.worlds import compared, continuum, planted


def pairs(found: Comparison) -> str:
    """The groups that no gap separates, as the warning names them."""
    return ", ".join(str(one.parameters["pairs"]) for one in found.warnings if one.code == "compare.no_gap")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_camps_apart_are_left_alone(seed: int) -> None:
    found = compared(planted((300, 300), 60, separation=4, density=0.5, dividing=0.7, seed=seed).votes)
    assert found.groups.k == 2
    assert pairs(found) == ""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_halves_of_one_range_are_named(seed: int) -> None:
    found = compared(continuum(600, 60, 0.3, 1, seed).votes)
    assert found.groups.k >= 2
    assert "A–B" in pairs(found)


def test_one_group_has_no_neighbour() -> None:
    found = compared(continuum(40, 6, 0.5, 1, seed=4).votes, most_groups=1)
    assert found.groups.k == 1
    assert pairs(found) == ""
