"""What is shared and what divides: common ground, divides, what characterises each group, and bridging."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare.tallies import Partition, Sums
from comity.methods.discovery import benjamini_hochberg
from comity.methods.intervals import difference_p_value, newcombe
from comity.terms.comparison import Characteristic, Cut, Divide, Shared, Tallies

Floats = NDArray[np.float64]

ENOUGH_PEOPLE = 10  # a smaller cut cannot lower a score by its uncertainty, but what most of it rejects is not shared
DISCOVERY = 0.10  # false discovery rate
CHARACTERISTIC = 8  # statements shown for a group at most
SIDES = {"agree": 2, "disagree": 0}  # in the order in which ties are broken; the vote in a table of sums


def speaking(cuts: Sequence[Cut]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions of the cuts large enough to set the score (everybody, groups, strata) and of the small ones, which
    only have a veto. People whose value is unknown, or who count for nothing, are no stratum."""
    named = [n for n, cut in enumerate(cuts) if (cut.kind != "stratum" or cut.name != "") and cut.effective > 0]
    large = [n for n in named if cuts[n].kind == "all" or cuts[n].people >= ENOUGH_PEOPLE]
    small = [n for n in named if n not in set(large)]
    return np.array(large, dtype=np.intp), np.array(small, dtype=np.intp)


def common_ground(tallies: Tallies, allowed: NDArray[np.bool_]) -> tuple[Shared, ...]:
    """Every allowed statement (S,) that no cut rejects, by falling lower bound of the worst-off cut.

    A statement's side is the one whose worst-off bound is higher. A cut in which nobody voted bounds it at 0.
    """
    large, small = speaking(tallies.cuts)
    sides = {}
    for side, share, low in (("agree", tallies.share, tallies.low), ("disagree", tallies.against, tallies.against_low)):
        bound = np.nan_to_num(low[large], nan=0.0)
        worst = np.argmin(bound, axis=0)
        rejected = (np.nan_to_num(share[small], nan=1.0) < 0.5).any(0) if len(small) else np.zeros(len(allowed), bool)
        score = bound[worst, np.arange(len(allowed))]
        sides[side] = (np.where(rejected | ~allowed, -1.0, score), large[worst])
    better = sides["disagree"][0] > sides["agree"][0]
    score = np.where(better, sides["disagree"][0], sides["agree"][0])
    worst = np.where(better, sides["disagree"][1], sides["agree"][1])
    order = np.argsort(-score, kind="stable")
    order = order[score[order] > 0]
    chosen = np.where(better, "disagree", "agree")[order].tolist()
    return tuple(map(Shared, order.tolist(), chosen, score[order].tolist(), worst[order].tolist()))


def divides(
    tallies: Tallies, partitions: Sequence[Partition], rows: Sequence[Sums], allowed: NDArray[np.bool_]
) -> tuple[Divide, ...]:
    """For each partition and statement the pair of cuts furthest apart, where the difference is a discovery among all
    pairs looked at; by falling lower bound of the difference. rows: the sums behind each partition's shares."""
    found: list[Divide] = []
    first = 0
    for partition, own in zip(partitions, rows, strict=True):
        positions = [first + n for n in range(len(partition.names)) if partition.kind == "group" or partition.names[n]]
        positions = [n for n in positions if tallies.cuts[n].people >= ENOUGH_PEOPLE or partition.kind == "group"]
        if partition.kind != "all" and len(positions) > 1:
            found.extend(_divides_of(own, np.array(positions), first, allowed))
        first += len(partition.names)
    return tuple(sorted(found, key=lambda d: (-d.difference_low, d.statement, d.high)))


def _divides_of(own: Sums, positions: NDArray[np.intp], first: int, allowed: NDArray[np.bool_]) -> list[Divide]:
    share, effective = own.share(2)[positions - first], own.effective[positions - first]
    seen = np.nan_to_num(share, nan=0.5)
    top, bottom = np.argmax(np.where(effective > 0, seen, -1), 0), np.argmin(np.where(effective > 0, seen, 2), 0)
    here = np.arange(share.shape[1])
    n_top, n_bottom = effective[top, here], effective[bottom, here]
    p = difference_p_value(seen[top, here], seen[bottom, here], n_top, n_bottom)
    pairs = len(positions) * (len(positions) - 1) / 2
    p = np.where(allowed & (n_top > 0) & (n_bottom > 0), np.minimum(p * pairs, 1.0), np.nan)
    q = benjamini_hochberg(p)
    low, high = newcombe(seen[top, here], seen[bottom, here], n_first=n_top, n_second=n_bottom)
    difference = seen[top, here] - seen[bottom, here]
    j = np.flatnonzero((q <= DISCOVERY) & (top != bottom))
    pair = j, positions[top[j]], positions[bottom[j]]
    return list(map(Divide, *(column.tolist() for column in (*pair, difference[j], low[j], high[j], q[j]))))


def characteristic(
    labels: Sequence[str], by_held_out: Sums | None, allowed: NDArray[np.bool_]
) -> dict[str, tuple[Characteristic, ...]]:
    """For each group the statements on which it differs most from everybody else, with the false discovery rate held
    at DISCOVERY over all its tests, on votes that did not make the groups."""
    if by_held_out is None:
        return {}
    own, rest = by_held_out, _everybody_else(by_held_out)
    n, m = own.effective, rest.effective
    p = np.nan_to_num(np.stack([own.share(value) for value in SIDES.values()]), nan=0.5)
    r = np.nan_to_num(np.stack([rest.share(value) for value in SIDES.values()]), nan=0.5)
    low, high = newcombe(p, r, n_first=n, n_second=m)
    asked = allowed & (n > 0) & (m > 0)
    p_value = np.where(asked, difference_p_value(p, r, n, m), np.nan)
    return {
        label: _characteristic_of((p - r)[:, g], low[:, g], high[:, g], p_value[:, g]) for g, label in enumerate(labels)
    }


def _everybody_else(own: Sums) -> Sums:
    """For each of the cuts, the sums of all others."""
    others = 1 - np.eye(len(own.counts), dtype=np.int64)
    return Sums(
        np.tensordot(others, own.counts, 1), np.tensordot(others, own.weighted, 1), np.tensordot(others, own.squares, 1)
    )


def _characteristic_of(difference: Floats, low: Floats, high: Floats, p_value: Floats) -> tuple[Characteristic, ...]:
    """The statements of one group, from tables (sides, S), each statement on the side that says more."""
    sides = tuple(SIDES)
    q = benjamini_hochberg(p_value.reshape(-1)).reshape(p_value.shape)
    side, statement = np.nonzero((q <= DISCOVERY) & (difference > 0))
    order = np.lexsort((side, statement, -low[side, statement]))
    best: dict[int, Characteristic] = {}
    for row, j in zip(side[order].tolist(), statement[order].tolist(), strict=True):
        if j not in best:
            figures = (float(table[row, j]) for table in (difference, low, high, q))
            best[j] = Characteristic(j, sides[row], *figures)
        if len(best) == CHARACTERISTIC:
            break
    return tuple(best.values())
