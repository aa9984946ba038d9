"""The votes in parts: what is computed on each part alone, and how the parts' answers add up.

Everything here is a sum over people, so that it does not matter where a part is worked on. Parts follow the canonical
order of participants and their size never depends on the engine: the same votes give the same bytes anywhere.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from comity.terms.votes import Votes

VOTES_PER_PART = 4_000_000

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Part:
    """Some participants in a row: position of the first, and their votes in compressed-row form."""

    number: int
    first: int
    statements: int
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    values: NDArray[np.int8]

    @property
    def people(self) -> int:
        return len(self.indptr) - 1


def divide(votes: Votes) -> list[Part]:
    """The votes cut into parts of about VOTES_PER_PART votes."""
    bounds = np.searchsorted(votes.indptr, np.arange(VOTES_PER_PART, len(votes), VOTES_PER_PART), side="right") - 1
    starts = np.unique(np.concatenate([[0], bounds]))
    stops = np.append(starts[1:], len(votes.participants))
    return [_slice(votes, n, int(a), int(b)) for n, (a, b) in enumerate(zip(starts, stops, strict=True)) if b > a]


def _slice(votes: Votes, number: int, start: int, stop: int) -> Part:
    rows = votes.rows_between(start, stop)
    return Part(number, start, len(votes.statements), rows.indptr, rows.indices, rows.values)


@dataclass(frozen=True, eq=False)
class Cells:
    """A part's votes ready for products with dense blocks: `residual` (people x S) holds vote - mean on the cells
    voted on, `seen` holds 1 there; other cells are absent, not zero. first: position of the first person."""

    first: int
    residual: sparse.csr_array
    seen: sparse.csr_array


def cells(part: Part, mean: Floats) -> Cells:
    """Residuals of a part's votes from the statements' means (S,)."""
    residual = part.values - mean.astype(np.float32)[part.indices]
    layout = np.int32 if len(part.values) < 2**31 else np.int64
    matrix = sparse.csr_array(
        (residual, part.indices.astype(layout, copy=False), part.indptr.astype(layout)),
        shape=(part.people, part.statements),
    )
    return Cells(part.first, matrix, _same_cells(matrix, np.ones(len(residual), dtype=np.float32)))


def _same_cells(pattern: sparse.csr_array, data: NDArray[np.float32]) -> sparse.csr_array:
    return sparse.csr_array((data, pattern.indices, pattern.indptr), shape=pattern.shape)


def statement_counts(part: Part) -> NDArray[np.int64]:
    """(3, S) how many disagreed, passed and agreed."""
    slot = (part.values.astype(np.int32) + 1) * part.statements + part.indices
    return np.bincount(slot, minlength=3 * part.statements).reshape(3, part.statements).astype(np.int64)


def moment_product(own: Cells, block: Floats) -> Floats:
    """R'(R X) for the residuals R of a part and a block X (S, b): the second moment of the votes, never formed."""
    return np.asarray(own.residual.T @ (own.residual @ block.astype(np.float32)), dtype=np.float64)


def fold_of(part: Part, folds: int, seed: int) -> NDArray[np.uint8]:
    """(V,) which of `folds` each vote is in: random, by seed and part, the same on every machine."""
    rng = np.random.default_rng([seed, 7, part.number])
    return rng.integers(0, folds, len(part.values), dtype=np.uint8)


def without_fold(part: Part, fold: int, folds: int, seed: int) -> Part:
    """The part as if the votes in one fold had never been cast."""
    return thin(part, fold_of(part, folds, seed) != fold)


def thin(part: Part, kept: NDArray[np.bool_]) -> Part:
    """The part with only the votes marked in `kept` (V,)."""
    before = np.concatenate([[0], np.cumsum(kept)])
    return replace(part, indptr=before[part.indptr], indices=part.indices[kept], values=part.values[kept])


def rows(part: Part, people: NDArray[np.intp]) -> Part:
    """The part with only some of its people, positions within the part, rising."""
    lengths = np.diff(part.indptr)[people]
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    taken = np.repeat(part.indptr[people] - indptr[:-1], lengths) + np.arange(indptr[-1])
    return replace(part, first=0, indptr=indptr, indices=part.indices[taken], values=part.values[taken])
