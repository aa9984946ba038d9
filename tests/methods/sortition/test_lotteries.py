"""The lottery equals an exhaustive search over all panels, and what it draws meets the quotas."""

import hashlib
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from comity.methods.sortition import Pool, Quota, draw, leximin
from comity.terms.errors import ComityError


def feasible(pool: Pool, quotas: list[Quota], size: int) -> list[tuple[int, ...]]:
    return [
        panel
        for panel in combinations(range(len(pool.ids)), size)
        if all(q.least <= sum(pool.features[q.category][i] == q.value for i in panel) <= q.most for q in quotas)
    ]


def raised(on: np.ndarray, goal: np.ndarray, floor: np.ndarray) -> float:
    """The most z with P(i) >= floor(i) + goal(i) z over all lotteries."""
    width = on.shape[1]
    found = linprog(
        np.append(np.zeros(width), -1.0),
        A_ub=np.hstack([-on, goal[:, None]]),
        b_ub=-floor + 1e-9,
        A_eq=np.append(np.ones(width), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * width + [(0, 1)],
    )
    return float(found.x[-1])


def exhaustive(pool: Pool, quotas: list[Quota], size: int) -> np.ndarray:
    """Leximin over single people and all panels: raise the floor, then settle each whom nothing can raise above it."""
    panels = feasible(pool, quotas, size)
    on = np.array([[i in panel for panel in panels] for i in range(len(pool.ids))], dtype=float)
    settled = np.full(len(pool.ids), np.nan)
    while np.isnan(settled).any():
        free = np.isnan(settled)
        z = raised(on, free.astype(float), np.nan_to_num(settled))
        floor = np.where(free, z, settled)
        for i in np.flatnonzero(free):
            if raised(on, np.eye(len(pool.ids))[i], floor) < 1e-6:
                settled[i] = z
    return settled


def pool_of(*columns: str) -> Pool:
    ids = tuple(f"p{i}" for i in range(len(columns[0])))
    return Pool(ids, {f"c{at}": tuple(column) for at, column in enumerate(columns)})


def test_leximin_goes_on_where_maximin_stops() -> None:
    """One seat goes to the four a: 1/4 each, the smallest. The other goes to b or c, who are three: 1/3 each. A maximin
    lottery may leave c at 1/4."""
    quotas = [Quota("c0", "a", 1, 1), Quota("c0", "b", 0, 2), Quota("c0", "c", 0, 2)]
    aimed = list(leximin(pool_of("aaaabbc"), quotas, 2).aimed.values())
    assert aimed == pytest.approx([1 / 4] * 4 + [1 / 3] * 3, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(4, 8), st.data())
def test_it_equals_exhaustive_search(people: int, data: st.DataObject) -> None:
    columns = ["".join(data.draw(st.lists(st.sampled_from("aab"), min_size=people, max_size=people))) for _ in "xy"]
    pool, size = pool_of(*columns), data.draw(st.integers(1, 4))
    quotas = []
    for category in ("c0", "c1"):
        least = data.draw(st.integers(0, size))
        quotas += [Quota(category, "a", least, size), Quota(category, "b", 0, size - data.draw(st.integers(0, 1)))]
    if not feasible(pool, quotas, size):
        with pytest.raises(ComityError, match=r"sortition\.no_panel"):
            leximin(pool, quotas, size)
        return
    lottery = leximin(pool, quotas, size)
    assert list(lottery.aimed.values()) == pytest.approx(exhaustive(pool, quotas, size), abs=1e-5)
    allowed = {tuple(pool.ids[i] for i in panel) for panel in feasible(pool, quotas, size)}
    assert set(lottery.panels) <= allowed and len(lottery.panels) == 1000


def test_the_order_of_rows_does_not_count_and_a_draw_can_be_repeated() -> None:
    quotas = [Quota("c0", "b", 1, 1), Quota("c0", "a", 2, 2)]
    pool = pool_of("aaaaabbb")
    other = Pool(pool.ids[::-1], {"c0": pool.features["c0"][::-1]})
    lottery = leximin(pool, quotas, 3)
    assert lottery == leximin(other, quotas[::-1], 3)
    seed = hashlib.sha256(b"a draw").digest()
    assert draw(lottery, seed) == draw(lottery, seed) and draw(lottery, seed) in lottery.panels


def test_quotas_that_cannot_be_met_come_with_the_smallest_change() -> None:
    with pytest.raises(ComityError) as refused:
        leximin(pool_of("aaab"), [Quota("c0", "b", 2, 2), Quota("c0", "a", 0, 1)], 3)
    assert refused.value.code == "sortition.no_panel"
    assert refused.value.parameters == {"changes": "c0 = a: 0–1 → 0–2; c0 = b: 2–2 → 1–2"}


def test_whoever_fits_on_no_panel_has_no_chance() -> None:
    lottery = leximin(pool_of("aaab"), [Quota("c0", "b", 0, 0), Quota("c0", "a", 2, 2)], 2)
    assert lottery.tickets["p3"] == 0 and lottery.aimed["p3"] == 0
    assert sum(lottery.tickets.values()) == 2000


@pytest.mark.parametrize(
    ("pool", "quotas", "size", "code"),
    [
        (Pool(("p", "p"), {}), [], 1, "twice"),
        (pool_of("ab"), [Quota("c0", "a", 0, 1)], 1, "unknown_value"),
        (pool_of("ab"), [Quota("c9", "a", 0, 1)], 1, "unknown_category"),
        (pool_of("ab"), [Quota("c0", "a", 2, 1)], 1, "bad_quota"),
        (pool_of("ab"), [Quota("c0", "a", 0, 1)] * 2, 1, "quota_twice"),
        (pool_of("ab"), [], 3, "bad_size"),
        (Pool(("p", "q"), {"c0": ("a",)}), [], 1, "uneven_column"),
    ],
)
def test_bad_input_is_named(pool: Pool, quotas: list[Quota], size: int, code: str) -> None:
    with pytest.raises(ComityError) as refused:
        leximin(pool, quotas, size)
    assert refused.value.code == f"sortition.{code}"
