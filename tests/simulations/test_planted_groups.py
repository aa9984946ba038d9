"""Planted groups at 5 % density, beside what anybody could know; and what a probability of membership is worth."""

from itertools import pairwise

import numpy as np
import pytest

from tests.simulations.tables import show
from tests.simulations.worlds import compared, oracle, planted, recovery

pytestmark = pytest.mark.simulation

SIZES = (
    (1000, 1000),
    (1500, 500),
    (900, 900, 900),
    (1500, 800, 500),
    (900, 900, 900, 900),
    (1600, 1000, 700, 500),
)
REPETITIONS = 5
CLEAR = 0.99  # the index of whoever knows every probability, from which groups count as clear


@pytest.mark.parametrize("statements", [1000, 500])
def test_recovery(statements: int) -> None:
    """Where the votes tell who belongs where (oracle .99), compare finds it (.95)."""
    rows, missed = [], []
    for sizes in SIZES:
        for separation in (2.0, 3.0, 4.0):
            worlds = [
                planted(sizes, statements, separation=separation, density=0.05, seed=seed)
                for seed in range(REPETITIONS)
            ]
            found = [compared(world.votes).groups for world in worlds]
            best = float(np.median([recovery(world, oracle(world)) for world in worlds]))
            index = float(np.median([recovery(w, f.member_of) for w, f in zip(worlds, found, strict=True)]))
            right = f"{sum(f.k == len(sizes) for f in found)} of {REPETITIONS}"
            verdicts = ", ".join(sorted({f.verdict for f in found}))
            rows.append((" / ".join(map(str, sizes)), separation, best, index, right, verdicts))
            if best >= CLEAR and index < 0.95:
                missed.append(rows[-1])
    show(
        f"Planted groups, {statements} statements, 5 % density: adjusted Rand index, median of {REPETITIONS}",
        ("people in each group", "separation", "oracle", "compare", "right number", "verdicts"),
        rows,
    )
    assert not missed


def test_probabilities_of_membership() -> None:
    """Said and kept: the share of people in the right group, by the probability they were given."""
    edges = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
    said, right = [], []
    for seed in range(20):
        world = planted((400, 300), 60, separation=2.0, density=0.35, seed=seed)
        found = compared(world.votes).groups
        if found.k != 2:
            continue
        same = found.member_of == world.group
        said.append(found.probability)
        right.append(same if same.mean() > 0.5 else ~same)
    claims, kept = np.concatenate(said), np.concatenate(right)
    rows = []
    for low, high in pairwise(edges):
        here = (claims >= low) & ((claims < high) | (high == 1))
        rows.append((f"{low} to {high}", int(here.sum()), float(claims[here].mean()), float(kept[here].mean())))
    show("Membership probability, 20 conversations", ("probability", "people", "mean said", "right"), rows)
    assert all(right_share >= said_mean - 0.05 for _, _, said_mean, right_share in rows)
