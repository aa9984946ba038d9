"""A vote never helps to decide the group it is counted in.

The votes are cut into folds. For each fold the axes are searched for and the groups placed anew without its votes, and
the fold's votes are then counted under the groups their voters are in by their other votes. Tested on the votes that
made them, groups look real where there are none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare import mixture
from comity.flow.compare.axes import evidence_of_all, fit_from, leading
from comity.flow.compare.grouping import sample
from comity.flow.compare.groups import Found, Search, View, match_to, positions
from comity.flow.compare.mixture import Mixture
from comity.flow.compare.parts import (
    Folded,
    Part,
    Seen,
    cells_within,
    cells_without,
    counts_by_fold,
    in_folds,
    summary,
    total,
)

Floats = NDArray[np.float64]

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
    engine, folds = search.engine, FOLDS if search.resamples else QUICK_FOLDS
    folded = engine.derive(in_folds, search.held, folds, search.seed)
    counts = total(engine.each(counts_by_fold, folded, folds))
    rest = [summary(counts.sum(0) - counts[number]) for number in range(folds)]
    axes = found.view.model.loadings.shape[1]
    made = _placed(search, found, [_view_without(search, folded, n, kept, axes) for n, kept in enumerate(rest)])
    together = sum(np.concatenate(engine.each(foretold, folded, one, number)) for number, one in enumerate(made))
    return HeldOut(engine.derive(place_votes, folded, made), _z(np.asarray(together)))


def _view_without(search: Search, folded: object, number: int, kept: Seen, axes: int) -> View:
    """The people seen without one fold of the votes; kept: what is then seen of each statement."""
    celled = search.engine.derive(cells_without, folded, kept.mean, number)
    directions = leading(search.engine, celled, len(kept.mean), axes, search.seed + 1 + number, STEPS)
    model = fit_from(search.engine, celled, kept, directions)
    return View(model, evidence_of_all(search.engine, celled, model))


def _placed(search: Search, found: Found, views: list[View]) -> tuple[Fold, ...]:
    """Everybody placed anew in each view; the groups are found from where they are with all votes."""
    assert found.view is not None and found.mixture is not None
    placed, people = found.mixture, sample(search.votes_per_person, search.seed)
    left, _, right = np.linalg.svd(np.stack([found.view.model.directions.T @ view.model.directions for view in views]))
    every = placed.pick(np.zeros(len(views), dtype=np.intp))
    fitted = mixture.fit(
        np.stack([view.evidence.precision[:, people] for view in views]),
        np.stack([view.evidence.pull[:, people] for view in views]),
        Mixture(every.share, every.centre @ (left @ right), every.spread, every.fit),
        cycles=1,
    )
    made = []
    for number, view in enumerate(views):
        own, seen = fitted.pick(np.array([number])), view.evidence
        group = mixture.membership(seen.precision[None], seen.pull[None], own)[0].argmax(0)
        rank = np.argsort(match_to(group, found.groups.member_of, placed.k)).astype(np.int8)
        made.append(Fold(view.model.mean, view.model.directions, positions(view).astype(np.float32), rank[group]))
    return tuple(made)


def place_votes(folded: Folded, made: tuple[Fold, ...]) -> Placed:
    """The votes of a part, each under the group of its person found without its fold."""
    part, people = folded.part, slice(folded.part.first, folded.part.first + folded.part.people)
    lengths = np.diff(part.indptr)
    group = np.repeat(made[0].group[people], lengths)
    for number, one in enumerate(made[1:], start=1):
        np.copyto(group, np.repeat(one.group[people], lengths), where=folded.fold == number)
    return Placed(part, group)


def foretold(folded: Folded, one: Fold, number: int) -> Floats:
    """(people,) how each person's votes in a fold go together with what their other votes predict: the sum of
    residual times prediction. It is 0 on average where votes are independent, however long the prediction."""
    own = cells_within(folded, one.mean, number)
    position = one.position[own.first : own.first + own.people]
    together: Floats = (own.residual.times(one.directions) * position.T).sum(0)
    return together


def _z(together: Floats) -> float:
    """How many standard errors the mean is above 0."""
    spread = float(together.std())
    return float(together.mean() / spread * np.sqrt(len(together))) if spread > 0 else 0.0
