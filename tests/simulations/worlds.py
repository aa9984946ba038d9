"""Votes whose truth is known: planted groups, no groups, a continuum, agreeableness; made by seed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare import compare
from comity.methods.partitions import adjusted_rand, cross_table
from comity.terms.comparison import Comparison, Groups
from comity.terms.votes import Votes
from comity.terms.work import InTurn

Floats = NDArray[np.float64]

PASSES = 0.10  # of the votes cast, in every world here


@dataclass(frozen=True, eq=False)
class World:
    """votes, and how they came about: group (P,) of each person, agree (P, S) the probability that a vote of this
    person on this statement, not a pass, agrees; what is no group at all has group 0 throughout."""

    votes: Votes
    group: NDArray[np.intp]
    agree: Floats

    @property
    def shares(self) -> Floats:
        """(P, S) probability that a vote cast agrees, passes included."""
        return self.agree * (1 - PASSES)


def sigmoid(x: Floats) -> Floats:
    """The logistic function."""
    return 1 / (1 + np.exp(-x))


def cast(agree: Floats, group: NDArray[np.intp], density: float, rng: np.random.Generator) -> World:
    """A world in which everybody meets each statement with probability `density` (one number, or one a person), and
    then passes with probability PASSES, or votes by `agree` (P, S). Those who meet none keep no vote."""
    people, statements = agree.shape
    met = rng.random(agree.shape) < np.broadcast_to(np.asarray(density).reshape(-1, 1), agree.shape)
    rows, columns = np.nonzero(met)
    values = np.where(rng.random(len(rows)) < agree[rows, columns], 1, -1)
    values[rng.random(len(rows)) < PASSES] = 0
    return World(votes_of(people, statements, rows, columns, values), group, agree)


def votes_of(
    people: int,
    statements: int,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    values: NDArray[np.integer],
) -> Votes:
    """Votes of people and statements known by their numbers, which is also their canonical order."""
    return Votes.from_triples(np.arange(people), np.arange(statements), rows, columns, values)


def planted(
    sizes: tuple[int, ...],
    statements: int,
    *,
    separation: float,
    density: float,
    dividing: float = 0.5,
    seed: int,
) -> World:
    """Groups of these sizes. Every statement has a level N(0.5, 1) in logits; a share `dividing` of them moves each
    group by its own N(0, separation); the rest are the same to all groups."""
    rng = np.random.default_rng([seed, 1])
    k = len(sizes)
    moved = rng.normal(0, separation, (k, statements)) * (rng.random(statements) < dividing)
    level = rng.normal(0.5, 1.0, statements)
    group = np.repeat(np.arange(k), sizes)
    return cast(sigmoid(level + moved)[group], group, density, rng)


def independent(people: int, statements: int, density: float, seed: int) -> World:
    """Votes that have nothing to do with one another: each statement has its own share, drawn evenly."""
    rng = np.random.default_rng([seed, 2])
    agree = np.broadcast_to(rng.uniform(0.05, 0.95, statements), (people, statements))
    return cast(agree, np.zeros(people, dtype=np.intp), density, rng)


def continuum(people: int, statements: int, density: float, axes: int, seed: int) -> World:
    """No groups, but views: people spread normally along `axes` axes, on which statements load N(0, 1)."""
    rng = np.random.default_rng([seed, 3])
    logit = rng.normal(0.5, 1, statements) + rng.normal(0, 1, (people, axes)) @ rng.normal(0, 1, (axes, statements))
    return cast(sigmoid(logit), np.zeros(people, dtype=np.intp), density, rng)


def agreeable(people: int, statements: int, density: float, seed: int) -> World:
    """No groups and no views: people differ only in how readily they agree to anything, N(0, 1) in logits."""
    rng = np.random.default_rng([seed, 4])
    logit = rng.normal(0.5, 1, statements) + rng.normal(0, 1, people)[:, None]
    return cast(sigmoid(logit), np.zeros(people, dtype=np.intp), density, rng)


def oracle(world: World) -> NDArray[np.intp]:
    """(P,) the group that each person's votes make most likely to somebody who knows every probability and the sizes
    of the groups: no method can place people better on average. People without a vote fall to the largest group."""
    votes = world.votes
    k = int(world.group.max()) + 1
    person = np.repeat(np.arange(len(votes.participants)), votes.per_participant())
    sizes = np.bincount(world.group, minlength=k)
    likelihood = np.tile(np.log(sizes / sizes.sum())[:, None], (1, len(votes.participants)))
    for g in range(k):
        agree = world.agree[np.flatnonzero(world.group == g)[0], votes.indices]
        told = np.where(votes.values == 1, np.log(agree), np.where(votes.values == -1, np.log1p(-agree), 0.0))
        likelihood[g] += np.bincount(person, told, minlength=len(votes.participants))
    return likelihood.argmax(0)


def thinned(votes: Votes, loss: float, seed: int) -> Votes:
    """The same people and statements after a share `loss` of the votes is gone at random."""
    kept = np.random.default_rng([seed, 6]).random(len(votes)) >= loss
    person = np.repeat(np.arange(len(votes.participants)), votes.per_participant())
    return Votes.from_triples(
        votes.participants, votes.statements, person[kept], votes.indices[kept], votes.values[kept]
    )


def compared(votes: Votes, **options: Any) -> Comparison:
    """`compare` in this process."""
    return compare(votes, engine=InTurn(), **options)


def recovery(world: World, labels: NDArray[np.integer]) -> float:
    """Adjusted Rand index of labels (P,) with the planted groups, over people who voted."""
    voted = world.votes.per_participant() > 0
    true, found = world.group[voted], labels[voted].astype(np.int64)
    return adjusted_rand(cross_table(true, found, int(true.max()) + 1, int(found.max()) + 1))


def agreement(first: Groups, second: Groups, among: NDArray[np.bool_] | None = None) -> float:
    """Adjusted Rand index of two findings of groups over the people in both, or those of them marked in `among`."""
    both = (first.member_of >= 0) & (second.member_of >= 0)
    both &= True if among is None else among
    table = cross_table(first.member_of[both], second.member_of[both], first.k, second.k)
    return adjusted_rand(table)
