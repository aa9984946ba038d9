"""What a public table may show: counts below a threshold are held back, and enough others that none can be worked out.

docs/methods/elicit.md says what this protects and what it does not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog

from comity.terms.errors import ComityError

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Shown:
    """A table fit for the public: counts, or None where held back.

    cells: strata x answers; rows: totals of strata; columns: totals of answers; total: of all; threshold: the k with
    which each number held back keeps at least k possible whole values for a reader of the rest.
    """

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    total: int | None
    threshold: int


def protect(counts: ArrayLike, threshold: int, held_back: ArrayLike | None = None) -> Shown:
    """The table with every count and total below the threshold held back (zero too), and others with them.

    counts: (strata, answers), whole and not negative, each person in one cell; held_back: a mask of the same shape,
    cells to hold back whatever their count, such as those held back in an earlier snapshot. Others are added, small
    ones first and cells before totals, until the rows, columns and totals that are shown leave at least `threshold`
    values possible for each number held back.
    """
    whole = extended(_table(counts, threshold))
    hidden = whole < threshold
    if held_back is not None:
        wanted = np.asarray(held_back, dtype=bool)
        if wanted.shape != (whole.shape[0] - 1, whole.shape[1] - 1):
            raise ComityError("elicit.bad_table", shape=wanted.shape)
        hidden[:-1, :-1] |= wanted
    # Hiding more never narrows what a reader can work out, so a cell found safe stays safe.
    waiting = [(int(r), int(c)) for r, c in np.argwhere(hidden)]
    while waiting:
        place = waiting[0]
        if _room(whole, hidden, place, threshold) >= threshold - 1:
            waiting.pop(0)
        else:
            companion = _companion(whole, hidden, place)
            hidden[companion] = True
            waiting.append(companion)
    cells = tuple(
        tuple(None if gone else int(count) for count, gone in zip(*line, strict=True))
        for line in zip(whole, hidden, strict=True)
    )
    return Shown(
        cells=tuple(line[:-1] for line in cells[:-1]),
        rows=tuple(line[-1] for line in cells[:-1]),
        columns=cells[-1][:-1],
        total=cells[-1][-1],
        threshold=threshold,
    )


def may_replace(published: ArrayLike, current: ArrayLike, threshold: int) -> bool:
    """Whether a new snapshot may take the place of the one published, so that their difference unmasks nobody.

    Both (strata, answers), all counts. True where, in each stratum, either nothing or at least `threshold` counts have
    changed; False too where nothing has changed at all.
    """
    before, now = _table(published, threshold), _table(current, threshold)
    if before.shape != now.shape:
        raise ComityError("elicit.bad_table", shape=now.shape)
    changed = np.abs(now - before).sum(axis=1)
    return bool(changed.any() and np.all((changed == 0) | (changed >= threshold)))


def extended(counts: Ints) -> Ints:
    """The table with a last column of row totals and a last row of column totals."""
    wide = np.column_stack([counts, counts.sum(axis=1)])
    whole: Ints = np.vstack([wide, wide.sum(axis=0)])
    return whole


def _table(counts: ArrayLike, threshold: int) -> Ints:
    found = np.asarray(counts)
    if found.ndim != 2 or not found.size or not np.issubdtype(found.dtype, np.integer) or found.min() < 0:
        raise ComityError("elicit.bad_table", shape=found.shape)
    if threshold < 2:
        raise ComityError("elicit.bad_threshold", found=threshold)
    return found.astype(np.int64)


def _room(whole: Ints, hidden: Mask, place: tuple[int, int], threshold: int) -> int:
    """How far apart the least and the greatest value are that a number held back can have, given all that is shown.

    The totals make this a network, so the ends of the range are whole numbers. The search stops above twice what could
    matter, since ranges without an end are common.
    """
    rows, columns = whole.shape
    at = np.argwhere(hidden)
    number = np.arange(len(at))
    sums = np.zeros((rows + columns, len(at)))
    sums[at[:, 0], number] = np.where(at[:, 1] == columns - 1, -1, 1)
    sums[rows + at[:, 1], number] = np.where(at[:, 0] == rows - 1, -1, 1)
    objective = np.zeros(len(at))
    objective[int(np.flatnonzero((at == place).all(axis=1))[0])] = 1
    # In steps away from the true values: every equation is then equal to zero.
    beyond = 2.0 * (int(whole[-1, -1]) + threshold)
    bounds = [(-float(count), beyond) for count in whole[hidden]]
    level = np.zeros(len(sums))
    # Where the solver gives nothing, no room is claimed: more is held back.
    ends = [linprog(sign * objective, A_eq=sums, b_eq=level, bounds=bounds).fun or 0.0 for sign in (1, -1)]
    return round(-ends[1] - ends[0])


def _companion(whole: Ints, hidden: Mask, place: tuple[int, int]) -> tuple[int, int]:
    """The number to hold back with this one: the smallest shown in its row or column where it stands alone, otherwise
    in either, otherwise in a row or column of a number held back, otherwise anywhere; cells before totals."""
    row, column = np.zeros_like(hidden), np.zeros_like(hidden)
    row[place[0], :] = True
    column[:, place[1]] = True
    touched = np.outer(hidden.any(axis=1), hidden.any(axis=0))
    alone = [line for line in (row, column) if (hidden & line).sum() == 1]
    for where in (*alone, touched, row | column, np.ones_like(hidden)):
        free = np.argwhere(where & ~hidden)
        if len(free):
            last = np.array(whole.shape) - 1
            best = min(free.tolist(), key=lambda at: (at[0] == last[0] or at[1] == last[1], whole[at[0], at[1]], at))
            return best[0], best[1]
    raise ComityError("elicit.bad_table", shape=whole.shape)
