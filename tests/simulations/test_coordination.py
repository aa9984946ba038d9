"""A tenth of accounts acting as one: what it does to the top ten of common ground, and whether the report says so."""

from pathlib import Path

import numpy as np
import pytest

from comity.terms.comparison import Comparison
from tests.simulations.attacks import ATTACKS, Attack, attacked, conversation
from tests.simulations.conversations import CONVERSATIONS, votes_of_conversation
from tests.simulations.tables import show
from tests.simulations.worlds import World, agreeable, compared, continuum, independent, planted, votes_of

pytestmark = pytest.mark.simulation

SAID = {"compare.coordinated", "compare.identical_ballots"}
HARDER = (
    Attack("against ten, else as largest group, copies .8", "against", "all", cover=True, likeness=0.8),
    Attack("against ten, else as largest group, copies .7", "against", "all", cover=True, likeness=0.7),
    Attack("the same, .9, a quarter of the ballot each", "against", "all", cover=True, likeness=0.9, met=0.25),
    Attack("against ten, copies .8", "against", "ten", likeness=0.8),
    Attack("against ten, 5 % of accounts", "against", "ten", share=0.05),
    Attack("against ten, 2 % of accounts", "against", "ten", share=0.02),
    Attack("as largest group, .9, 5 % of accounts", "against", "all", cover=True, likeness=0.9, share=0.05),
)


def warned(found: Comparison) -> bool:
    return bool(SAID & {one.code for one in found.warnings})


def honest(seed: int) -> World:
    """Three groups; 300, 600 or 1,000 people, 50, 100 or 160 statements, seen by 15, 25 or 40 %."""
    return conversation(
        (300, 600, 1000)[seed % 3], (50, 100, 160)[seed // 3 % 3], (0.15, 0.25, 0.4)[seed // 9 % 3], seed
    )


def test_attacks_are_said() -> None:
    """An attack takes at most one of the top ten away, or the report warns."""
    losses: dict[str, list[tuple[int, bool]]] = {one.name: [] for one in (*ATTACKS, *HARDER)}
    repetitions = 27
    for seed in range(repetitions):
        world = honest(seed)
        top = [(one.statement, one.side) for one in compared(world.votes).common_ground[:10]]
        for attack in (*ATTACKS, *HARDER):
            found = compared(attacked(world, attack, top, seed))
            now = {(one.statement, one.side) for one in found.common_ground[:10]}
            losses[attack.name].append((sum(one not in now for one in top), warned(found)))
    rows = []
    for name, each in losses.items():
        lost, said = np.array([one[0] for one in each]), np.array([one[1] for one in each])
        unsaid = int(((lost > 1) & ~said).sum())
        rows.append((name, float(lost.mean()), int((lost > 1).sum()), int(said.sum()), unsaid))
    show(
        f"A tenth of accounts acting as one, {repetitions} conversations each",
        ("attack", "of the top ten lost", "more than one lost", "said", "lost and not said"),
        rows,
    )
    unsaid_shapes = {name: unsaid for name, *_, unsaid in rows if unsaid > 0.05 * repetitions}
    assert not unsaid_shapes.keys() & {attack.name for attack in ATTACKS}


def test_honest_people_change_the_list_too() -> None:
    """What the losses above are to be held against: a tenth more people of the same kind. Measured, not asserted but
    for what it shows: by the list alone an attack could not be told from growth."""
    lost = []
    for seed in range(27):
        votes = honest(seed).votes
        people = len(votes.participants)
        stayed = np.random.default_rng([seed, 23]).permutation(people) >= people // 11
        person = np.repeat(np.arange(people), votes.per_participant())
        here = stayed[person]
        before = votes_of(*votes.shape, person[here], votes.indices[here], votes.values[here])
        first, second = (compared(each).common_ground[:10] for each in (before, votes))
        now = {(one.statement, one.side) for one in second}
        lost.append(sum((one.statement, one.side) not in now for one in first))
    show("A tenth more honest people", ("of the top ten lost", "more than one lost, of 27"), [_lost(lost)])
    assert np.mean(lost) < 5


def _lost(lost: list[int]) -> tuple[float, int]:
    return float(np.mean(lost)), int(np.count_nonzero(np.array(lost) > 1))


def test_clean_conversations_are_not_accused(shared_data: Path) -> None:
    """At most one in twenty."""
    kinds = {
        "three groups, all sizes": honest,
        "three groups, 300 x 20, all seen": lambda seed: conversation(300, 20, 1.5, seed),
        "three groups, 300 x 10, all seen": lambda seed: conversation(300, 10, 1.5, seed),
        "far apart, 600 x 100": lambda seed: planted((300, 200, 100), 100, separation=4, density=0.4, seed=seed),
        "a small group far apart": lambda seed: planted((900, 100), 100, separation=3, density=0.4, seed=seed),
        "a continuum": lambda seed: continuum(500, 80, 0.4, 1, seed),
        "agreeable people": lambda seed: agreeable(500, 80, 0.4, seed),
        "independent votes": lambda seed: independent(500, 80, 0.4, seed),
    }
    repetitions = 54
    rows = [
        (n, repetitions, sum(warned(compared(make(s).votes)) for s in range(repetitions))) for n, make in kinds.items()
    ]
    show("Conversations nobody interfered with", ("conversation", "how many", "warned"), rows)
    real = [(name, warned(compared(votes_of_conversation(shared_data, name)))) for name in CONVERSATIONS]
    show("Real conversations", ("conversation", "warned"), real)
    assert rows[0][2] <= 0.05 * repetitions
    assert sum(row[2] for row in rows) <= 0.05 * repetitions * len(rows)
