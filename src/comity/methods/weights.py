"""Weights for people: one voice per unit, a given weight, or margins to be met; and what they cost in precision."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from comity.terms.errors import ComityError

Floats = NDArray[np.float64]
Texts = NDArray[np.str_]


def effective_size(weights: Floats) -> float:
    """Kish's effective sample size, (sum w)^2 / sum w^2 (Kish 1965); 0 for no people."""
    squares = float((weights * weights).sum())
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def equal_by(values: Texts) -> Floats:
    """(P,) weights of mean 1 under which every value (say, every state) has the same total; people whose value is
    unknown ("") weigh nothing."""
    names, position, count = np.unique(values, return_inverse=True, return_counts=True)
    weight = 1.0 / count[position]
    weight[values == ""] = 0.0
    known = int((names != "").sum())
    if not known:
        raise ComityError("weights.nothing_known")
    return _mean_one(weight)


def given(values: Texts, column: str) -> Floats:
    """(P,) weights of mean 1 read from a column of numbers; an empty cell weighs nothing."""
    weight = np.zeros(len(values))
    for position, text in enumerate(values.tolist()):
        if text == "":
            continue
        try:
            weight[position] = float(text)
        except ValueError:
            raise ComityError("weights.not_a_number", column=column, value=text) from None
        if not (0 <= weight[position] < np.inf):
            raise ComityError("weights.not_a_number", column=column, value=text)
    if not weight.sum() > 0:
        raise ComityError("weights.nothing_known")
    return _mean_one(weight)


def rake(
    columns: Mapping[str, Texts],
    margins: Sequence[tuple[str, str, float]],
    *,
    rounds: int = 200,
    most: float = 20.0,
) -> tuple[Floats, float]:
    """Weights of mean 1 whose totals meet the margins, by iterative proportional fitting (Deming and Stephan 1940).

    columns: name -> (P,) values. margins: (column, value, share); the shares of each column are scaled to the people
    whose value has a margin. Values without a margin, and unknown ones, keep their share of people. A weight is held
    at `most` times the mean. Returns the weights and the largest difference left between a margin and its share.
    """
    people = len(next(iter(columns.values()))) if columns else 0
    targets = _targets(columns, margins)
    weight = np.ones(people)
    gap = 0.0
    for _ in range(rounds):
        gap = 0.0
        for position, target in targets:
            totals = np.bincount(position, weights=weight, minlength=len(target))
            gap = max(gap, float(np.abs(totals / totals.sum() - target).max()))
            factor = np.divide(target * totals.sum(), totals, out=np.ones_like(totals), where=totals > 0)
            weight = weight * factor[position]
        weight = _held(weight, most)
        if gap < 1e-9:
            break
    return weight, gap


def _targets(
    columns: Mapping[str, Texts], margins: Sequence[tuple[str, str, float]]
) -> list[tuple[NDArray[np.intp], Floats]]:
    asked: dict[str, dict[str, float]] = {}
    for column, value, share in margins:
        if column not in columns:
            raise ComityError("weights.unknown_column", column=column, found=", ".join(sorted(columns)))
        asked.setdefault(column, {})[value] = share
    targets = []
    for column, shares in asked.items():
        names, position, count = np.unique(columns[column], return_inverse=True, return_counts=True)
        present = count / count.sum()
        wanted = np.array([shares.get(str(name), np.nan) for name in names])
        met = ~np.isnan(wanted)
        if not met.any() or not np.nansum(wanted) > 0:
            raise ComityError("weights.no_margin_met", column=column, found=", ".join(map(str, names[:8])))
        target = present.copy()
        target[met] = wanted[met] / wanted[met].sum() * present[met].sum()
        targets.append((position.reshape(-1), target))
    return targets


def _held(weight: Floats, most: float) -> Floats:
    """Weights of mean one, none above `most`: what is cut off is spread over the others."""
    for _ in range(50):
        weight = _mean_one(weight)
        if weight.max() <= most * (1 + 1e-9):
            break
        weight = np.minimum(weight, most)
    return weight


def _mean_one(weight: Floats) -> Floats:
    scaled: Floats = weight / weight.mean()
    return scaled
