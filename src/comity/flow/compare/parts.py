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

    def losing(self, kept: NDArray[np.bool_]) -> "Cells":
        """The same cells with the votes not in `kept` (V,) counted as never cast."""
        mask = kept.astype(np.float32)
        return Cells(self.first, _same_cells(self.residual, self.residual.data * mask), _same_cells(self.seen, mask))


def cells(part: Part, mean: Floats, kept: NDArray[np.bool_] | None = None) -> Cells:
    """Residuals of a part's votes from the statements' means (S,). Votes not in `kept` (V,) count as never cast."""
    residual = part.values - mean.astype(np.float32)[part.indices]
    layout = np.int32 if len(part.values) < 2**31 else np.int64
    matrix = sparse.csr_array(
        (residual, part.indices.astype(layout, copy=False), part.indptr.astype(layout)),
        shape=(part.people, part.statements),
    )
    whole = Cells(part.first, matrix, _same_cells(matrix, np.ones(len(residual), dtype=np.float32)))
    return whole if kept is None else whole.losing(kept)


def _same_cells(pattern: sparse.csr_array, data: NDArray[np.float32]) -> sparse.csr_array:
    return sparse.csr_array((data, pattern.indices, pattern.indptr), shape=pattern.shape)


NARROW = 5


def times(matrix: sparse.csr_array, block: Floats) -> Floats:
    """(b, rows) transpose of matrix @ block for a block (columns, b). A narrow block goes column by column, which is
    several times faster than all at once and needs no turning round."""
    columns = block.astype(np.float32)
    if columns.shape[1] >= NARROW:
        return np.asarray((matrix @ columns).T, dtype=np.float64)
    return np.stack([matrix @ np.ascontiguousarray(columns[:, n]) for n in range(columns.shape[1])]).astype(np.float64)


def times_transposed(matrix: sparse.csr_array, rows: Floats) -> Floats:
    """(columns, b) matrix' @ rows' for rows (b, rows of the matrix)."""
    turned = matrix.T
    if len(rows) < NARROW - 2:
        return np.stack([turned @ row.astype(np.float32) for row in rows], axis=1).astype(np.float64)
    return np.asarray(turned @ np.ascontiguousarray(rows.T.astype(np.float32)), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Seen:
    """What is known of each statement before any axis: votes (S,) and squares (S,), sum of squared residuals; mean
    (S,) of its votes."""

    votes: Floats
    squares: Floats
    mean: Floats

    @property
    def variance(self) -> float:
        """Mean squared residual of all votes."""
        return float(self.squares.sum() / max(1.0, self.votes.sum()))


def summary(counts: NDArray[np.int64]) -> Seen:
    """From counts (3, S) of votes against, passed and for."""
    votes = counts.sum(0).astype(np.float64)
    mean = (counts[2] - counts[0]) / np.maximum(votes, 1)
    return Seen(votes, counts[2] + counts[0] - votes * mean**2, mean)


def statement_counts(part: Part) -> NDArray[np.int64]:
    """(3, S) how many disagreed, passed and agreed."""
    slot = (part.values + np.int32(1)) * np.int32(part.statements) + part.indices
    return np.bincount(slot, minlength=3 * part.statements).reshape(3, part.statements).astype(np.int64)


def moment_product(own: Cells, block: Floats) -> Floats:
    """R'(R X) for the residuals R of a part and a block X (S, b): the second moment of the votes, never formed."""
    return times_transposed(own.residual, times(own.residual, block))


def moment(own: Cells) -> Floats:
    """R'R (S, S) itself, for few statements."""
    return np.asarray((own.residual.T @ own.residual).toarray(), dtype=np.float64)


def fold_of(part: Part, folds: int, seed: int) -> NDArray[np.uint8]:
    """(V,) which of `folds` each vote is in: random, by seed and part, the same on every machine."""
    rng = np.random.default_rng([seed, 7, part.number])
    return rng.integers(0, folds, len(part.values), dtype=np.uint8)


def counts_by_fold(part: Part, folds: int, seed: int) -> NDArray[np.int64]:
    """(folds, 3, S) how many disagreed, passed and agreed in each fold of the votes."""
    size = 3 * part.statements
    slot = (part.values + np.int32(1)) * np.int32(part.statements) + part.indices
    slot += fold_of(part, folds, seed) * np.int32(size)
    return np.bincount(slot, minlength=folds * size).reshape(folds, 3, part.statements).astype(np.int64)


def cells_without(part: Part, mean: Floats, fold: int, folds: int, seed: int) -> Cells:
    """cells as if the votes in one fold had never been cast."""
    return cells(part, mean, fold_of(part, folds, seed) != fold)


def votes_of(part: Part, people: NDArray[np.intp]) -> NDArray[np.int64]:
    """Positions of the votes of some people of a part, rising."""
    lengths = np.diff(part.indptr)[people]
    ends = np.cumsum(lengths)
    return np.repeat(part.indptr[people] - ends + lengths, lengths) + np.arange(ends[-1] if len(ends) else 0)


def rows(part: Part, people: NDArray[np.intp]) -> Part:
    """The part with only some of its people, positions within the part, rising."""
    taken = votes_of(part, people)
    indptr = np.concatenate([[0], np.cumsum(np.diff(part.indptr)[people])])
    return replace(part, first=0, indptr=indptr, indices=part.indices[taken], values=part.values[taken])
