"""A vote never helps to decide the group it is counted in.

The votes are cut into folds. For each fold the axes are searched for and the groups placed anew without its votes, and
the fold's votes are then counted under the groups their voters are in by their other votes. Tested on the votes that
made them, groups look real where there are none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare import mixture
from comity.flow.compare.axes import Model, cells, count, evidence, evidence_of_all, fit_from, lanczos, means
from comity.flow.compare.grouping import sample
from comity.flow.compare.groups import Found, Search, match_to
from comity.flow.compare.mixture import Mixture
from comity.flow.compare.parts import Part, fold_of, thin, without_fold

Floats = NDArray[np.float64]

FOLDS = 3
STEPS = 4  # of the search for axes; enough, since the model is then fitted to the votes


@dataclass(frozen=True, eq=False)
class Fold:
    """The model and the groups, in the order of the labels, found without one fold of the votes."""

    model: Model
    mixture: Mixture


def folds(search: Search, found: Found) -> tuple[Fold, ...]:
    """The groups found again without each fold of the votes."""
    if found.view is None or found.mixture is None:
        return ()
    return tuple(_fold(search, found, found.view.model, found.mixture, number) for number in range(FOLDS))


def _fold(search: Search, found: Found, model: Model, placed: Mixture, number: int) -> Fold:
    engine, axes = search.engine, model.loadings.shape[1]
    held = engine.derive(without_fold, search.held, number, FOLDS, search.seed)
    counts = count(engine, held)
    directions = lanczos(engine, held, means(counts), axes, search.seed + 1 + number, STEPS)
    again = fit_from(engine, held, counts, directions)
    left, _, right = np.linalg.svd(model.directions.T @ again.directions)
    begin = Mixture(placed.share, placed.centre @ (left @ right), placed.spread, placed.fit)
    people = sample(search.votes_per_person, search.seed)
    seen = evidence_of_all(engine, held, again).at(people)
    fitted = mixture.fit(seen.precision[None], seen.pull[None], begin, rounds=15)
    weight = mixture.membership(seen.precision[None], seen.pull[None], fitted)[0]
    order = match_to(weight, found.groups.member_of[people])
    return Fold(again, Mixture(fitted.share[:, order], fitted.centre[:, order], fitted.spread, fitted.fit))


def place_votes(part: Part, made: tuple[Fold, ...], seed: int) -> tuple[NDArray[np.int16], Floats]:
    """(V,) the group of each vote's person by their other votes, and (people,) how much better the other votes predict
    a person's held-out votes than the statements' means do, summed squared error."""
    fold = fold_of(part, FOLDS, seed)
    person = np.repeat(np.arange(part.people), np.diff(part.indptr))
    label = np.zeros(len(part.values), dtype=np.int16)
    better = np.zeros(part.people)
    for number, one in enumerate(made):
        here = fold == number
        seen = evidence(cells(thin(part, ~here), one.model.mean), one.model)
        weight = mixture.membership(seen.precision[None], seen.pull[None], one.mixture)[0]
        label[here] = weight.argmax(1).astype(np.int16)[person[here]]
        position = seen.pull / (seen.precision + 1 / np.maximum(one.model.lengths**2, 1e-9))
        who, what = person[here], part.indices[here]
        expected = np.einsum("va,va->v", position[who], one.model.directions[what])
        residual = part.values[here] - one.model.mean[what]
        better += np.bincount(who, residual**2 - (residual - expected) ** 2, minlength=part.people)
    return label, better


def part_evidence_of_structure(part: Part, made: tuple[Fold, ...], seed: int) -> Floats:
    """(3,) people, sum and sum of squares of how much better a person's other votes predict the held-out ones."""
    better = place_votes(part, made, seed)[1]
    return np.array([len(better), better.sum(), (better**2).sum()])


def structure_z(sums: Floats) -> float:
    """How many standard errors the prediction from other votes is better than from the statement's mean."""
    people, total, squares = sums
    spread = squares - total * total / max(people, 1.0)
    return float(total / np.sqrt(spread)) if spread > 0 else 0.0
