"""Groups of the Polis method: people into at most 100 base clusters, base clusters into two to five groups."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import vq
from scipy.spatial.distance import cdist

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]

BASE_CLUSTERS = 100
BASE_ITERATIONS = 100
GROUP_ITERATIONS = 20  # 100 were meant; the published engine stops at 20
GROUPS_AT_MOST = 5
BASE_CLUSTERS_PER_EXTRA_GROUP = 12
SETTLED = 0.01


@dataclass(frozen=True, eq=False)
class Clusters:
    """centres (K, d); member_of (n,): which of them each point belongs to. No cluster is empty."""

    centres: Floats
    member_of: Positions

    @property
    def k(self) -> int:
        """How many clusters there are."""
        return len(self.centres)

    @property
    def sizes(self) -> Positions:
        """(K,) how many points each has."""
        counts: Positions = np.bincount(self.member_of, minlength=self.k)
        return counts


def base_clusters(points: Floats) -> Clusters:
    """Points (n, d) in at most 100 clusters; up to 100 different points are one cluster each."""
    return k_means(points, np.ones(len(points)), BASE_CLUSTERS, BASE_ITERATIONS)


def group_clusters(centres: Floats, weights: Floats) -> Clusters:
    """Base clusters (B, d) of weights (B,), put in the number of groups with the best mean silhouette.

    From two groups to min(5, 2 + B // 12); the larger number on a tie. The silhouette does not weigh base clusters.
    """
    best, best_silhouette = k_means(centres, weights, 1, GROUP_ITERATIONS), -np.inf
    distances = cdist(centres, centres)
    most = min(GROUPS_AT_MOST, 2 + len(centres) // BASE_CLUSTERS_PER_EXTRA_GROUP)
    for k in range(2, most + 1):
        found = k_means(centres, weights, k, GROUP_ITERATIONS)
        score = silhouette(distances, found)
        if score >= best_silhouette:
            best, best_silhouette = found, score
    return best


def k_means(points: Floats, weights: Floats, k: int, iterations: int) -> Clusters:
    """Lloyd's iteration on points (n, d) with weights (n,), starting from the first k different points.

    Stops after `iterations`, or when no centre, in sorted order, has moved by 0.01 or more. The nearest centre is the
    first of those that tie. A cluster that loses its last member is dropped, and fewer than k different points make
    fewer clusters.
    """
    centres = _first_different(points, k)
    member_of = np.zeros(len(points), dtype=np.int64)
    for _ in range(iterations if len(points) else 0):
        nearest = vq(points, centres, check_finite=False)[0]
        occupied = np.bincount(nearest, minlength=len(centres)) > 0
        member_of = (np.cumsum(occupied) - 1)[nearest]
        moved = _means(points, weights, member_of, int(occupied.sum()))
        settled = _settled(centres, moved)
        centres = moved
        if settled:
            break
    return Clusters(centres, member_of)


def silhouette(distances: Floats, clusters: Clusters) -> float:
    """Mean silhouette of points with `distances` (n, n); 0 for a point alone in its cluster, or for one cluster."""
    if clusters.k < 2:
        return 0.0
    sizes = clusters.sizes
    points = np.arange(len(distances))
    belongs = np.zeros((len(distances), clusters.k))
    belongs[points, clusters.member_of] = 1.0
    total = distances @ belongs
    within = total[points, clusters.member_of] / np.maximum(sizes[clusters.member_of] - 1, 1)
    elsewhere = total / sizes
    elsewhere[points, clusters.member_of] = np.inf
    nearest = elsewhere.min(axis=1)
    larger = np.maximum(within, nearest)
    values = np.divide(nearest - within, larger, out=np.zeros(len(distances)), where=larger > 0)
    values[sizes[clusters.member_of] == 1] = 0.0
    return float(values.mean())


def _first_different(points: Floats, k: int) -> Floats:
    """The first k different rows of `points`, in their order."""
    reach = 4 * k
    while True:
        firsts = np.sort(np.unique(points[:reach], axis=0, return_index=True)[1])[:k]
        if len(firsts) == k or reach >= len(points):
            return points[firsts]
        reach *= 8


def _means(points: Floats, weights: Floats, member_of: Positions, k: int) -> Floats:
    mass = np.bincount(member_of, weights=weights, minlength=k)
    return np.column_stack(
        [np.bincount(member_of, weights=weights * column, minlength=k) / mass for column in points.T]
    )


def _settled(before: Floats, after: Floats) -> bool:
    if len(before) != len(after):
        return False
    shift = _sorted_rows(after) - _sorted_rows(before)
    return bool((np.sqrt((shift**2).sum(axis=1)) < SETTLED).all())


def _sorted_rows(centres: Floats) -> Floats:
    return centres[np.lexsort(centres.T[::-1])]
