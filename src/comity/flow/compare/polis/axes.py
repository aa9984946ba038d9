"""The two principal axes of the Polis method, and where people and statements lie on them.

Putting the column mean into every missing cell and then centring leaves zero there, so the principal axes are the
right singular vectors of the sparse residuals: nothing is densified.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, eigsh

from comity.flow.compare.polis.ratings import Ratings

Floats = NDArray[np.float64]

AXES = 2
SOLVED_WHOLE = 32  # statements up to which the S x S matrix of products is solved whole: Lanczos needs room to iterate
NEGLIGIBLE = 1e-12  # an axis with less than this share of the first one's variance is rounding


def centre(ratings: Ratings) -> Floats:
    """(S,) mean vote of those who voted on each statement, everybody counted; 0 where nobody did or zeroed."""
    votes, width = ratings.votes, ratings.votes.shape[1]
    cast = np.bincount(votes.indices, minlength=width)
    total = np.bincount(votes.indices, weights=votes.values, minlength=width)
    return np.where(ratings.zeroed, 0.0, total / np.maximum(cast, 1))


def residuals(ratings: Ratings, means: Floats) -> sparse.csr_array:
    """(P, S) vote minus the statement's mean in every cell voted on; 0 on zeroed statements."""
    votes = ratings.votes
    apart = votes.values - means[votes.indices]
    apart[~ratings.kept] = 0.0
    # Row starts as narrow as the column numbers, so that scipy takes both as they are.
    starts = votes.indptr.astype(np.int32) if len(votes) < np.iinfo(np.int32).max else votes.indptr
    return sparse.csr_array((apart, votes.indices, starts), shape=votes.shape)


def components(apart: sparse.csr_array) -> Floats:
    """(2, S) first two principal axes of the residuals (P, S), of unit length; zeros for an axis that is not there.

    Lanczos iteration from a fixed start. The loading of largest size is positive: the first such, where several tie.
    """
    width = apart.shape[1]
    axes = np.zeros((AXES, width))
    if apart.data.size and np.abs(apart.data).max() > 0:
        strength, directions = _leading(apart)
        there = strength > NEGLIGIBLE * strength[0]
        axes[: len(strength)][there] = directions[there]
    for axis in axes:
        size = np.abs(axis)
        if size.any() and axis[np.flatnonzero(size >= size.max() * (1 - 1e-9))[0]] < 0:
            axis *= -1.0
    return axes + 0.0  # no negative zeros


def project(ratings: Ratings, apart: sparse.csr_array, axes: Floats) -> Floats:
    """(P, 2) positions: sqrt(S / cells filled) times the sum of residual times loading over the statements seen."""
    width = ratings.votes.shape[1]
    stretch = np.sqrt(width / np.maximum(1, ratings.cells))
    return (apart @ axes.T) * stretch[:, None] + 0.0


def extremity(means: Floats, axes: Floats) -> Floats:
    """(S,) distance from the origin of somebody who voted only on that statement, and agreed."""
    alone = np.sqrt(len(means)) * (1.0 - means) * axes
    return np.asarray(np.sqrt((alone**2).sum(axis=0)), dtype=np.float64)


def _leading(apart: sparse.csr_array) -> tuple[Floats, Floats]:
    """The largest two eigenvalues (d,) and eigenvectors (d, S) of R'R, falling; d = min(2, S)."""
    width, across = apart.shape[1], apart.T
    if width <= SOLVED_WHOLE:
        values, vectors = np.linalg.eigh((across @ apart).toarray())
    else:
        products = LinearOperator((width, width), matvec=lambda x: across @ (apart @ x), dtype=np.float64)
        start = np.random.default_rng(0).standard_normal(width)
        values, vectors = eigsh(products, k=AXES, v0=start, rng=np.random.default_rng(0))
    falling = np.argsort(-values, kind="stable")[:AXES]
    return values[falling], vectors[:, falling].T
