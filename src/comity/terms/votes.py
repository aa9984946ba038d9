"""Votes: who said what to which statement, as one sparse matrix that never depends on the order of arrival."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.terms.errors import ComityError
from comity.terms.ids import as_ids, canonical_order

AGREE, PASS, DISAGREE = 1, 0, -1


@dataclass(frozen=True, eq=False)
class Votes:
    """A participants x statements matrix of +1 agree, 0 pass, -1 disagree; a cell nobody answered is absent.

    participants: (P,) text ids in canonical order; statements: (S,) likewise.
    indptr (P+1,) int64, indices (V,) int32 (statement positions, rising within a row) and values (V,) int8
    are the matrix in compressed-row form: person i voted on indices[indptr[i]:indptr[i+1]].
    Build one with `Votes.from_triples`, which brings any order of arrival to this one form.
    """

    participants: NDArray[np.str_]
    statements: NDArray[np.str_]
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    values: NDArray[np.int8]

    @classmethod
    def from_triples(
        cls,
        participants: ArrayLike,
        statements: ArrayLike,
        rows: ArrayLike,
        columns: ArrayLike,
        values: ArrayLike,
        *,
        times: ArrayLike | None = None,
        duplicates: str = "error",
    ) -> "Votes":
        """Votes from (person, statement, vote) triples.

        participants (P,), statements (S,): the ids; rows, columns (V,): positions in them; values (V,): -1, 0 or 1.
        times (V,): the latest vote of a person on a statement wins, the later triple on a tie. Without times two
        different votes of one person on one statement are an error (`votes.conflict`, naming both positions in the
        triples), unless duplicates="last". Equal repeats count once. People and statements without a vote are kept.
        """
        names, topics = as_ids(participants), as_ids(statements)
        row, column = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
        vote = _checked_values(np.asarray(values))
        if not len(row) == len(column) == len(vote):
            raise ComityError("votes.unequal_lengths", rows=len(row), columns=len(column), values=len(vote))
        row_order, column_order = _unique_order(names, "participant"), _unique_order(topics, "statement")
        row, column = _renumber(row, row_order, "participant"), _renumber(column, column_order, "statement")
        width = max(1, len(topics))
        cell = row * width + column
        keep = _one_vote_per_cell(cell, vote, None if times is None else np.asarray(times), duplicates)
        cell, vote = cell[keep], vote[keep]
        indptr = np.zeros(len(names) + 1, dtype=np.int64)
        np.cumsum(np.bincount(cell // width, minlength=len(names)), out=indptr[1:])
        return cls(names[row_order], topics[column_order], indptr, (cell % width).astype(np.int32), vote)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def shape(self) -> tuple[int, int]:
        """(participants, statements)."""
        return len(self.participants), len(self.statements)

    @cached_property
    def input_digest(self) -> str:
        """SHA-256 over the canonical votes: the same votes give the same digest, whatever file they came in."""
        digest = hashlib.sha256(b"comity.votes/1\n")
        for ids in (self.participants, self.statements):
            digest.update(len(ids).to_bytes(8, "little"))
            for block in _in_blocks(ids, 100_000):
                digest.update("\x00".join(block.tolist()).encode("utf-8", "surrogatepass"))
                digest.update(b"\x00")
        digest.update(np.ascontiguousarray(self.indptr, dtype="<i8").data)
        digest.update(np.ascontiguousarray(self.indices, dtype="<i4").data)
        digest.update(np.ascontiguousarray(self.values, dtype="i1").data)
        return "sha256:" + digest.hexdigest()

    def rows_between(self, start: int, stop: int) -> "Votes":
        """The votes of participants start..stop-1, with every statement."""
        first, last = int(self.indptr[start]), int(self.indptr[stop])
        return Votes(
            self.participants[start:stop],
            self.statements,
            self.indptr[start : stop + 1] - first,
            self.indices[first:last],
            self.values[first:last],
        )

    def per_participant(self) -> NDArray[np.int64]:
        """(P,) how many statements each person voted on."""
        return np.diff(self.indptr)


def _checked_values(values: NDArray[np.generic]) -> NDArray[np.int8]:
    wrong = ~np.isin(values, (AGREE, PASS, DISAGREE))
    if wrong.any():
        position = int(np.flatnonzero(wrong)[0])
        raise ComityError("votes.bad_value", row=position, value=values[position].item())
    return values.astype(np.int8)


def _unique_order(ids: NDArray[np.str_], kind: str) -> NDArray[np.intp]:
    order = canonical_order(ids)
    ranked = ids[order]
    same = np.flatnonzero(ranked[1:] == ranked[:-1])
    if len(same):
        raise ComityError("votes.duplicate_id", kind=kind, id=str(ranked[same[0]]))
    return order


def _renumber(positions: NDArray[np.int64], order: NDArray[np.intp], kind: str) -> NDArray[np.int64]:
    if len(positions) and (positions.min() < 0 or positions.max() >= len(order)):
        raise ComityError("votes.position_outside", kind=kind, count=len(order))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[positions]


def _one_vote_per_cell(
    cell: NDArray[np.int64], vote: NDArray[np.int8], times: NDArray[np.generic] | None, duplicates: str
) -> NDArray[np.intp]:
    """Positions, sorted by cell, of the vote that counts in each cell."""
    order = np.argsort(cell, kind="stable") if times is None else np.lexsort((times, cell))
    ranked = cell[order]
    repeated = ranked[1:] == ranked[:-1]
    if not repeated.any():
        return order
    if times is None and duplicates != "last":
        clash = np.flatnonzero(repeated & (vote[order][1:] != vote[order][:-1]))
        if len(clash):
            first, second = sorted((int(order[clash[0]]), int(order[clash[0] + 1])))
            raise ComityError("votes.conflict", first=first, second=second)
    kept: NDArray[np.intp] = order[np.append(~repeated, True)]
    return kept


def _in_blocks(ids: NDArray[np.str_], size: int) -> Iterator[NDArray[np.str_]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
