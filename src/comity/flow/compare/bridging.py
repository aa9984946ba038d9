"""Bridging: how well a statement does with people, whatever their position and however agreeable they are."""

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare.axes import Model
from comity.flow.compare.parts import Cells, total
from comity.terms.work import Engine

Floats = NDArray[np.float64]

PERSON_PRIOR, STATEMENT_PRIOR = 5.0, 10.0  # votes' worth of belief that a person, a statement, is average


def bridging(engine: Engine, celled: object, model: Model, position: Floats, counts: NDArray[np.int64]) -> Floats:
    """(S,) the intercept of each statement in vote = average + person + statement + position * direction + noise.

    The bridging rule of crowd-sourced notes (Wojcik et al. 2022, y = mu + b_i + c_j + w_i x_j) on the axes already
    found: b_i and c_j are means of residuals shrunk towards 0. Unit: votes, -1 to 1 around the average statement.
    """
    votes = counts.sum(0)
    average = float((counts[2] - counts[0]).sum() / max(1, votes.sum()))
    explained = total(engine.each(part_explained, celled, model, position))
    score: Floats = (counts[2] - counts[0] - votes * average - explained) / (votes + STATEMENT_PRIOR)
    return score


def part_explained(own: Cells, model: Model, position: Floats) -> Floats:
    """(S,) sum over a part's voters on each statement of what their leaning and their position explain."""
    z = position[own.first : own.first + own.people].T
    by_position = (own.seen.times(model.directions) * z).sum(0)
    leaning = (own.residual.by_people.sum(axis=1) - by_position) / (np.diff(own.seen.by_people.indptr) + PERSON_PRIOR)
    sums = own.seen.turned_times(np.vstack([leaning, z]))
    explained: Floats = sums[:, 0] + (sums[:, 1:] * model.directions).sum(1)
    return explained
