"""What losing a fifth of the votes does to the groups, compared anew in full; and whether the stability that comes with
them foretold it."""

from pathlib import Path

import numpy as np
import pytest

from tests.simulations.conversations import CONVERSATIONS, FIELD, lost, votes_of_conversation
from tests.simulations.tables import show
from tests.simulations.worlds import World, continuum, planted

pytestmark = pytest.mark.simulation

REPETITIONS = 200
CLOSE = 0.015  # two standard errors of a median of REPETITIONS


def test_real_conversations(shared_data: Path) -> None:
    """Four of five keep a median of .80 over everybody; one that does not, or whose surely placed people do not keep
    .95 or are fewer than 60 %, is called unstable."""
    losses = {name: lost(votes_of_conversation(shared_data, name), REPETITIONS) for name in CONVERSATIONS}
    show(
        f"Real conversations, a fifth of the votes lost, {REPETITIONS} times",
        ("conversation", "groups", "verdict", "own", "everybody", "10th", "sure", "share sure", "same k", "field"),
        [
            (n, one.k, one.verdict, one.own, one.everybody, one.low, one.sure, one.sure_people, one.same_k, FIELD[n])
            for n, one in losses.items()
        ],
    )
    assert sum(one.everybody >= 0.80 - CLOSE for one in losses.values()) >= 4
    for name, one in losses.items():
        kept = one.everybody >= 0.80 - CLOSE and one.sure >= 0.95 - CLOSE and one.sure_people >= 0.60
        assert kept or one.verdict == "unstable", name
        assert one.everybody >= FIELD[name], name


def test_own_stability_foretells_a_second_search() -> None:
    """Simulated conversations of every kind: the figure given, and the figure found."""
    kinds = {
        "two groups, 300 people": lambda seed: planted((180, 120), 60, separation=1.5, density=0.4, seed=seed),
        "two groups, clear": lambda seed: planted((300, 200), 80, separation=2.5, density=0.4, seed=seed),
        "three groups": lambda seed: planted((300, 200, 150), 100, separation=3.0, density=0.3, seed=seed),
        "four groups": lambda seed: planted((400, 300, 200, 150), 150, separation=4.0, density=0.3, seed=seed),
        "small second group": lambda seed: planted((460, 40), 100, separation=3.0, density=0.3, seed=seed),
        "continuum": lambda seed: continuum(500, 80, 0.3, 1, seed),
        "plane": lambda seed: continuum(500, 80, 0.3, 2, seed),
    }
    rows, gaps = [], []
    for name, make in kinds.items():
        for seed in range(3):
            world: World = make(seed)
            one = lost(world.votes, 15)
            rows.append((name, one.k, one.verdict, one.own, one.everybody, one.sure, one.sure_people, one.same_k))
            gaps += [one.own - one.everybody] if one.k > 1 and one.same_k >= 0.8 else []
    show(
        "Own stability and a second search, a fifth of the votes lost, 15 times",
        ("conversation", "groups", "verdict", "own", "everybody", "sure", "share sure", "same k"),
        rows,
    )
    assert abs(float(np.mean(gaps))) <= 0.03
    assert float(np.percentile(np.abs(gaps), 90)) <= 0.08
