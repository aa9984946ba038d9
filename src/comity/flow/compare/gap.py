"""Is there a gap between two groups, or are they the ends of one range of views?

Along the line between two neighbouring centres, two bells are held against the best density with a single peak, both
seen through how well each person's place is known. Groups can be stable without a gap, as the two halves of a queue.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import minimum_spanning_tree

from comity.flow.compare.axes import REPETITION, Evidence
from comity.flow.compare.groups import Found

Floats = NDArray[np.float64]

PEOPLE, NODES, PEAKS, ROUNDS = 250, 30, 6, 18
# Nats by which two bells must beat one peak, for each person of the smaller group looked at, and at least. Votes end
# at agree and disagree, so a smooth range of views bunches at its ends too: simulated ranges reach .12 nats a person
# of the smaller half, planted camps begin at .2.
CLEARLY, AT_LEAST = 0.15, 3.0


def without_gap(found: Found, seed: int) -> tuple[tuple[str, str], ...]:
    """The neighbouring groups, as pairs of labels, whose people one peak explains as well as two bells do."""
    if found.view is None or found.mixture is None:
        return ()
    centre, spread = found.mixture.centre[0], float(found.mixture.spread[0])
    pairs = []
    for first, second in _neighbours(centre):
        people = _some(np.flatnonzero(np.isin(found.groups.member_of, (first, second))), seed)
        smaller = np.bincount(found.groups.member_of[people] == first, minlength=2).min()
        gain = _gain(found.view.evidence.at(people), centre[first], centre[second], spread)
        if gain < max(AT_LEAST, CLEARLY * smaller):
            pairs.append((found.groups.labels[first], found.groups.labels[second]))
    return tuple(pairs)


def _neighbours(centre: Floats) -> list[tuple[int, int]]:
    """The k - 1 shortest links that join all centres (k, d)."""
    apart = np.sqrt(((centre[:, None] - centre[None]) ** 2).sum(2)) + 1e-9
    tree = minimum_spanning_tree(np.triu(apart, 1)).tocoo()
    return sorted((int(min(a, b)), int(max(a, b))) for a, b in zip(tree.row, tree.col, strict=True))


def _some(people: NDArray[np.intp], seed: int) -> NDArray[np.intp]:
    if len(people) <= PEOPLE:
        return people
    return np.sort(np.random.default_rng([seed, 19]).choice(people, PEOPLE, replace=False))


def _gain(seen: Evidence, first: Floats, second: Floats, spread: float) -> float:
    """Nats by which two bells beat one peak along the line from the first centre to the second."""
    along = (second - first) / max(float(np.linalg.norm(second - first)), 1e-12)
    precision = np.maximum(seen.precision * REPETITION, 1e-9)
    place = along @ (seen.pull * REPETITION / precision)
    noise = (along**2) @ (1 / precision)
    ends = np.array([first @ along, second @ along])
    grid = np.linspace(ends[0] - 3 * spread**0.5, ends[1] + 3 * spread**0.5, NODES)
    likelihood = np.exp(-((place[:, None] - grid) ** 2) / (2 * noise[:, None])) + 1e-12
    return _two_bells(likelihood, grid, ends, spread) - _one_peak(likelihood)


def _two_bells(likelihood: Floats, grid: Floats, ends: Floats, spread: float) -> float:
    """Log-likelihood of two normal densities of one width, fitted by expectation-maximisation."""
    centre, share = ends.copy(), np.full(2, 0.5)
    for _ in range(ROUNDS):
        bells = np.exp(-((grid - centre[:, None]) ** 2) / (2 * spread))
        bells /= bells.sum(1, keepdims=True)
        each = likelihood @ bells.T
        joint = each * share
        weight = joint / joint.sum(1, keepdims=True)
        share = weight.mean(0)
        on_grid = ((weight / each).T @ likelihood) * bells
        centre = (on_grid @ grid) / np.maximum(on_grid.sum(1), 1e-12)
        spread = max(float((on_grid * (grid - centre[:, None]) ** 2).sum() / len(likelihood)), 1e-4)
    return float(np.log(joint.sum(1)).sum())


def _one_peak(likelihood: Floats) -> float:
    """Log-likelihood of the best density with one peak: a mixture of uniform densities that all reach the peak."""
    sums = np.concatenate([np.zeros((len(likelihood), 1)), np.cumsum(likelihood, axis=1)], axis=1)
    best = -np.inf
    for peak in np.unique(np.linspace(1, NODES - 2, PEAKS).astype(int)):
        left = (sums[:, [peak + 1]] - sums[:, : peak + 1]) / np.arange(peak + 1, 0, -1)
        right = (sums[:, peak + 2 :] - sums[:, [peak]]) / np.arange(2, NODES - peak + 1)
        steps = np.hstack([left, right])
        share = np.full(steps.shape[1], 1 / steps.shape[1])
        for _ in range(ROUNDS):
            share *= (1 / (steps @ share)) @ steps / len(steps)
        best = max(best, float(np.log(steps @ share).sum()))
    return best
