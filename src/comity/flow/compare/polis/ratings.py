"""The rating matrix of the Polis method, and who has voted enough to be placed in a group."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from comity.terms.errors import ComityError
from comity.terms.statements import REJECTED, Statements
from comity.terms.votes import Votes

VOTES_TO_BE_IN = 7
PEOPLE_AT_LEAST = 15


@dataclass(frozen=True, eq=False)
class Ratings:
    """P x S votes in which the columns of `zeroed` (S,) bool count as a pass by everybody, voters or not."""

    votes: Votes
    zeroed: NDArray[np.bool_]

    @cached_property
    def kept(self) -> NDArray[np.bool_]:
        """(V,) votes cast on statements that are not zeroed."""
        return ~self.zeroed[self.votes.indices]

    @cached_property
    def cells(self) -> NDArray[np.int64]:
        """(P,) filled cells of each row: votes on counted statements, and every zeroed statement."""
        counted = np.concatenate(([0], np.cumsum(self.kept, dtype=np.int64)))
        return np.diff(counted[self.votes.indptr]) + int(self.zeroed.sum())


def rate(votes: Votes, statements: Statements | None = None) -> Ratings:
    """The rating matrix: rejected and meta statements are zeroed, and stay among the columns.

    Without `statements` none is. Raises `polis.statements_differ` where the ids are not those of the votes, in order.
    """
    if statements is None:
        return Ratings(votes, np.zeros(votes.shape[1], dtype=np.bool_))
    if not np.array_equal(statements.ids, votes.statements):
        raise ComityError("polis.statements_differ", votes=votes.shape[1], statements=len(statements.ids))
    return Ratings(votes, (statements.moderation == REJECTED) | statements.meta)


def in_conversation(votes: Votes, already_in: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
    """(P,) who voted on at least min(7, S) statements, rejected ones included, or was in before.

    Fewer than 15 are filled up to 15 with the most active of the others, the earlier in canonical order on a tie;
    somebody without any vote is never in.
    """
    cast = votes.per_participant()
    inside = (cast >= min(VOTES_TO_BE_IN, votes.shape[1])) & (cast > 0)
    if already_in is not None:
        inside |= already_in & (cast > 0)
    missing = PEOPLE_AT_LEAST - int(inside.sum())
    if missing > 0:
        others = np.flatnonzero(~inside & (cast > 0))
        most_active = others[np.argsort(-cast[others], kind="stable")]
        inside[most_active[:missing]] = True
    return inside
