"""Coordinated accounts: honest conversations with three groups, and what a tenth of accounts acting as one adds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.terms.votes import Votes
from tests.simulations.worlds import World, cast, sigmoid, votes_of

Floats = NDArray[np.float64]

SHARED, FRINGE = 0.30, 0.15  # of the statements: agreed to by nearly all, and by nearly nobody


def conversation(people: int, statements: int, density: float, seed: int) -> World:
    """Three groups of unequal size who share some statements, reject some, and divide on the others. People differ in
    how many statements they see (a few see most), as they do in any real conversation."""
    rng = np.random.default_rng([seed, 21])
    level = rng.normal(0.3, 1.0, statements)
    moved = rng.normal(0, 1.5, (3, statements))
    kind = np.arange(statements)
    shared, fringe = kind < SHARED * statements, kind >= (1 - FRINGE) * statements
    level[shared], level[fringe] = rng.uniform(1.6, 3.0, shared.sum()), rng.uniform(-2.5, -1.2, fringe.sum())
    moved[:, shared | fringe] *= 0.2
    group = np.repeat(np.arange(3), [people // 2, people * 3 // 10, people - people // 2 - people * 3 // 10])
    views = level + moved[group] + rng.normal(0, 0.4, (people, statements))
    seen = np.clip(density * rng.lognormal(-0.2, 0.65, people), 2.5 / statements, 0.95)
    return cast(sigmoid(views), group, seen, rng)


@dataclass(frozen=True)
class Attack:
    """What coordinated accounts do. aim: "against" the ten top statements of common ground or "for" ten fringe
    statements; breadth: "ten" (only those), "twenty" (ten more at random) or "all"; beyond their ten they vote one
    ballot made up at random, or, where cover is set, as a typical member of the largest group would; likeness: with
    which probability each account copies a vote of the common ballot, and otherwise votes at random; met: share of
    the ballot that each account casts; share: accounts added, as a share of the people there are."""

    name: str
    aim: str
    breadth: str
    cover: bool = False
    likeness: float = 1.0
    met: float = 1.0
    share: float = 0.10


ATTACKS = (
    Attack("against ten", "against", "ten"),
    Attack("against ten, copies .9", "against", "ten", likeness=0.9),
    Attack("against ten + 10 others", "against", "twenty"),
    Attack("against ten + 10 others, copies .9", "against", "twenty", likeness=0.9),
    Attack("against ten + all others", "against", "all"),
    Attack("against ten + all others, copies .9", "against", "all", likeness=0.9),
    Attack("against ten, else as largest group", "against", "all", cover=True),
    Attack("against ten, else as largest group, copies .9", "against", "all", cover=True, likeness=0.9),
    Attack("against ten, half of ballot, copies .9", "against", "all", cover=True, likeness=0.9, met=0.5),
    Attack("for ten fringe", "for", "ten"),
    Attack("for ten fringe, copies .9", "for", "ten", likeness=0.9),
    Attack("for ten fringe + 10 others", "for", "twenty"),
    Attack("for ten fringe + all others", "for", "all"),
    Attack("for ten fringe + all others, copies .9", "for", "all", likeness=0.9),
    Attack("for ten fringe, else as largest group", "for", "all", cover=True),
)


def attacked(world: World, attack: Attack, top: list[tuple[int, str]], seed: int) -> Votes:
    """The votes of a world with the accounts of an attack added at the end. top: statements of common ground and the
    side everybody is on, best first."""
    rng = np.random.default_rng([seed, 22])
    people, statements = world.votes.shape
    accounts = round(attack.share * people)
    ballot, order = _ballot(world, attack, top, rng)
    wanted = order[: {"ten": 10, "twenty": 20, "all": statements}[attack.breadth]]
    votes = np.tile(ballot[wanted], (accounts, 1))
    stray = rng.random(votes.shape) >= attack.likeness
    votes[stray] = rng.choice([-1, 1], stray.sum())
    rows, columns = np.nonzero(rng.random(votes.shape) < attack.met)
    return _joined(world.votes, accounts, rows, wanted[columns], votes[rows, columns])


def _ballot(
    world: World, attack: Attack, top: list[tuple[int, str]], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """One vote for each statement, and the statements in the order in which they matter to the attack."""
    statements = world.votes.shape[1]
    ballot = rng.choice([-1, 1], statements)
    if attack.cover:
        largest = world.agree[world.group == 0].mean(0)
        ballot = np.where(largest > 0.5, 1, -1)
    if attack.aim == "against":
        aimed = np.array([statement for statement, _ in top[:10]])
        ballot[aimed] = [-1 if side == "agree" else 1 for _, side in top[:10]]
    else:
        aimed = np.argsort(world.agree.mean(0), kind="stable")[:10]
        ballot[aimed] = 1
    rest = rng.permutation(np.setdiff1d(np.arange(statements), aimed))
    return ballot, np.concatenate([aimed, rest])


def _joined(votes: Votes, added: int, rows: NDArray[np.intp], columns: NDArray[np.intp], values: Floats) -> Votes:
    people, statements = votes.shape
    person = np.repeat(np.arange(people), votes.per_participant())
    return votes_of(
        people + added,
        statements,
        np.concatenate([person, people + rows]),
        np.concatenate([votes.indices, columns]),
        np.concatenate([votes.values, values]),
    )
