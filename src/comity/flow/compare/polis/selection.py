"""Which statements the Polis method shows: up to five for each group, and up to five that everybody shares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare.polis.statements import GroupVotes, Representativeness, share, share_test

Floats = NDArray[np.float64]

SIGNIFICANT = 1.2816  # one-sided 90 %
SHOWN = 5


@dataclass(frozen=True)
class Agreed:
    """A statement most participants are on one `side` of ("agree" or "disagree"): how many of the `trials` who saw it
    (`successes`), the smoothed `share`, and its z against a half (`test`)."""

    statement: int
    side: str
    successes: int
    trials: int
    share: float
    test: float


@dataclass(frozen=True)
class Representative(Agreed):
    """A statement that tells a group from the others: besides its share, the `ratio` to that of the others and the z
    of the difference (`ratio_test`). `best_agree`: listed as the one the group most clearly agrees on; it may still
    stand out more by those who disagree, and `agreeing` counts those who agree."""

    ratio: float
    ratio_test: float
    best_agree: bool
    agreeing: int


def select_representative(
    counts: GroupVotes, numbers: Representativeness, out: NDArray[np.bool_]
) -> tuple[tuple[Representative, ...], ...]:
    """Up to five statements for each of G groups, agreement before disagreement; `out` (S,) are never listed.

    Those whose share and ratio are both significant on one side, by falling ratio x its z x share x its z, with the
    best agreed one first. If none is, the best agreed one, or else the one with the largest z of the ratio.
    """
    return tuple(_select_for(group, counts, numbers, out) for group in range(len(counts.agree)))


def select_consensus(counts: GroupVotes, out: NDArray[np.bool_]) -> tuple[tuple[Agreed, ...], tuple[Agreed, ...]]:
    """Up to five statements that most people agree on and up to five that most disagree with.

    counts: of everybody as one group (1, S). Share above a half and significantly so, by falling share x its z.
    """
    return (
        _agreed("agree", counts.agree[0], counts.seen[0], out),
        _agreed("disagree", counts.disagree[0], counts.seen[0], out),
    )


def _agreed(
    side: str, successes: NDArray[np.int64], trials: NDArray[np.int64], out: NDArray[np.bool_]
) -> tuple[Agreed, ...]:
    shares, tests = share(successes, trials), share_test(successes, trials)
    kept = np.flatnonzero(~out & (shares > 0.5) & (tests > SIGNIFICANT))
    best = kept[np.argsort(-(shares * tests)[kept], kind="stable")][:SHOWN].tolist()
    return tuple(Agreed(s, side, int(successes[s]), int(trials[s]), float(shares[s]), float(tests[s])) for s in best)


def _select_for(
    group: int, counts: GroupVotes, numbers: Representativeness, out: NDArray[np.bool_]
) -> tuple[Representative, ...]:
    open_to_choice = np.flatnonzero(~out)
    if not len(open_to_choice):
        return ()
    best = _best_agreed(group, counts, numbers, open_to_choice)
    ranked = _significant_by_rank(group, numbers, open_to_choice)
    if not ranked:
        strongest = np.maximum(numbers.agree_ratio_test[group], numbers.disagree_ratio_test[group])[open_to_choice]
        chosen = [int(open_to_choice[np.argmax(strongest)])] if best is None else [best]
    else:
        chosen = ([] if best is None else [best]) + [statement for statement in ranked if statement != best]
    listed = [_describe(group, s, counts, numbers, s == best) for s in chosen[:SHOWN]]
    return tuple(sorted(listed, key=lambda entry: entry.side != "agree"))


def _significant_by_rank(group: int, numbers: Representativeness, open_to_choice: NDArray[np.intp]) -> list[int]:
    agree_ratio_test, disagree_ratio_test = numbers.agree_ratio_test[group], numbers.disagree_ratio_test[group]
    agree_test, disagree_test = numbers.agree_test[group], numbers.disagree_test[group]
    stands_out = (np.minimum(agree_ratio_test, agree_test) > SIGNIFICANT) | (
        np.minimum(disagree_ratio_test, disagree_test) > SIGNIFICANT
    )
    rank = np.where(
        agree_ratio_test > disagree_ratio_test,
        numbers.agree_ratio[group] * agree_ratio_test * numbers.agree_share[group] * agree_test,
        numbers.disagree_ratio[group] * disagree_ratio_test * numbers.disagree_share[group] * disagree_test,
    )
    kept = open_to_choice[stands_out[open_to_choice]]
    return [int(s) for s in kept[np.argsort(-rank[kept], kind="stable")]]


def _best_agreed(
    group: int, counts: GroupVotes, numbers: Representativeness, open_to_choice: NDArray[np.intp]
) -> int | None:
    """The statement a group most clearly agrees on, found in one pass over the statements in order.

    The first acceptable one holds the place. While the holder's ratio is above 1, only a larger product of ratio and
    share with their z takes it; otherwise a larger product of share and its z does. So the outcome depends on order.
    """
    held: int | None = None
    ratio, clarity = numbers.agree_ratio[group], numbers.agree_share[group] * numbers.agree_test[group]
    distinctness = ratio * numbers.agree_ratio_test[group] * clarity
    acceptable = (numbers.agree_test[group] > SIGNIFICANT) | ((ratio > 1) & (numbers.agree_share[group] > 0.5))
    said = (counts.agree[group] + counts.disagree[group]) > 0
    for s in open_to_choice[said[open_to_choice]].tolist():
        if held is None:
            takes = acceptable[s]
        elif ratio[held] > 1:
            takes = distinctness[s] > distinctness[held]
        else:
            takes = clarity[s] > clarity[held]
        if takes:
            held = s
    return held


def _describe(
    group: int, statement: int, counts: GroupVotes, numbers: Representativeness, best_agree: bool
) -> Representative:
    cell = (group, statement)
    agrees = numbers.agree_ratio_test[cell] > numbers.disagree_ratio_test[cell]
    n = numbers
    chosen = (
        (n.agree_share, n.agree_test, n.agree_ratio, n.agree_ratio_test)
        if agrees
        else (n.disagree_share, n.disagree_test, n.disagree_ratio, n.disagree_ratio_test)
    )
    own_share, own_test, ratio, ratio_test = (float(values[cell]) for values in chosen)
    return Representative(
        statement=statement,
        side="agree" if agrees else "disagree",
        successes=int((counts.agree if agrees else counts.disagree)[cell]),
        trials=int(counts.seen[cell]),
        share=own_share,
        test=own_test,
        ratio=ratio,
        ratio_test=ratio_test,
        best_agree=best_agree,
        agreeing=int(counts.agree[cell]),
    )
