"""The votes in parts: what is computed on each part alone, and how the parts' answers add up.

Everything here is a sum over people, so that it does not matter where a part is worked on. Parts follow the canonical
order of participants and their size never depends on the engine: the same votes give the same bytes anywhere.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

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
        """How many people the part holds."""
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
class Matrix:
    """A sparse matrix of people x S in 32 bits: by people, and turned, on the same memory. Its products with narrow
    blocks go column by column, which is several times faster than all columns at once."""

    by_people: sparse.csr_array
    turned: sparse.csc_array

    @property
    def data(self) -> NDArray[np.float32]:
        """(V,) the values, in the order of the votes."""
        data: NDArray[np.float32] = self.by_people.data
        return data

    def filled(self, data: NDArray[np.float32]) -> "Matrix":
        """Other values (V,) in the same cells."""
        other = Matrix(copy(self.by_people), copy(self.turned))  # building them anew would check every index again
        other.by_people.data = other.turned.data = data
        return other

    def times(self, block: Floats) -> Floats:
        """(b, people) transpose of the product with a block (S, b)."""
        columns = np.ascontiguousarray(block.T, dtype=np.float32)
        if len(columns) > NARROW:
            return np.ascontiguousarray((self.by_people @ columns.T).T, dtype=np.float64)
        found = np.empty((len(columns), self.by_people.shape[0]))
        for row, column in zip(found, columns, strict=True):
            row[:] = self.by_people @ column
        return found

    def turned_times(self, rows: Floats) -> Floats:
        """(S, b) product of the transpose with the columns of a block given as rows (b, people)."""
        if len(rows) > NARROW_TURNED:
            return np.asarray(self.turned @ np.ascontiguousarray(rows.T, dtype=np.float32), dtype=np.float64)
        found = np.empty((self.by_people.shape[1], len(rows)))
        for column, row in enumerate(rows.astype(np.float32)):
            found[:, column] = self.turned @ row
        return found


NARROW, NARROW_TURNED = 4, 2  # columns up to which one at a time is faster
FEW_PEOPLE = 20_000


@dataclass(frozen=True, eq=False)
class Cells:
    """A part's votes ready for products with dense blocks: `residual` (people x S) holds vote - mean on the cells
    voted on, `seen` holds 1 there; other cells are absent, not zero. first: position of the first person."""

    first: int
    residual: Matrix
    seen: Matrix

    @property
    def people(self) -> int:
        """How many people the cells belong to."""
        return int(self.seen.by_people.shape[0])

    @property
    def votes(self) -> int:
        """How many votes the cells hold."""
        return len(self.seen.data)

    def losing(self, kept: NDArray[np.bool_]) -> "Cells":
        """The same cells with the votes not in `kept` (V,) counted as never cast."""
        mask = kept.astype(np.float32)
        return Cells(self.first, self.residual.filled(self.residual.data * mask), self.seen.filled(mask))


def cells(part: Part, mean: Floats, kept: NDArray[np.bool_] | None = None) -> Cells:
    """Residuals of a part's votes from the statements' means (S,). Votes not in `kept` (V,) count as never cast."""
    residual = part.values - mean.astype(np.float32)[part.indices]
    seen = np.ones(len(residual), dtype=np.float32) if kept is None else kept.astype(np.float32)
    if kept is not None:
        residual *= seen
    layout = np.int32 if len(part.values) < 2**31 else np.int64
    where = part.indices.astype(layout, copy=False), part.indptr.astype(layout)
    by_people: sparse.csr_array = sparse.csr_array((residual, *where), shape=(part.people, part.statements))
    matrix = Matrix(by_people, by_people.T)
    return Cells(part.first, matrix, matrix.filled(seen))


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


def slots(part: Part) -> NDArray[np.int32]:
    """(V,) the place of each vote in a table (3, S) of disagree, pass, agree."""
    slot: NDArray[np.int32] = (part.values + np.int32(1)) * np.int32(part.statements) + part.indices
    return slot


def statement_counts(part: Part) -> NDArray[np.int64]:
    """(3, S) how many disagreed, passed and agreed."""
    return np.bincount(slots(part), minlength=3 * part.statements).reshape(3, part.statements).astype(np.int64)


def total(pieces: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """The sum of the parts' answers, always in the order of the parts."""
    return reduce(np.add, pieces)


def moment_product(own: Cells, block: Floats) -> Floats:
    """R'(R X) for the residuals R of a part and a block X (S, b): the second moment of the votes, never formed."""
    return own.residual.turned_times(own.residual.times(block))


def moment(own: Cells) -> Floats:
    """R'R (S, S) itself, for few statements; where people are few too, with a dense block in between, which is faster
    and adds only zeros."""
    matrix = own.residual.by_people
    if own.people <= FEW_PEOPLE:
        return np.asarray(own.residual.turned @ matrix.toarray(), dtype=np.float64)
    return np.asarray((own.residual.turned @ matrix).toarray(), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Folded:
    """A part and the fold each of its votes is in, (V,)."""

    part: Part
    fold: NDArray[np.uint8]


def in_folds(part: Part, folds: int, seed: int) -> Folded:
    """A part with its votes in `folds` random folds, by seed and part, the same on every machine."""
    rng = np.random.default_rng([seed, 7, part.number])
    return Folded(part, rng.integers(0, folds, len(part.values), dtype=np.uint8))


def counts_by_fold(folded: Folded, folds: int) -> NDArray[np.int64]:
    """(folds, 3, S) how many disagreed, passed and agreed in each fold of the votes."""
    size = 3 * folded.part.statements
    slot = slots(folded.part)
    slot += folded.fold * np.int32(size)
    return np.bincount(slot, minlength=folds * size).reshape(folds, 3, folded.part.statements).astype(np.int64)


def cells_without(folded: Folded, mean: Floats, number: int) -> Cells:
    """cells as if the votes in one fold had never been cast."""
    return cells(folded.part, mean, folded.fold != number)


def cells_within(folded: Folded, mean: Floats, number: int) -> Cells:
    """cells as if only the votes in one fold had been cast."""
    return cells(folded.part, mean, folded.fold == number)


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
