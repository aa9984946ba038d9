"""Accounts that vote as one: ballots too alike to be many people's own.

Two signs are looked for. Identical ballots: more people with the same votes on the same statements than chance makes
in so common a ballot. Copies: on a sample, people whose agreeing and disagreeing votes are far likelier if one copied
the other than if both voted on their own, as their group does and as readily as each agrees to anything, with several
others at once. Either is a reason to look, not a proof: a mobilised association or a bloc of States shows the same.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from comity.terms.comparison import Groups, Tallies, Warned
from comity.terms.votes import Votes

Floats = NDArray[np.float64]

FEWEST_VOTES = 6  # shorter ballots are alike by chance
SAME_SHARE, SAME_PEOPLE = 0.02, 5  # identical ballots worth a warning: share of voters, and at least so many people
BEYOND_CHANCE = 5.0  # times as many as chance would make, besides
SAMPLE = 300
COPY_VOTES = 8  # votes from which a ballot is compared
COPYING = 0.8  # how faithfully a copied ballot is assumed to follow
SURPRISE = 4.0  # nats by which copying explains a pair better; by chance at most once in e^4 = 55 pairs
PARTNERS_SHARE, PARTNERS_LEAST = 0.03, 6  # with so many others at once
COPIES_SHARE = 0.05  # of the sample, worth a warning
OWN_SHARES = 0.15  # a group of at least this share of people is held against its own votes, others against all
HABIT_PRIOR = 20.0  # votes' worth of belief that a person agrees as readily as others
VOTES_AT_ONCE = 2_000_000


def coordinated(votes: Votes, groups: Groups, tallies: Tallies, seed: int) -> tuple[Warned, ...]:
    """A warning with the number or share of people concerned, or nothing."""
    voters = int((votes.per_participant() > 0).sum())
    same = identical_ballots(votes, groups, tallies, seed)
    if same >= max(SAME_PEOPLE, SAME_SHARE * voters):
        return (Warned("compare.identical_ballots", {"n": same, "share": round(same / voters, 4)}),)
    share = copies(votes, groups, tallies, seed)
    if share >= COPIES_SHARE:
        return (Warned("compare.coordinated", {"share": round(share, 4)}),)
    return ()


def identical_ballots(votes: Votes, groups: Groups, tallies: Tallies, seed: int) -> int:
    """How many people cast a ballot of FEWEST_VOTES votes or more that SAME_PEOPLE or more cast in just that form, and
    more than chance makes.

    Chance would make as many as there are ballots of that length times the product of the votes' shares, in the cut
    (everybody or a large group) in which the ballot is commonest.
    """
    keys = np.random.default_rng([seed, 13]).integers(0, 2**63, (3, len(votes.statements)), dtype=np.uint64)
    cuts = np.unique(np.append(_cut_of(groups, tallies), 0))
    logs = np.stack([np.log(_shares(tallies, int(cut))) for cut in cuts])
    found = [_prints(votes, keys, logs, a, b) for a, b in _blocks(votes)]
    prints, likely = np.concatenate([one[0] for one in found]), np.concatenate([one[1] for one in found])
    length = votes.per_participant()
    enough = np.flatnonzero(length >= FEWEST_VOTES)
    _, first, times = np.unique(prints[enough], return_index=True, return_counts=True)
    one_of = enough[first]
    expected = np.bincount(length)[length[one_of]] * np.exp(likely[one_of])
    return int(times[(times >= SAME_PEOPLE) & (times > BEYOND_CHANCE * expected + SAME_PEOPLE - 1)].sum())


def _blocks(votes: Votes) -> list[tuple[int, int]]:
    marks = np.arange(0, len(votes) + VOTES_AT_ONCE, VOTES_AT_ONCE)
    bounds = np.unique(np.append(np.searchsorted(votes.indptr, marks), len(votes.participants)))
    bounds = np.unique(np.minimum(np.append(0, bounds), len(votes.participants)))
    return list(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))


def _prints(
    votes: Votes, keys: NDArray[np.uint64], logs: Floats, start: int, stop: int
) -> tuple[NDArray[np.uint64], Floats]:
    """(people,) a 64-bit fingerprint of each ballot, the wrapped sum of a random key for each statement and vote, and
    the logarithm of its probability in the cut in which it is commonest."""
    rows = votes.rows_between(start, stop)
    cells = rows.values.astype(np.int64) + 1, rows.indices
    likely = np.max([_row_sums(one[cells], rows.indptr) for one in logs], axis=0)
    return _row_sums(keys[cells], rows.indptr), likely


def _row_sums(values: NDArray[Any], indptr: NDArray[np.int64]) -> NDArray[Any]:
    running = np.concatenate([np.zeros(1, values.dtype), np.cumsum(values, dtype=values.dtype)])
    sums: NDArray[Any] = running[indptr[1:]] - running[indptr[:-1]]
    return sums


def copies(votes: Votes, groups: Groups, tallies: Tallies, seed: int) -> float:
    """The share of a sample of people with enough votes whose ballots look copied with several others.

    Passes are left out. For two ballots, with p the probability that the second person votes so unprompted: the
    logarithm of how much likelier the second is as a copy of the first is the sum of log(c / p + 1 - c) over
    statements both voted on alike and log(1 - c) over the others both voted on, c = COPYING.
    """
    people = np.flatnonzero(votes.per_participant() >= COPY_VOTES)
    if len(people) > SAMPLE:
        people = np.sort(np.random.default_rng([seed, 17]).choice(people, SAMPLE, replace=False))
    if len(people) < 2 * PARTNERS_LEAST:
        return 0.0
    ballots = _ballots(votes, people)
    seen = ballots.sum(1)
    flat = ballots.reshape(len(people), -1)
    unprompted = _unprompted(ballots, tallies, _cut_of(groups, tallies)[groups.member_of[people]])
    alike = ballots * np.log(COPYING / unprompted + 1 - COPYING)
    rather = alike.reshape(len(people), -1) @ flat.T + np.log(1 - COPYING) * (seen @ seen.T - flat @ flat.T)
    both_ways = np.minimum(rather, rather.T)
    np.fill_diagonal(both_ways, -np.inf)
    partners = (both_ways >= SURPRISE).sum(1)
    return float((partners >= max(PARTNERS_LEAST, PARTNERS_SHARE * len(people))).mean())


def _ballots(votes: Votes, people: NDArray[np.intp]) -> NDArray[np.float32]:
    """(n, 2, S) 1 where a sampled person disagreed, agreed. A sample this small may be dense; the votes never are."""
    ballots = np.zeros((len(people), 2, votes.shape[1]), dtype=np.float32)
    for row, person in enumerate(people):
        own = slice(votes.indptr[person], votes.indptr[person + 1])
        sides = votes.values[own]
        ballots[row, (sides[sides != 0] + 1) // 2, votes.indices[own][sides != 0]] = 1
    return ballots


def _unprompted(ballots: NDArray[np.float32], tallies: Tallies, cut: NDArray[np.intp]) -> NDArray[np.float32]:
    """(n, 2, S) the probability that each person disagrees, agrees by themselves: the share in the cut they are held
    against, moved in logits by how much more readily the person agrees than those do."""
    shares = np.stack([_shares(tallies, c)[[0, 2]] for c in range(len(tallies.cuts))])[cut]
    agree = shares[:, 1] / shares.sum(1)
    voted = ballots.sum(1)
    count = np.maximum(voted.sum(1), 1)
    usual = np.clip((agree * voted).sum(1) / count, 0.01, 0.99)
    own = (ballots[:, 1].sum(1) + HABIT_PRIOR * usual) / (voted.sum(1) + HABIT_PRIOR)
    habit = special.logit(own) - special.logit(usual)
    readily = special.expit(special.logit(agree) + habit[:, None])
    return np.stack([1 - readily, readily], axis=1).astype(np.float32)


def _cut_of(groups: Groups, tallies: Tallies) -> NDArray[np.intp]:
    """(k + 1,) the cut each group's votes are held against, itself if it is large enough, otherwise everybody; the last
    is for people in no group."""
    of_group = np.zeros(groups.k + 1, dtype=np.intp)
    for position, cut in enumerate(tallies.cuts):
        if cut.kind == "group" and cut.people >= OWN_SHARES * tallies.cuts[0].people:
            of_group[groups.labels.index(cut.name)] = position
    return of_group


def _shares(tallies: Tallies, cut: int) -> Floats:
    """(3, S) shares of disagreeing, passing and agreeing in a cut, with half a vote added to each."""
    counts = np.stack([tallies.disagree[cut], tallies.passed[cut], tallies.agree[cut]]) + 0.5
    shares: Floats = counts / counts.sum(0)
    return shares
