"""Agreement of partitions, against scikit-learn and by hand."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from comity.methods.partitions import adjusted_rand, cross_table, match

LABELS = st.integers(2, 60).flatmap(
    lambda n: st.tuples(*(st.lists(st.integers(0, 4), min_size=n, max_size=n) for _ in range(2)))
)


@given(LABELS)
def test_adjusted_rand_is_scikit_learns(labels: tuple[list[int], list[int]]) -> None:
    first, second = map(np.array, labels)
    assert adjusted_rand(cross_table(first, second, 5, 5)) == pytest.approx(adjusted_rand_score(first, second))


def test_adjusted_rand_by_hand() -> None:
    """Six people, cut 3+3 and 2+2+2 (aab bcc against aaa bbb): pairs together in both 2, in the first 3, in the second
    6, of 15; (2 - 3*6/15) / ((3+6)/2 - 3*6/15) = 0.8 / 3.3."""
    table = cross_table(np.array([0, 0, 1, 1, 2, 2]), np.array([0, 0, 0, 1, 1, 1]), 3, 2)
    assert table.tolist() == [[2, 0], [1, 1], [0, 2]]
    assert adjusted_rand(table) == pytest.approx(0.8 / 3.3)


def test_nobody_and_everybody_together_agree() -> None:
    assert adjusted_rand(np.zeros((2, 2), dtype=np.int64)) == 1.0
    assert adjusted_rand(np.array([[7, 0], [0, 0]])) == 1.0


def test_chance_gives_about_zero() -> None:
    rng = np.random.default_rng(0)
    found = [adjusted_rand(cross_table(rng.integers(0, 3, 200), rng.integers(0, 4, 200), 3, 4)) for _ in range(200)]
    assert abs(np.mean(found)) < 0.003


@given(st.lists(st.lists(st.integers(0, 50), min_size=4, max_size=4), min_size=4, max_size=4))
def test_counterparts_overlap_as_much_as_any_pairing_can(rows: list[list[int]]) -> None:
    table = np.array(rows, dtype=np.float64)
    found = match(table)
    assert sorted(found) == [0, 1, 2, 3]
    assert table[np.arange(4), found].sum() == max(table[np.arange(4), p].sum() for p in permutations(range(4)))
