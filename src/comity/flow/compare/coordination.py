"""Accounts that vote as one: ballots too alike to be many people's own.

Two signs are looked for. Identical ballots: several people with the same votes on the same statements, which chance
does not make once a ballot has a few votes. Twins: on a sample, people who agree with several others on nearly
everything both voted on, more than with those they usually agree with. Either is a reason to look, not a proof.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special

from comity.terms.comparison import Warned
from comity.terms.votes import Votes

Floats = NDArray[np.float64]

FEWEST_VOTES = 6  # shorter ballots are alike by chance
SAME_SHARE, SAME_PEOPLE = 0.02, 5  # identical ballots worth a warning: share of voters, and at least so many people
SAMPLE = 250
TWIN_VOTES, TWIN_MATCH, TWIN_CHANCE = 10, 0.95, 1e-3
TWINS_SHARE, TWINS_LEAST = 0.03, 4
VOTES_AT_ONCE = 2_000_000


def coordinated(votes: Votes, seed: int) -> tuple[Warned, ...]:
    """A warning with the number of people concerned, or nothing."""
    voters = int((votes.per_participant() > 0).sum())
    same = identical_ballots(votes, seed)
    if same >= max(SAME_PEOPLE, SAME_SHARE * voters):
        return (Warned("compare.identical_ballots", {"n": same, "share": round(same / voters, 4)}),)
    share = twins(votes, seed)
    if share >= TWINS_SHARE:
        return (Warned("compare.coordinated", {"share": round(share, 4)}),)
    return ()


def identical_ballots(votes: Votes, seed: int) -> int:
    """How many people cast a ballot of at least FEWEST_VOTES votes that SAME_PEOPLE or more cast in exactly that form."""
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


def twins(votes: Votes, seed: int) -> float:
    """The share of a sample of people with enough votes who have many twins in it."""
    enough = np.flatnonzero(votes.per_participant() >= TWIN_VOTES)
    if len(enough) > SAMPLE:
        enough = np.sort(np.random.default_rng([seed, 17]).choice(enough, SAMPLE, replace=False))
    if len(enough) < 2 * TWINS_LEAST:
        return 0.0
    both, same = _pairs(votes, enough)
    comparable = both >= TWIN_VOTES
    rate = np.where(comparable, same / np.maximum(both, 1), np.inf)
    others = comparable.sum(1)
    usual = np.sort(rate, axis=1)[np.arange(len(enough)), (others * 3) // 4 - (others > 0)]
    who, with_whom = np.nonzero(comparable & (rate >= TWIN_MATCH) & (others >= 2 * TWINS_LEAST)[:, None])
    chance = special.bdtrc(same[who, with_whom] - 1, both[who, with_whom], np.minimum(usual[who], 1.0))
    of_each = np.bincount(who[chance < TWIN_CHANCE], minlength=len(enough))
    return float((of_each >= max(TWINS_LEAST, TWINS_SHARE * len(enough))).mean())


def _pairs(votes: Votes, people: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """(n, n) how many statements each pair both voted on, and on how many of them alike; 0 on the diagonal."""
    shape = votes.shape
    matrix = sparse.csr_array((np.ones(len(votes), np.float32), votes.indices, votes.indptr), shape=shape)[people]
    vote = sparse.csr_array((votes.values + np.float32(2), votes.indices, votes.indptr), shape=shape)[people]
    both = (matrix @ matrix.T).toarray().astype(np.float64)
    same = np.zeros_like(both)
    for value in (1.0, 2.0, 3.0):
        one = sparse.csr_array(((vote.data == value).astype(np.float32), vote.indices, vote.indptr), shape=vote.shape)
        same += (one @ one.T).toarray()
    np.fill_diagonal(both, 0)
    np.fill_diagonal(same, 0)
    return both, same
