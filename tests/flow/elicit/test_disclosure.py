"""No number held back can be worked out from those shown: attacked by enumeration and by linear programming."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from comity.flow.elicit.disclosure import Shown, may_replace, protect
from comity.terms.errors import ComityError

TABLES = st.tuples(st.integers(1, 5), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.one_of(st.integers(0, 9), st.integers(0, 300)), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


def attack(shown: Shown) -> dict[str, float]:
    """The width of what a reader can work out of each number held back, from nothing but the shown table: unknowns
    are the cells, each shown number is an equation on them, counts are not negative."""
    rows, columns = len(shown.rows), len(shown.columns)
    sums, hidden, equations, values = {}, [], [], []
    for r, c in product(range(rows), range(columns)):
        sums[f"cell {r} {c}"] = (np.arange(rows * columns) == r * columns + c, shown.cells[r][c])
    for r in range(rows):
        sums[f"row {r}"] = (np.arange(rows * columns) // columns == r, shown.rows[r])
    for c in range(columns):
        sums[f"column {c}"] = (np.arange(rows * columns) % columns == c, shown.columns[c])
    sums["total"] = (np.ones(rows * columns, dtype=bool), shown.total)
    for name, (which, value) in sums.items():
        if value is None:
            hidden.append(name)
        else:
            equations.append(which.astype(float))
            values.append(value)
    widths = {}
    for name in hidden:
        aim = sums[name][0].astype(float)
        given_ = {"A_eq": equations, "b_eq": values} if equations else {}
        low, high = (linprog(sign * aim, **given_, bounds=(0, 10_000)).fun for sign in (1, -1))
        widths[name] = -high - low
    return widths


@settings(max_examples=40, deadline=None)
@given(TABLES, st.integers(2, 10))
def test_no_number_held_back_has_fewer_possible_values_than_stated(table: list[list[int]], k: int) -> None:
    shown = protect(table, k)
    widths = attack(shown)
    assert all(width >= k - 1 - 1e-6 for width in widths.values()), widths
    counts = [count for line in (*shown.cells, shown.rows, shown.columns, (shown.total,)) for count in line]
    assert all(count is None or count >= k for count in counts)
    told = [(one, true) for a, b in zip(shown.cells, table, strict=True) for one, true in zip(a, b, strict=True)]
    assert all(one is None or one == true for one, true in told)


def test_every_filling_that_fits_is_counted() -> None:
    """By hand: 3 alone would be 50 - 47. Every 2 x 2 corner of whole numbers that fits the totals is tried."""
    shown = protect([[3, 20, 27], [30, 12, 40]], 5)
    assert shown.cells == ((None, None, 27), (None, None, 40))
    assert (shown.rows, shown.columns, shown.total) == ((50, 82), (33, 32, 67), 132)
    fits = {a for a in range(24) if 23 - a >= 0 and 33 - a >= 0 and 32 - (23 - a) >= 0}
    assert len(fits) >= 5


def test_a_table_without_small_counts_is_shown_whole() -> None:
    shown = protect([[10, 20], [30, 40]], 5)
    assert shown.cells == ((10, 20), (30, 40))
    assert (shown.rows, shown.columns, shown.total) == ((30, 70), (40, 60), 100)


def test_a_stratum_of_three_is_not_counted_in_public() -> None:
    shown = protect([[2, 1, 0], [30, 40, 50], [20, 25, 30]], 5)
    assert shown.rows[0] is None
    assert shown.cells[0] == (None, None, None)


def test_a_single_person_alone_shows_nothing() -> None:
    shown = protect([[1]], 5)
    assert (shown.cells, shown.rows, shown.columns, shown.total) == (((None,),), (None,), (None,), None)


def test_what_was_held_back_before_stays_held_back() -> None:
    shown = protect([[10, 20], [30, 40]], 5, held_back=[[True, False], [False, False]])
    assert shown.cells[0][0] is None
    assert min(attack(shown).values()) >= 4


def test_one_person_who_joins_changes_nothing_that_is_shown() -> None:
    before = [[10, 20], [30, 40]]
    assert not may_replace(before, [[11, 20], [30, 40]], 5)
    assert not may_replace(before, [[11, 20], [36, 40]], 5)
    assert not may_replace(before, before, 5)
    assert may_replace(before, [[12, 23], [30, 40]], 5)


def test_a_table_of_usual_size_is_protected(usual_table: list[list[int]]) -> None:
    widths = attack(protect(usual_table, 5))
    assert min(widths.values()) >= 4


@pytest.fixture
def usual_table() -> list[list[int]]:
    """22 strata by three answers, as heavy-tailed as participation is."""
    return np.random.default_rng(7).geometric(1 / np.geomspace(2, 200, 22)[:, None], (22, 3)).tolist()


@pytest.mark.parametrize("table", [[], [1, 2], [[1.5]], [[-1]], [[]]])
def test_a_bad_table_is_refused(table: list[list[float]]) -> None:
    with pytest.raises(ComityError, match=r"elicit\.bad_table"):
        protect(table, 5)


def test_bad_thresholds_and_masks_are_refused() -> None:
    with pytest.raises(ComityError, match=r"elicit\.bad_threshold"):
        protect([[1]], 1)
    with pytest.raises(ComityError, match=r"elicit\.bad_table"):
        protect([[1]], 5, held_back=[[True, False]])
    with pytest.raises(ComityError, match=r"elicit\.bad_table"):
        may_replace([[1]], [[1, 2]], 5)
