"""A few statements that together represent everyone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from comity.flow.compare.parts import Part, total
from comity.terms.comparison import Slate
from comity.terms.work import Engine

Floats = NDArray[np.float64]


def slate(engine: Engine, held: object, size: int, weights: Floats, allowed: NDArray[np.bool_]) -> Slate:
    """`size` statements chosen so that no large group that agrees is left out.

    While some statement is agreed to by an n-th of all people, n = size, none of whom has a statement yet, the one
    with most of them is taken: this is the greedy rule that gives justified representation (Aziz et al. 2017). The rest
    go to whom they add most, a person's next statement counting a half, a third, ... (Thiele 1895). Weights (P,) count
    people; only agreement cast counts, not having seen a statement counts as not agreeing.
    """
    held = engine.derive(agreements, held)
    chosen: list[int] = []
    agreed = np.zeros(len(weights))
    size = min(size, int(allowed.sum()))
    entitled = weights.sum() / max(1, size)
    for _ in range(size):
        without = _support(engine, held, np.where(agreed == 0, weights, 0.0))
        without[~allowed] = -1.0
        without[chosen] = -1.0
        if without.max(initial=-1.0) < entitled:
            without = _support(engine, held, weights / (agreed + 1))
            without[~allowed] = -1.0
            without[chosen] = -1.0
        best = int(np.argmax(without))
        if without[best] <= 0:
            break
        chosen.append(best)
        agreed += np.concatenate(engine.each(part_agreeing, held, best))
    left = _support(engine, held, np.where(agreed == 0, weights, 0.0))
    left[~allowed] = 0.0
    return Slate(
        statements=tuple(chosen),
        represented=min(1.0, float(weights[agreed > 0].sum() / weights.sum())) if weights.sum() > 0 else 0.0,
        justified=bool(left.max(initial=0.0) < entitled),
    )


def _support(engine: Engine, held: object, weights: Floats) -> Floats:
    return total(engine.each(part_support, held, weights))


@dataclass(frozen=True, eq=False)
class Agreements:
    """A part's votes as a matrix, people x S, that holds 1 where they agree and 0 elsewhere, with its transpose on the
    same memory; and the position of its first person."""

    first: int
    votes: sparse.csr_array
    turned: sparse.csc_array


def agreements(part: Part) -> Agreements:
    """The agreeing votes of a part."""
    agree = (part.values == 1).astype(np.float32)
    votes: sparse.csr_array = sparse.csr_array(
        (agree, part.indices, part.indptr.astype(part.indices.dtype)), shape=(part.people, part.statements)
    )
    return Agreements(part.first, votes, votes.T)


def part_support(own: Agreements, weights: Floats) -> Floats:
    """(S,) weight of a part's people who agree with each statement."""
    people = weights[own.first : own.first + own.votes.shape[0]].astype(np.float32)
    return np.asarray(own.turned @ people, dtype=np.float64)


def part_agreeing(own: Agreements, statement: int) -> NDArray[np.bool_]:
    """(people,) who of a part agree with one statement."""
    at = np.flatnonzero(own.votes.indices == statement)
    agreeing = np.zeros(own.votes.shape[0], dtype=bool)
    agreeing[np.searchsorted(own.votes.indptr, at[own.votes.data[at] > 0], side="right") - 1] = True
    return agreeing
