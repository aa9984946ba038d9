"""Data without groups: `single` where votes have nothing to do with one another; what happens to a continuum."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from tests.simulations.tables import show
from tests.simulations.worlds import World, agreeable, compared, continuum, independent, planted

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


ORDER = ("single", "unstable", "stable", "no gap")
COLUMNS = ("people", "statements", "density", "single", "unstable", "stable", "no gap said")


def verdicts(make: Callable[[int], World], repetitions: int) -> Counter[str]:
    """How often each verdict was given, and how often it was said that no gap separates two groups."""
    seen: Counter[str] = Counter()
    for seed in range(repetitions):
        found = compared(make(seed).votes)
        seen[found.groups.verdict] += 1
        seen["no gap"] += any(one.code == "compare.no_gap" for one in found.warnings)
    return seen


def test_independent_votes_are_one_group() -> None:
    """At least 95 of 100, at every size, with more statements than people too."""
    rows = []
    for shape in SHAPES:
        seen = verdicts(partial(independent, *shape), 100)
        rows.append((*shape, seen["single"], seen["unstable"], seen["stable"], seen["no gap"]))
    show("Independent votes, 100 conversations each", COLUMNS, rows)
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
    """Views differ, groups there are none: one range of views is cut in two, and nearly always the report says that no
    gap separates the halves. How often it is cut is measured and not asserted."""
    rows = []
    for shape in SHAPES:
        seen = verdicts(lambda seed, shape=shape: make(seed, shape), 25)
        rows.append((*shape, seen["single"], seen["unstable"], seen["stable"], seen["no gap"]))
    show(f"{name}, 25 conversations each", COLUMNS, rows)
    cut, said = sum(row[4] + row[5] for row in rows), sum(row[6] for row in rows)
    assert said >= 0.9 * cut


def test_camps_with_nobody_between_them() -> None:
    """Planted groups: how often they are said to have no gap. Where votes or people are too few to show one, that is
    what the votes say; where groups of a hundred and more are clear, it would be a false alarm."""
    shapes = (
        ((180, 120), 60, 2.5, 0.4),
        ((300, 200), 80, 3.0, 0.4),
        ((300, 300), 60, 4.0, 0.5),
        ((500, 300, 200), 100, 4.0, 0.3),
        ((460, 40), 100, 4.0, 0.4),
        ((1000, 1000), 1000, 4.0, 0.05),
        ((30, 20), 40, 4.0, 0.8),
    )
    rows = []
    for sizes, statements, separation, density in shapes:
        make = partial(planted, sizes, statements, separation=separation, density=density)
        seen = verdicts(lambda seed, make=make: make(seed=seed), 15)
        rows.append((" / ".join(map(str, sizes)), statements, separation, density, *map(seen.__getitem__, ORDER)))
    show("Planted groups, 15 conversations each", ("people", "statements", "separation", "density", *COLUMNS[3:]), rows)
    clear = [row for row, shape in zip(rows, shapes, strict=True) if min(shape[0]) >= 100 and shape[2] >= 4]
    assert sum(row[-1] for row in clear) <= 0.1 * 15 * len(clear)
