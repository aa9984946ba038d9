"""How far two ways of grouping the same people agree."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Labels = NDArray[np.integer]
Floats = NDArray[np.float64]


def cross_table(first: Labels, second: Labels, rows: int, columns: int) -> NDArray[np.int64]:
    """(rows, columns) how many people have label i in the first and j in the second partition."""
    joint = np.bincount(first.astype(np.int64) * columns + second, minlength=rows * columns)
    return joint.reshape(rows, columns).astype(np.int64)


def adjusted_rand(table: NDArray[np.int64]) -> float:
    """Adjusted Rand index of a cross table (Hubert and Arabie 1985): 1 the same, about 0 by chance; 1 where both
    partitions put everybody together."""

    def pairs(counts: NDArray[np.int64]) -> float:
        n = counts.astype(np.float64)
        return float((n * (n - 1) / 2).sum())

    total = pairs(np.array([table.sum()]))
    both, first, second = pairs(table), pairs(table.sum(1)), pairs(table.sum(0))
    if total == 0:
        return 1.0
    expected, most = first * second / total, (first + second) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def match(table: Floats) -> NDArray[np.intp]:
    """For each row of a square cross table, the column that is its counterpart (largest total overlap)."""
    rows, columns = linear_sum_assignment(-table)
    found: NDArray[np.intp] = columns[np.argsort(rows)]
    return found
