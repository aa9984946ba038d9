"""Who agreed with what: counts, weighted shares and intervals for everybody, every group and every stratum."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare.held_out import Placed
from comity.flow.compare.parts import Part, slots
from comity.methods.intervals import wilson
from comity.methods.weights import effective_size
from comity.terms.comparison import Cut, Tallies
from comity.terms.work import Engine

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Partition:
    """People divided into named cuts: labels (P,) position in names, -1 in none."""

    kind: str
    column: str
    names: tuple[str, ...]
    labels: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Sums:
    """Of one partition with C cuts: counts (C, 3, S) of disagree, pass, agree; weighted (C, 3, S) the same in weights;
    squares (C, S) of squared weights."""

    counts: NDArray[np.int64]
    weighted: Floats
    squares: Floats

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.counts + other.counts, self.weighted + other.weighted, self.squares + other.squares)

    @property
    def effective(self) -> Floats:
        """(C, S) effective number of people who voted."""
        total = self.weighted.sum(1)
        people: Floats = np.divide(total**2, self.squares, out=np.zeros_like(total), where=self.squares > 0)
        return people

    def share(self, value: int) -> Floats:
        """(C, S) weighted share of a vote (0 disagree, 1 pass, 2 agree); NaN where nobody voted."""
        total = self.weighted.sum(1)
        share: Floats = np.divide(self.weighted[:, value], total, out=np.full_like(total, np.nan), where=total > 0)
        return share


def strata(columns: Sequence[tuple[str, NDArray[np.str_]]]) -> list[Partition]:
    """One partition for each declared column; the unknown value "" stands last."""
    found = []
    for column, values in columns:
        names, labels = np.unique(values, return_inverse=True)
        order = np.argsort(names == "", kind="stable")
        rank = np.empty(len(order), dtype=np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        found.append(Partition("stratum", column, tuple(names[order].tolist()), rank[labels.reshape(-1)]))
    return found


def tally(
    engine: Engine, held: object, placed: object, partitions: Sequence[Partition], weights: Floats | None
) -> tuple[list[Sums], Sums | None]:
    """The sums of every partition, and those of the groups with every vote counted in the group its voter is in by
    their other votes (None where there is one group)."""
    found = engine.each(part_sums, held, tuple(partitions), weights)
    by_partition = [_total([part[n] for part in found]) for n in range(len(partitions))]
    if placed is None:
        return by_partition, None
    groups = next(len(p.names) for p in partitions if p.kind == "group")
    return by_partition, _total(engine.each(placed_sums, placed, groups, weights))


def groups_differ(engine: Engine, placed: object, groups: int) -> float:
    """How many standard errors further apart the groups are on held-out votes than chance puts them: over statements,
    the chi-squared of the groups' mean votes against its degrees of freedom. It sees a small group that everybody
    could see, where an average over people does not."""
    counts = _total(engine.each(placed_sums, placed, groups, None)).counts
    voters, sums = counts.sum(1).astype(np.float64), (counts[:, 2] - counts[:, 0]).astype(np.float64)
    everybody = voters.sum(0)
    mean = sums.sum(0) / np.maximum(everybody, 1)
    spread = (counts[:, 2] + counts[:, 0]).sum(0) / np.maximum(everybody, 1) - mean**2
    spread *= everybody / np.maximum(everybody - 1, 1)
    asked = (everybody >= 5) & (spread > 0)
    apart = np.divide((sums - voters * mean) ** 2, voters, out=np.zeros_like(sums), where=voters > 0).sum(0)
    freedom = float(((voters > 0).sum(0) - 1)[asked].sum())
    return float(((apart[asked] / spread[asked]).sum() - freedom) / np.sqrt(2 * freedom)) if freedom > 0 else 0.0


def _total(pieces: list[Sums]) -> Sums:
    total = pieces[0]
    for piece in pieces[1:]:
        total = total + piece
    return total


def part_sums(part: Part, partitions: tuple[Partition, ...], weights: Floats | None) -> list[Sums]:
    """Sums of a part for each partition."""
    lengths, people, slot = np.diff(part.indptr), slice(part.first, part.first + part.people), slots(part)
    weight = None if weights is None else np.repeat(weights[people], lengths)
    return [_sums(part, slot, _by_vote(p, people, lengths), len(p.names), weight) for p in partitions]


def placed_sums(placed: Placed, groups: int, weights: Floats | None) -> Sums:
    """Sums of a part for the groups, by held-out votes."""
    part = placed.part
    people = slice(part.first, part.first + part.people)
    weight = None if weights is None else np.repeat(weights[people], np.diff(part.indptr))
    return _sums(part, slots(part), placed.group, groups, weight)


def _by_vote(partition: Partition, people: slice, lengths: NDArray[np.int64]) -> NDArray[np.int32] | None:
    """(V,) the cut of each vote's person; None where there is only one."""
    labels = partition.labels[people]
    return np.repeat(labels, lengths) if len(partition.names) > 1 or labels.min(initial=0) < 0 else None


def _sums(
    part: Part, slot: NDArray[np.int32], label: NDArray[np.integer] | None, cuts: int, weight: Floats | None
) -> Sums:
    """Sums over votes, each in its slot (V,) of the cut `label` (V,) says, -1 in none."""
    size = 3 * part.statements
    if label is not None:
        slot = label * np.int64(size) + slot
        if label.min(initial=0) < 0:
            slot, weight = slot[label >= 0], None if weight is None else weight[label >= 0]
    shape = (cuts, 3, part.statements)
    counts = np.bincount(slot, minlength=cuts * size).reshape(shape).astype(np.int64)
    if weight is None:
        return Sums(counts, counts.astype(np.float64), counts.sum(1).astype(np.float64))
    weighted = np.bincount(slot, weight, minlength=cuts * size).reshape(shape).astype(np.float64)
    squares = np.bincount(slot, weight * weight, minlength=cuts * size).reshape(shape).sum(1)
    return Sums(counts, weighted, squares)


def table(
    partitions: Sequence[Partition],
    sums: Sequence[Sums],
    by_held_out: Sums | None,
    weights: Floats,
    voted: NDArray[np.bool_],
    level: float,
) -> Tallies:
    """The tallies of all cuts, everybody first. A cut's people are those of its people who voted (P,); a group's
    shares and intervals come from held-out votes."""
    cuts, rows = [], []
    for partition, own in zip(partitions, sums, strict=True):
        for position, name in enumerate(partition.names):
            inside = (partition.labels == position) & voted
            cuts.append(Cut(partition.kind, partition.column, name, int(inside.sum()), effective_size(weights[inside])))
        rows.append(by_held_out if partition.kind == "group" and by_held_out is not None else own)
    counts = np.concatenate([own.counts for own in sums])
    shares = np.stack([np.concatenate([own.share(value) for own in rows]) for value in (2, 0)])
    effective = np.concatenate([own.effective for own in rows])
    lows, highs = wilson(np.nan_to_num(shares) * effective, effective, level)
    lows[:, effective <= 0] = highs[:, effective <= 0] = np.nan
    return Tallies(
        cuts=tuple(cuts),
        agree=counts[:, 2],
        disagree=counts[:, 0],
        passed=counts[:, 1],
        share=shares[0],
        low=lows[0],
        high=highs[0],
        against=shares[1],
        against_low=lows[1],
        against_high=highs[1],
    )
