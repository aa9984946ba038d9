"""The Polis method: two principal axes, groups of people on them, and the statements that tell groups apart.

Written from the published formulas (docs/methods/polis.md). Stateless and cold: the same votes give the same answer,
whatever order they arrived in, which the published engine does not promise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare.polis.axes import centre, components, extremity, project, residuals
from comity.flow.compare.polis.groups import base_clusters, group_clusters
from comity.flow.compare.polis.priorities import comment_priorities
from comity.flow.compare.polis.ratings import in_conversation, rate
from comity.flow.compare.polis.selection import Agreed, Representative, select_consensus, select_representative
from comity.flow.compare.polis.statements import (
    GroupVotes,
    Representativeness,
    count_votes,
    group_aware_consensus,
    representativeness,
)
from comity.terms.errors import ComityError
from comity.terms.statements import Statements
from comity.terms.votes import Votes

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PolisAnalysis:
    """Everything the method computes for P people, S statements, B base clusters and G groups.

    zeroed (S,) bool: rejected or meta statements, out of the map and the lists. centre (S,): mean vote. components
    (2, S): principal axes. positions (P, 2): people on them. in_conversation (P,) bool: who is placed in a group.
    base_centres (B, 2); base_of (P,) int16: base cluster of each person. group_centres (G, 2); group_of (P,) int16.
    Both are -1 for people who are not in the conversation. group_votes, numbers: (G, S) counts and statistics.
    representative: up to five statements for each group. consensus_agree, consensus_disagree: up to five that most
    participants, in the conversation or not, are on one side of. group_aware_consensus, extremity, priorities: (S,).
    G is 0 where nobody has voted; G is 1 where everybody in the conversation stands on one point.
    """

    zeroed: NDArray[np.bool_]
    centre: Floats
    components: Floats
    positions: Floats
    in_conversation: NDArray[np.bool_]
    base_centres: Floats
    base_of: NDArray[np.int16]
    group_centres: Floats
    group_of: NDArray[np.int16]
    group_votes: GroupVotes
    numbers: Representativeness
    representative: tuple[tuple[Representative, ...], ...]
    consensus_agree: tuple[Agreed, ...]
    consensus_disagree: tuple[Agreed, ...]
    group_aware_consensus: Floats
    extremity: Floats
    priorities: Floats

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self.group_centres)


def polis(
    votes: Votes,
    statements: Statements | None = None,
    *,
    already_in: NDArray[np.bool_] | None = None,
    arrival: NDArray[np.int64] | None = None,
) -> PolisAnalysis:
    """Analyse `votes` by the published formulas of Polis.

    statements: in the order of the votes' columns, says which are rejected or meta. Without them none is.
    already_in (P,) bool and arrival (P,) positions of people, the first to come first, are for repeating an earlier
    analysis: the published engine never lets anybody out of the conversation again, and starts its clusters from the
    people who came first. Without them nobody was in before, and people stand in canonical order.
    Raises `polis.statements_differ` where the statements are not those of the votes, and `polis.bad_arrival` where
    somebody is missing from the order or in it twice.
    """
    ratings = rate(votes, statements)
    meta = np.zeros(votes.shape[1], dtype=np.bool_) if statements is None else statements.meta
    inside = in_conversation(votes, already_in)

    means = centre(ratings)
    apart = residuals(ratings, means)
    axes = components(apart)
    positions = project(ratings, apart, axes)
    distances = extremity(means, axes)

    placed = _in_order(inside, arrival)
    base = base_clusters(positions[placed])
    groups = group_clusters(base.centres, base.sizes.astype(np.float64))
    base_of = np.full(len(inside), -1, dtype=np.int16)
    group_of = np.full(len(inside), -1, dtype=np.int16)
    base_of[placed] = base.member_of
    group_of[placed] = groups.member_of[base.member_of]

    counts = count_votes(votes, group_of, groups.k)
    numbers = representativeness(counts)
    everybody = count_votes(votes, np.zeros(len(inside), dtype=np.int16), 1)
    shared, refused = select_consensus(everybody, ratings.zeroed)
    return PolisAnalysis(
        zeroed=ratings.zeroed,
        centre=means,
        components=axes,
        positions=positions,
        in_conversation=inside,
        base_centres=base.centres,
        base_of=base_of,
        group_centres=groups.centres,
        group_of=group_of,
        group_votes=counts,
        numbers=numbers,
        representative=select_representative(counts, numbers, ratings.zeroed),
        consensus_agree=shared,
        consensus_disagree=refused,
        group_aware_consensus=group_aware_consensus(counts),
        extremity=distances,
        priorities=comment_priorities(counts, distances, meta),
    )


def _in_order(inside: NDArray[np.bool_], arrival: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Positions of the people `inside` (P,), by arrival or else in canonical order."""
    if arrival is None:
        return np.flatnonzero(inside)
    if not np.array_equal(np.sort(arrival), np.arange(len(inside))):
        raise ComityError("polis.bad_arrival", people=len(inside))
    return arrival[inside[arrival]]
