"""Identifiers: the one order in which participants and statements stand, whatever order they arrived in."""

import numpy as np
from numpy.typing import NDArray

LONGEST_ID = 200


def as_ids(values: object) -> NDArray[np.str_]:
    """Return `values` (strings or integers) as a one-dimensional array of text identifiers."""
    array = np.asarray(values)
    if array.ndim != 1:
        array = array.reshape(-1)
    return array.astype(np.str_)


def canonical_order(ids: NDArray[np.str_]) -> NDArray[np.intp]:
    """Positions that sort `ids` (n,): by value where every id is a plain decimal number, by code point otherwise."""
    if len(ids) and np.strings.isdecimal(ids).all() and np.strings.str_len(ids).max() <= 18:
        numbers = ids.astype(np.int64)
        if (numbers.astype(np.str_) == ids).all():
            return np.argsort(numbers, kind="stable")
    return np.argsort(ids, kind="stable")
