"""A vote never helps to decide the group it is counted in.

The votes are cut into folds. For each fold the axes are searched for and the groups placed anew without its votes, and
the fold's votes are then counted under the groups their voters are in by their other votes. Tested on the votes that
made them, groups look real where there are none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare import mixture
from comity.flow.compare.axes import Model, evidence_of_all, fit_from, leading
from comity.flow.compare.grouping import sample
from comity.flow.compare.groups import Found, Search, View, match_to, positions
from comity.flow.compare.mixture import Mixture
from comity.flow.compare.parts import Part, Seen, cells_without, counts_by_fold, fold_of, summary, votes_of

Floats = NDArray[np.float64]

ENOUGH_TO_JUDGE = 100_000  # votes from which to judge whether votes predict one another
FOLDS, QUICK_FOLDS = 3, 2  # of the votes; fewer where stability is left untested and speed is asked for
STEPS = 3  # of the search for axes; enough, since the model is then fitted to the votes


@dataclass(frozen=True, eq=False)
class Fold:
    """What is found without one fold of the votes: mean (S,), directions (S, d), position (P, d) and group (P,)."""

    mean: Floats
    directions: Floats
    position: NDArray[np.float32]
    group: NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Placed:
    """A part with the group of each vote's person by their other votes (V,)."""

    part: Part
    group: NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class HeldOut:
    """The parts with their votes placed, and structure: how many standard errors above 0 a person's held-out votes go
    together with what their other votes predict; near 0 or below where votes have nothing to do with one another."""

    placed: object
    structure: float


def held_out(search: Search, found: Found) -> HeldOut | None:
    """The votes in the groups their people are in by their other votes; None where there is one group."""
    if found.view is None or found.mixture is None:
        return None
    folds = FOLDS if search.resamples else QUICK_FOLDS
    counts = np.sum(search.engine.each(counts_by_fold, search.held, folds, search.seed), axis=0)
    made = tuple(
        _fold(search, found, found.view.model, found.mixture, number, summary(counts.sum(0) - counts[number]), folds)
        for number in range(folds)
    )
    step = 1 + int(search.seen.votes.sum()) // ENOUGH_TO_JUDGE
    sums = np.sum(search.engine.each(structure_sums, search.held, made, search.seed, step), axis=0)
    return HeldOut(search.engine.derive(place_votes, search.held, made, search.seed), _z(sums))


def _fold(search: Search, found: Found, model: Model, placed: Mixture, number: int, kept: Seen, folds: int) -> Fold:
    engine, axes = search.engine, model.loadings.shape[1]
    celled = engine.derive(cells_without, search.held, kept.mean, number, folds, search.seed)
    directions = leading(engine, celled, len(model.mean), axes, search.seed + 1 + number, STEPS)
    again = fit_from(engine, celled, kept, directions)
    seen = evidence_of_all(engine, celled, again)
    left, _, right = np.linalg.svd(model.directions.T @ again.directions)
    begin = Mixture(placed.share, placed.centre @ (left @ right), placed.spread, placed.fit)
    some = seen.at(sample(search.votes_per_person, search.seed))
    fitted = mixture.fit(some.precision[None], some.pull[None], begin, cycles=1)
    group = mixture.membership(seen.precision[None], seen.pull[None], fitted)[0].argmax(0)
    rank = np.argsort(match_to(group, found.groups.member_of, placed.k)).astype(np.int8)
    return Fold(again.mean, again.directions, positions(View(again, seen)).astype(np.float32), rank[group])


def place_votes(part: Part, made: tuple[Fold, ...], seed: int) -> Placed:
    """The votes of a part, each under the group of its person found without its fold."""
    people = slice(part.first, part.first + part.people)
    table = np.stack([one.group[people] for one in made], axis=1).reshape(-1)
    person = np.repeat(np.arange(0, part.people * len(made), len(made)), np.diff(part.indptr))
    person += fold_of(part, len(made), seed)
    return Placed(part, np.take(table, person))


def structure_sums(part: Part, made: tuple[Fold, ...], seed: int, step: int) -> Floats:
    """(3,) over every step-th person: people, sum and sum of squares of how their held-out votes go together with what
    their other votes predict (product with the residual). It is 0 on average where votes are independent, however long
    the prediction."""
    some = np.arange(0, part.people, step)
    taken = votes_of(part, some)
    fold, what = fold_of(part, len(made), seed)[taken], part.indices[taken]
    who = np.repeat(np.arange(len(some)), np.diff(part.indptr)[some])
    together = np.zeros(len(some))
    for number, one in enumerate(made):
        here = np.flatnonzero(fold == number)
        position, along = one.position[part.first + some][who[here]], one.directions[what[here]]
        expected = (position * along).sum(1)
        residual = part.values[taken[here]] - one.mean[what[here]]
        together += np.bincount(who[here], expected * residual, minlength=len(some))
    return np.array([len(some), together.sum(), (together**2).sum()])


def _z(sums: Floats) -> float:
    people, total, squares = sums
    spread = squares - total * total / max(people, 1.0)
    return float(total / np.sqrt(spread)) if spread > 0 else 0.0
