"""Bridging: how well a statement does with people, whatever their position and however agreeable they are."""

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare.axes import Model
from comity.flow.compare.parts import Cells, total
from comity.terms.work import Engine

Floats = NDArray[np.float64]

PERSON_PRIOR, STATEMENT_PRIOR = 5.0, 10.0  # votes' worth of belief that a person, a statement, is average


def bridging(engine: Engine, celled: object, model: Model, position: Floats, counts: NDArray[np.int64]) -> Floats:
    """(S,) what everybody gives a statement, less what one standard deviation of position takes away. Unit: votes, -1
    to 1 around the average statement.

    After the bridging rule of crowd-sourced notes (Wojcik et al. 2022, y = mu + b_i + c_j + w_i x_j): c_j is the mean
    of what is left of a statement's votes after the average and each voter's own leaning b_i to agree, both shrunk
    towards 0. On centred positions c_j alone is nearly the mean vote, so the part that depends on where people stand
    is taken off: what one side loves and the other rejects does not bridge, however large the first.
    """
    votes = counts.sum(0)
    average = float((counts[2] - counts[0]).sum() / max(1, votes.sum()))
    leanings = total(engine.each(part_leanings, celled))
    given = (counts[2] - counts[0] - votes * average - leanings) / (votes + STATEMENT_PRIOR)
    depends = np.sqrt(((model.directions * position.std(0)) ** 2).sum(1))
    score = given - depends
    centred: Floats = score - score[votes > 0].mean()
    return centred


def part_leanings(own: Cells) -> Floats:
    """(S,) sum over a part's voters on each statement of how much more they agree than others do."""
    leaning = own.residual.by_people.sum(axis=1) / (np.diff(own.seen.by_people.indptr) + PERSON_PRIOR)
    return own.seen.turned_times(np.asarray(leaning)[None])[:, 0]
