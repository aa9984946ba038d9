"""Accounts that vote as one: ballots too alike to be many people's own.

Two signs are looked for. Identical ballots: several people with the same votes on the same statements, which chance
does not make once a ballot has a few votes. Copies: on a sample, people whose ballots are far likelier if one copied
the other than if both voted on their own like the rest of their group, with several others at once. Either is a
reason to look, not a proof: a mobilised association or a bloc of States shows the same signs.
"""

import numpy as np
from numpy.typing import NDArray

from comity.terms.comparison import Groups, Tallies, Warned
from comity.terms.votes import Votes

Floats = NDArray[np.float64]

FEWEST_VOTES = 6  # shorter ballots are alike by chance
SAME_SHARE, SAME_PEOPLE = 0.02, 5  # identical ballots worth a warning: share of voters, and at least so many people
SAMPLE = 300
COPY_VOTES = 8  # votes from which a ballot is compared
COPYING = 0.8  # how faithfully a copied ballot is assumed to follow
SURPRISE = 5.0  # nats by which copying explains a pair better; by chance at most once in e^5 = 148 pairs
PARTNERS_SHARE, PARTNERS_LEAST = 0.03, 6  # with so many others at once
COPIES_SHARE = 0.04  # of the sample, worth a warning
OWN_SHARES = 0.15  # a group of at least this share of people is held against its own votes, others against all
VOTES_AT_ONCE = 2_000_000


def coordinated(votes: Votes, groups: Groups, tallies: Tallies, seed: int) -> tuple[Warned, ...]:
    """A warning with the number or share of people concerned, or nothing."""
    voters = int((votes.per_participant() > 0).sum())
    same = identical_ballots(votes, seed)
    if same >= max(SAME_PEOPLE, SAME_SHARE * voters):
        return (Warned("compare.identical_ballots", {"n": same, "share": round(same / voters, 4)}),)
    share = copies(votes, groups, tallies, seed)
    if share >= COPIES_SHARE:
        return (Warned("compare.coordinated", {"share": round(share, 4)}),)
    return ()


def identical_ballots(votes: Votes, seed: int) -> int:
    """How many people cast a ballot of FEWEST_VOTES votes or more that SAME_PEOPLE or more cast in just that form."""
    keys = np.random.default_rng([seed, 13]).integers(0, 2**63, (3, len(votes.statements)), dtype=np.uint64)
    prints = np.concatenate([_prints(votes, keys, a, b) for a, b in _blocks(votes)])
    long_enough = prints[votes.per_participant() >= FEWEST_VOTES]
    times = np.unique(long_enough, return_counts=True)[1]
    return int(times[times >= SAME_PEOPLE].sum())


def _blocks(votes: Votes) -> list[tuple[int, int]]:
    marks = np.arange(0, len(votes) + VOTES_AT_ONCE, VOTES_AT_ONCE)
    bounds = np.unique(np.append(np.searchsorted(votes.indptr, marks), len(votes.participants)))
    bounds = np.unique(np.minimum(np.append(0, bounds), len(votes.participants)))
    return list(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))


def _prints(votes: Votes, keys: NDArray[np.uint64], start: int, stop: int) -> NDArray[np.uint64]:
    """(people,) a 64-bit fingerprint of each ballot, the wrapped sum of a random key for each statement and vote."""
    rows = votes.rows_between(start, stop)
    running = np.concatenate([[np.uint64(0)], np.cumsum(keys[rows.values + 1, rows.indices], dtype=np.uint64)])
    prints: NDArray[np.uint64] = running[rows.indptr[1:]] - running[rows.indptr[:-1]]
    return prints


def copies(votes: Votes, groups: Groups, tallies: Tallies, seed: int) -> float:
    """The share of a sample of people with enough votes whose ballots look copied with several others.

    Of two ballots, with p the share of a vote among the first one's group: log(c / p + 1 - c) for each statement both
    voted on alike and log(1 - c) for each other one, c = COPYING, is the logarithm of how much likelier the second is
    as a copy than as a vote of its own.
    """
    people = np.flatnonzero(votes.per_participant() >= COPY_VOTES)
    if len(people) > SAMPLE:
        people = np.sort(np.random.default_rng([seed, 17]).choice(people, SAMPLE, replace=False))
    if len(people) < 2 * PARTNERS_LEAST:
        return 0.0
    ballots = _ballots(votes, people)
    seen = ballots.sum(1)
    flat = ballots.reshape(len(people), -1)
    rather = np.log(1 - COPYING) * (seen @ seen.T - flat @ flat.T)
    held_against = _cut_of(groups, tallies, people)
    for cut in np.unique(held_against):
        own = held_against == cut
        alike = np.log(COPYING / _shares(tallies, int(cut)) + 1 - COPYING).astype(np.float32)
        rather[own] += (flat[own] * alike.reshape(-1)) @ flat.T
    both_ways = np.minimum(rather, rather.T)
    np.fill_diagonal(both_ways, -np.inf)
    partners = (both_ways >= SURPRISE).sum(1)
    return float((partners >= max(PARTNERS_LEAST, PARTNERS_SHARE * len(people))).mean())


def _ballots(votes: Votes, people: NDArray[np.intp]) -> NDArray[np.float32]:
    """(n, 3, S) 1 where a sampled person voted so. A sample this small may be dense; the votes never are."""
    ballots = np.zeros((len(people), 3, votes.shape[1]), dtype=np.float32)
    for row, person in enumerate(people):
        own = slice(votes.indptr[person], votes.indptr[person + 1])
        ballots[row, votes.values[own] + 1, votes.indices[own]] = 1
    return ballots


def _cut_of(groups: Groups, tallies: Tallies, people: NDArray[np.intp]) -> NDArray[np.intp]:
    """The cut each person's votes are held against: their group if it is large enough, otherwise everybody."""
    of_group = np.zeros(groups.k + 1, dtype=np.intp)
    for position, cut in enumerate(tallies.cuts):
        if cut.kind == "group" and cut.people >= OWN_SHARES * tallies.cuts[0].people:
            of_group[groups.labels.index(cut.name)] = position
    return of_group[groups.member_of[people]]


def _shares(tallies: Tallies, cut: int) -> Floats:
    """(3, S) shares of disagreeing, passing and agreeing in a cut, with half a vote added to each."""
    counts = np.stack([tallies.disagree[cut], tallies.passed[cut], tallies.agree[cut]]) + 0.5
    shares: Floats = counts / counts.sum(0)
    return shares
