"""Many questions asked at once: how sure one may be of the answers together."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def benjamini_hochberg(p_values: ArrayLike) -> NDArray[np.float64]:
    """q-values (n,): the smallest false discovery rate at which each test would be called (Benjamini, Hochberg 1995).

    NaN p-values stay NaN and do not count as tests asked.
    """
    p = np.asarray(p_values, dtype=np.float64)
    q = np.full(p.shape, np.nan)
    asked = np.flatnonzero(~np.isnan(p))
    if not len(asked):
        return q
    order = asked[np.argsort(p[asked], kind="stable")]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q
