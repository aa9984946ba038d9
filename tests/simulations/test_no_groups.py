"""Data without groups: `single` where votes have nothing to do with one another; what happens to a continuum."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from tests.simulations.tables import show
from tests.simulations.worlds import World, agreeable, compared, continuum, independent

pytestmark = pytest.mark.simulation

SHAPES = (
    (30, 40, 0.5),
    (60, 150, 0.4),
    (100, 40, 0.5),
    (100, 300, 0.3),
    (300, 60, 0.3),
    (300, 500, 0.1),
    (1000, 200, 0.1),
    (1000, 800, 0.05),
    (2000, 100, 0.15),
)


def verdicts(make: Callable[[int], World], repetitions: int) -> Counter[str]:
    return Counter(compared(make(seed).votes).groups.verdict for seed in range(repetitions))


def test_independent_votes_are_one_group() -> None:
    """At least 95 of 100, at every size, with more statements than people too."""
    rows = []
    for shape in SHAPES:
        seen = verdicts(partial(independent, *shape), 100)
        rows.append((*shape, seen["single"], seen["unstable"], seen["stable"]))
    show(
        "Independent votes, 100 conversations each",
        ("people", "statements", "density", "single", "unstable", "stable"),
        rows,
    )
    assert min(row[3] for row in rows) >= 95


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("A continuum along one axis", lambda seed, shape: continuum(*shape, 1, seed)),
        ("A continuum in two dimensions", lambda seed, shape: continuum(*shape, 2, seed)),
        ("People who differ only in how readily they agree", lambda seed, shape: agreeable(*shape, seed)),
    ],
)
def test_what_a_continuum_is_called(name: str, make: Callable[[int, tuple[int, int, float]], World]) -> None:
    """Measured and not asserted but for the sum: views differ, groups there are none."""
    rows = []
    for shape in SHAPES:
        seen = verdicts(lambda seed, shape=shape: make(seed, shape), 25)
        rows.append((*shape, seen["single"], seen["unstable"], seen["stable"]))
    show(f"{name}, 25 conversations each", ("people", "statements", "density", "single", "unstable", "stable"), rows)
    assert all(sum(row[3:]) == 25 for row in rows)
