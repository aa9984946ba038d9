"""Real conversations, and what losing a fifth of their votes does to their groups."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from comity.importers import read_votes
from comity.terms.votes import Votes
from tests.simulations.worlds import agreement, compared, thinned

CONVERSATIONS = ("seattle", "brexit", "biodiversity", "vtaiwan", "bowling-green")
FOLDERS = {
    "seattle": "15-per-hour-seattle",
    "brexit": "brexit-consensus",
    "biodiversity": "scoop-hivemind.biodiversity",
    "vtaiwan": "vtaiwan.uberx",
    "bowling-green": "american-assembly.bowling-green",
}
FIELD = {"seattle": 0.67, "brexit": 0.59, "biodiversity": 0.77, "vtaiwan": 0.77, "bowling-green": 0.84}
"""Median adjusted Rand index of the method of the field under the same loss."""

SURE = 0.8  # the probability of membership from which a person counts as placed
LOSS = 0.2


def votes_of_conversation(shared_data: Path, name: str) -> Votes:
    """The latest votes: from the export of single votes, or from the table where there is no such export."""
    folder = shared_data / "polis" / FOLDERS[name]
    single = folder / "votes.csv"
    return read_votes(single if single.exists() else folder / "participants-votes.csv").votes


@dataclass(frozen=True)
class Loss:
    """k and verdict with all votes, own: the stability that came with them; medians over repetitions of the adjusted
    Rand index over everybody (with its 10th percentile) and over those placed surely, and their share of people;
    same_k: share of repetitions with as many groups."""

    k: int
    verdict: str
    own: float
    everybody: float
    low: float
    sure: float
    sure_people: float
    same_k: float


def lost(votes: Votes, repetitions: int) -> Loss:
    """Compare, and compare anew after a fifth of the votes is lost at random."""
    full = compared(votes).groups
    sure = full.probability >= SURE
    again = [compared(thinned(votes, LOSS, seed)).groups for seed in range(repetitions)]
    everybody = [agreement(full, other) for other in again]
    return Loss(
        k=full.k,
        verdict=full.verdict,
        own=full.stability,
        everybody=float(np.median(everybody)),
        low=float(np.percentile(everybody, 10)),
        sure=float(np.median([agreement(full, other, sure) for other in again])),
        sure_people=float(sure[full.member_of >= 0].mean()),
        same_k=float(np.mean([other.k == full.k for other in again])),
    )
