"""The triangle keeps level and balance, and a trade-off is found where there is one and nowhere else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.flow.elicit.trilemma import (
    HEIGHT,
    balances,
    cell_of,
    cells,
    density,
    density_by,
    distance,
    distance_by,
    overlap,
    placement,
    point,
    trade_off,
)
from comity.terms.errors import ComityError

LEVEL = st.integers(0, 100)
PLACED = st.tuples(LEVEL, LEVEL, LEVEL)


@given(PLACED)
def test_a_placement_comes_back_from_its_point_and_level(placed: tuple[int, int, int]) -> None:
    at = point(placed)
    if at is None:
        assert placed == (0, 0, 0)
    else:
        assert placement(*at, sum(placed)) == placed


@given(st.floats(-2, 3), st.floats(-2, 3), st.integers(0, 300))
def test_any_pointer_gives_whole_levels_that_do_not_exceed_what_was_asked(x: float, y: float, level: int) -> None:
    placed = placement(x, y, level)
    assert all(0 <= part <= 100 for part in placed) and sum(placed) <= level
    if level <= 100:
        assert sum(placed) == level


def test_balances_and_points_by_hand() -> None:
    assert balances([[50, 25, 25]]).tolist() == [[0.5, 0.25, 0.25]]
    assert point((100, 0, 0)) == (0, 0) and point((0, 7, 0)) == (1, 0)
    assert point((0, 0, 40)) == pytest.approx((0.5, HEIGHT))
    assert point((0, 0, 0)) is None and np.isnan(balances([[0, 0, 0]])).all()


def test_a_corner_admits_a_hundred_and_the_middle_three_hundred() -> None:
    assert placement(0.5, HEIGHT, 250) == (0, 0, 100)
    assert placement(0.5, HEIGHT / 3, 300) == (100, 100, 100)
    assert placement(0.5, HEIGHT / 3, 100) == (34, 33, 33)


def test_a_pointer_outside_counts_at_the_nearest_point() -> None:
    assert placement(0.5, -1, 80) == (40, 40, 0)
    assert placement(-3, -3, 80) == (80, 0, 0)


@pytest.mark.parametrize("size", [1, 2, 7, 10])
def test_every_placement_lies_in_the_cell_that_holds_it(size: int) -> None:
    grid = cells(size)
    assert len({tuple(cell) for cell in grid.tolist()}) == size * size
    rng = np.random.default_rng(2)
    placed = rng.integers(0, 101, (300, 3))
    placed[:4] = [[0, 0, 0], [100, 0, 0], [50, 50, 0], [10, 10, 10]]
    at = cell_of(placed, size)
    assert at[0] == -1 and (at[1:] >= 0).all()
    inside = size * balances(placed[1:]) - grid[at[1:]]
    assert (inside >= -1e-9).all() and (inside <= 1 + 1e-9).all()


def test_density_by_hand() -> None:
    # of the four cells of a grid of two, the corners point up, the middle down
    found = density([[100, 0, 0], [80, 10, 10], [0, 50, 0], [30, 31, 29], [0, 0, 0]], 2)
    by_cell = {tuple(c): int(n) for c, n in zip(cells(2).tolist(), found.counts, strict=True)}
    assert by_cell == {(1, 0, 0): 2, (0, 1, 0): 1, (0, 0, 1): 0, (0, 0, 0): 1}
    assert (found.people, found.undefined) == (5, 1)
    assert found.shares.sum() == pytest.approx(1) and found.mean_level == pytest.approx((100 + 100 + 50 + 90) / 5)


def test_densities_of_strata_sum_to_that_of_all() -> None:
    rng = np.random.default_rng(5)
    placed, strata = rng.integers(0, 101, (90, 3)), ["a", "b", "c"] * 30
    parts = density_by(placed, strata, 8)
    assert list(parts) == ["a", "b", "c"]
    assert np.array_equal(sum(part.counts for part in parts.values()), density(placed, 8).counts)


def test_distance_by_hand() -> None:
    found = distance([[90, 0, 0], [20, 20, 20]], [[0, 60, 0], [40, 40, 40]])
    assert found.points.tolist() == [50, 20] and found.mean == 35
    assert found.turned.tolist() == [1, 0]
    assert found.raised.tolist() == [-30, 60]
    assert found.moves.tolist() == [-35, 40, 10]
    assert (found.low, found.high) == (20, 50)


def test_from_nothing_there_is_a_distance_but_no_turn() -> None:
    found = distance([[0, 0, 0]], [[30, 30, 0]])
    assert found.points.tolist() == [20] and np.isnan(found.turned[0])
    assert (found.low, found.high) == (0, 100)


def test_the_interval_is_that_of_the_mean_and_the_same_every_time() -> None:
    rng = np.random.default_rng(8)
    today, ought = rng.integers(0, 101, (400, 3)), rng.integers(0, 101, (400, 3))
    found = distance(today, ought, seed=3)
    half = 1.96 * found.points.std() / 20
    assert (found.low, found.high) == pytest.approx((found.mean - half, found.mean + half), abs=0.25)
    assert distance(today, ought, seed=3).low == found.low
    strata = ["x"] * 100 + ["y"] * 300
    parts = distance_by(today, ought, strata)
    assert (100 * parts["x"].mean + 300 * parts["y"].mean) / 400 == pytest.approx(found.mean)


@given(st.lists(st.tuples(PLACED, PLACED, PLACED), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_points_and_turns_are_distances(three: list[tuple[tuple[int, int, int], ...]]) -> None:
    a, b, c = (np.array(side) for side in zip(*three, strict=True))
    ab, bc, ac = distance(a, b), distance(b, c), distance(a, c)
    assert (ac.points <= ab.points + bc.points + 1e-9).all()
    assert np.array_equal(ab.points, distance(b, a).points)
    assert not (ac.turned > ab.turned + bc.turned + 1e-9).any()


def test_parties_that_could_meet_and_parties_that_could_not() -> None:
    apart = overlap([[90, 5, 5], [5, 90, 5]], [10, 10], 10)
    assert apart.most == 1 and len(apart.all) == 0
    near = overlap([[90, 5, 5], [5, 90, 5], [0, 0, 0]], [50, 50, 100], 10)
    assert near.most == 2 and near.undefined == [2]
    assert np.array_equal(near.best, near.all) and len(near.all) > 0
    # what both accept lies between them
    assert (cells(10)[near.all][:, 2] <= 5).all() and (cells(10)[near.all][:, :2] >= 3).all()


@given(st.lists(st.tuples(PLACED, st.integers(0, 100)), min_size=1, max_size=5), st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_more_tolerance_never_covers_less(parties: list[tuple[tuple[int, int, int], int]], size: int) -> None:
    placed, tolerances = [p for p, _ in parties], [t for _, t in parties]
    tight = overlap(placed, tolerances, size)
    wide = overlap(placed, [min(100, t + 20) for t in tolerances], size)
    assert (wide.covered >= tight.covered).all()
    assert np.array_equal(tight.parties, tight.covered.sum(0))
    at = cell_of(placed, size)
    assert all(tight.covered[k, cell] for k, cell in enumerate(at) if cell >= 0)
    full = overlap(placed, [100] * len(placed), size)
    assert (full.covered.all(1) == (at >= 0)).all()


@pytest.mark.parametrize("draw", ["uniform", "beta"])
def test_indices_that_have_nothing_to_do_with_one_another_are_no_trilemma(draw: str) -> None:
    rng = np.random.default_rng(11)
    indices = rng.random((5000, 3)) if draw == "uniform" else rng.beta(4, 4, (5000, 3))
    found = trade_off(indices, permutations=99)
    assert 0.95 <= found.ratio <= 1.02 and found.p_value > 0.05
    # the test that must not be used: a constant on the three indices
    fitted = indices @ np.linalg.lstsq(indices, np.ones(5000), rcond=None)[0]
    uncentred = 1 - ((1 - fitted) ** 2).sum() / 5000
    assert uncentred == pytest.approx(0.904 if draw == "uniform" else 0.964, abs=0.01)


def test_a_trade_off_is_found() -> None:
    rng = np.random.default_rng(12)
    shares = rng.dirichlet([2, 2, 2], 400)
    spread = float(np.sqrt(0.03 * shares.var(0).sum() / 3))
    found = trade_off(shares + rng.normal(0, spread, shares.shape))
    assert found.ratio == pytest.approx(0.03, abs=0.01)
    assert found.p_value == pytest.approx(0.001)


def test_indices_that_rise_together_are_no_trade_off() -> None:
    column = np.arange(20.0)[:, None]
    found = trade_off(np.hstack([column, column, column]))
    assert found.ratio == pytest.approx(3) and found.p_value > 0.9


@pytest.mark.parametrize("wrong", [[[1, 2, 101]], [[-1, 2, 3]], [[0.5, 1, 1]], [[1, 2]], [[np.nan, 1, 1]]])
def test_what_is_no_placement_is_refused(wrong: object) -> None:
    with pytest.raises(ComityError, match=r"elicit\.bad_placement"):
        balances(wrong)
