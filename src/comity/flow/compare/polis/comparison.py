"""The Polis method's answer in the terms of every comparison, so that the same reports and tables serve it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare.polis import PolisAnalysis
from comity.methods.intervals import newcombe, normal_tail
from comity.terms.comparison import Axes, Candidate, Characteristic, Groups, Shared, Tallies

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Relabelled:
    """The analysis with its groups in the order of their labels: order (G,) positions in the analysis."""

    analysis: PolisAnalysis
    order: NDArray[np.intp]


def relabel(analysis: PolisAnalysis) -> Relabelled:
    """Groups A, B, ... by falling number of people."""
    size = np.bincount(analysis.group_of[analysis.group_of >= 0], minlength=analysis.groups)
    return Relabelled(analysis, np.lexsort((np.arange(analysis.groups), -size)))


def groups(found: Relabelled) -> Groups:
    """The groups; the method gives neither stability nor membership probabilities, so they are NaN, and people who are
    not in the conversation are in no group."""
    analysis, k = found.analysis, found.analysis.groups
    rank = np.empty(k, dtype=np.int16)
    rank[found.order] = np.arange(k, dtype=np.int16)
    member = np.where(analysis.group_of >= 0, rank[analysis.group_of] if k else -1, -1).astype(np.int16)
    nan = float("nan")
    return Groups(
        labels=tuple("ABCDEFGHIJ"[:k]) or ("A",),
        verdict="unstable" if k > 1 else "single",
        stability=nan,
        stability_low=nan,
        stability_high=nan,
        resamples=0,
        member_of=member,
        probability=np.full(len(member), nan),
        per_group=np.full(max(k, 1), nan),
        centres=analysis.group_centres[found.order] if k else np.zeros((1, 2)),
        candidates=(Candidate(max(k, 1), nan, nan, nan, nan, True),),
    )


def axes(analysis: PolisAnalysis) -> Axes:
    """The two components; the method does not say how much they explain or how steady they are."""
    count = len(analysis.components)
    return Axes(analysis.components, np.full(count, np.nan), np.full(count, np.nan))


def common_ground(found: Relabelled, tallies: Tallies) -> tuple[Shared, ...]:
    """All statements that are not moderated out, by falling group-aware consensus, the product over groups of
    (A + 1) / (N + 2); the worst-off cut is the group in which that share is lowest."""
    analysis = found.analysis
    score = np.where(analysis.zeroed, -1.0, np.nan_to_num(analysis.group_aware_consensus, nan=-1.0))
    first = next((n for n, cut in enumerate(tallies.cuts) if cut.kind == "group"), 0)
    lowest = analysis.numbers.agree_share[found.order].argmin(0) if analysis.groups > 1 else np.zeros(len(score), int)
    order = np.lexsort((np.arange(len(score)), -score))
    return tuple(Shared(int(j), "agree", float(score[j]), int(first + lowest[j])) for j in order if score[j] > 0)


def representative(found: Relabelled) -> dict[str, tuple[Characteristic, ...]]:
    """The method's representative statements; q is the one-sided p-value of its test, which is not corrected for how
    many statements are tested on the votes that made the groups."""
    analysis = found.analysis
    if analysis.groups < 2:
        return {}
    return {
        label: tuple(
            _characteristic(analysis, int(group), one.statement, one.side, one.ratio_test)
            for one in analysis.representative[group]
        )
        for label, group in zip("ABCDEFGHIJ", found.order, strict=False)
    }


def _characteristic(analysis: PolisAnalysis, group: int, statement: int, side: str, z: float) -> Characteristic:
    counts = analysis.group_votes
    of_side = counts.agree if side == "agree" else counts.disagree
    n, m = float(counts.seen[group, statement]), float(counts.seen[:, statement].sum() - counts.seen[group, statement])
    own = float(of_side[group, statement]) / n if n else 0.0
    rest = float(of_side[:, statement].sum() - of_side[group, statement]) / m if m else 0.0
    low, high = newcombe(own, rest, n_first=n, n_second=m)
    return Characteristic(statement, side, own - rest, float(low), float(high), float(normal_tail(z)))
