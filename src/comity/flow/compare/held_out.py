"""A vote never helps to decide the group it is counted in.

The votes are cut into folds. For each fold the axes are searched for and the groups placed anew without its votes, and
the fold's votes are then counted under the groups their voters are in by their other votes. Tested on the votes that
made them, groups look real where there are none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare import mixture
from comity.flow.compare.axes import Model, count, evidence_of_all, fit_from, lanczos, means
from comity.flow.compare.grouping import sample
from comity.flow.compare.groups import Found, Search, View, match_to, positions
from comity.flow.compare.mixture import Mixture
from comity.flow.compare.parts import Part, cells, fold_of, without_fold

Floats = NDArray[np.float64]

FOLDS = 3
STEPS = 4  # of the search for axes; enough, since the model is then fitted to the votes


@dataclass(frozen=True, eq=False)
class Fold:
    """What is found without one fold of the votes: mean (S,), directions (S, d), position (P, d) and group (P,)."""

    mean: Floats
    directions: Floats
    position: NDArray[np.float32]
    group: NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Placed:
    """A part with the group of each vote's person by their other votes (V,), and how much better the other votes
    predict a person's held-out votes than the statements' means do (people,), in summed squared error."""

    part: Part
    group: NDArray[np.int8]
    better: Floats


def held_out(search: Search, found: Found) -> object:
    """A handle on every part as `Placed`; None where there is one group."""
    if found.view is None or found.mixture is None:
        return None
    made = tuple(_fold(search, found, found.view.model, found.mixture, number) for number in range(FOLDS))
    return search.engine.derive(place_votes, search.held, made, search.seed)


def _fold(search: Search, found: Found, model: Model, placed: Mixture, number: int) -> Fold:
    engine, axes = search.engine, model.loadings.shape[1]
    held = engine.derive(without_fold, search.held, number, FOLDS, search.seed)
    counts = count(engine, held)
    celled = engine.derive(cells, held, means(counts))
    directions = lanczos(engine, celled, len(model.mean), axes, search.seed + 1 + number, STEPS)
    again = fit_from(engine, celled, counts, directions)
    seen = evidence_of_all(engine, celled, again)
    left, _, right = np.linalg.svd(model.directions.T @ again.directions)
    begin = Mixture(placed.share, placed.centre @ (left @ right), placed.spread, placed.fit)
    some = seen.at(sample(search.votes_per_person, search.seed))
    fitted = mixture.fit(some.precision[None], some.pull[None], begin, rounds=15)
    group = mixture.membership(seen.precision[None], seen.pull[None], fitted)[0].argmax(0)
    rank = np.argsort(match_to(group, found.groups.member_of, placed.k)).astype(np.int8)
    return Fold(again.mean, again.directions, positions(View(again, seen)).astype(np.float32), rank[group])


def place_votes(part: Part, made: tuple[Fold, ...], seed: int) -> Placed:
    """The votes of a part, each under the group of its person found without its fold."""
    fold = fold_of(part, FOLDS, seed)
    person = np.repeat(np.arange(part.first, part.first + part.people), np.diff(part.indptr))
    group = np.zeros(len(part.values), dtype=np.int8)
    better = np.zeros(part.people)
    for number, one in enumerate(made):
        here = np.flatnonzero(fold == number)
        who, what = person[here], part.indices[here]
        group[here] = one.group[who]
        expected = np.zeros(len(here))
        for axis in range(one.position.shape[1]):
            expected += one.position[who, axis] * one.directions[what, axis]
        residual = part.values[here] - one.mean[what]
        better += np.bincount(who - part.first, expected * (2 * residual - expected), minlength=part.people)
    return Placed(part, group, better)


def structure_z(search: Search, placed: object) -> float:
    """How many standard errors better the prediction of held-out votes from a person's other votes is than the
    statement's mean: near 0 or below where votes have nothing to do with one another."""
    people, total, squares = np.sum(search.engine.each(_better_sums, placed), axis=0)
    spread = squares - total * total / max(people, 1.0)
    return float(total / np.sqrt(spread)) if spread > 0 else 0.0


def _better_sums(placed: Placed) -> Floats:
    return np.array([len(placed.better), placed.better.sum(), (placed.better**2).sum()])
