"""What each group said about each statement, in the numbers of the Polis method."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.terms.votes import AGREE, DISAGREE, Votes

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GroupVotes:
    """Votes of G groups on S statements, rejected ones included: agree, disagree, seen (passes too), all (G, S)."""

    agree: Counts
    disagree: Counts
    seen: Counts

    @property
    def passed(self) -> Counts:
        """(G, S) how many passed."""
        passed: Counts = self.seen - self.agree - self.disagree
        return passed


@dataclass(frozen=True, eq=False)
class Representativeness:
    """How far each group stands out on each statement, all (G, S).

    agree_share, disagree_share: (votes + 1) / (seen + 2). agree_test, disagree_test: z of that share against a half.
    agree_ratio, disagree_ratio: the share over that of everyone in the other groups. agree_ratio_test,
    disagree_ratio_test: z of the difference between the two.
    """

    agree_share: Floats
    disagree_share: Floats
    agree_test: Floats
    disagree_test: Floats
    agree_ratio: Floats
    disagree_ratio: Floats
    agree_ratio_test: Floats
    disagree_ratio_test: Floats


def count_votes(votes: Votes, group_of: NDArray[np.int16], groups: int) -> GroupVotes:
    """Count the votes of people (P,) by group; those of group -1 are left out."""
    width = votes.shape[1]
    person_code = np.where(group_of >= 0, group_of, groups).astype(np.int64)
    code = np.repeat(person_code, votes.per_participant()) * width + votes.indices
    cells = groups * width

    def count(chosen: NDArray[np.int64]) -> Counts:
        table: Counts = np.bincount(chosen, minlength=cells + width)[:cells].reshape(groups, width)
        return table

    return GroupVotes(count(code[votes.values == AGREE]), count(code[votes.values == DISAGREE]), count(code))


def share(successes: Counts, trials: Counts) -> Floats:
    """Estimate (successes + 1) / (trials + 2)."""
    estimate: Floats = (successes + 1) / (trials + 2)
    return estimate


def share_test(successes: Counts, trials: Counts) -> Floats:
    """z of the share against a half, one success added: 2 sqrt(n + 1) ((s + 1) / (n + 1) - 1/2)."""
    z: Floats = 2 * np.sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5)
    return z


def difference_test(successes: Counts, trials: Counts, others: Counts, other_trials: Counts) -> Floats:
    """z of the difference between two shares, one success added to each; 0 where everybody is of one mind."""
    first, second = (successes + 1) / (trials + 1), (others + 1) / (other_trials + 1)
    pooled = (successes + others + 2) / (trials + other_trials + 2)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / (trials + 1) + 1 / (other_trials + 1)))
    z: Floats = np.divide(first - second, spread, out=np.zeros(spread.shape), where=pooled < 1)
    return z


def representativeness(counts: GroupVotes) -> Representativeness:
    """Every number of the method for every group and statement, each group against all others together."""
    A, D, N = counts.agree, counts.disagree, counts.seen
    A_others, D_others, N_others = (count.sum(axis=0) - count for count in (A, D, N))
    return Representativeness(
        agree_share=share(A, N),
        disagree_share=share(D, N),
        agree_test=share_test(A, N),
        disagree_test=share_test(D, N),
        agree_ratio=share(A, N) / share(A_others, N_others),
        disagree_ratio=share(D, N) / share(D_others, N_others),
        agree_ratio_test=difference_test(A, N, A_others, N_others),
        disagree_ratio_test=difference_test(D, N, D_others, N_others),
    )


def group_aware_consensus(counts: GroupVotes) -> Floats:
    """(S,) product over the groups of the share who agree; NaN where there is no group."""
    shares = share(counts.agree, counts.seen)
    together: Floats = shares.prod(axis=0) if len(shares) else np.full(shares.shape[1], np.nan)
    return together
