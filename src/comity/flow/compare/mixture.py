"""Opinion groups as a mixture: people scatter round a few centres, and each person's place is known only so well.

All groups share one round spread in the space of votes, so that a group is a centre and a size. The fit is by
expectation-maximisation on what the votes say of each person (`Evidence`). It runs for many starts or resamples at
once: every array has a leading batch axis B.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CLOSE_ENOUGH = 2e-4  # nats per person between rounds
SMALLEST_SPREAD = 1e-3


@dataclass(frozen=True, eq=False)
class Mixture:
    """share (B, k); centre (B, k, d); spread (B,), variance of people round their centre on every axis; fit (B,),
    log-likelihood up to a constant of the evidence."""

    share: Floats
    centre: Floats
    spread: Floats
    fit: Floats

    @property
    def k(self) -> int:
        return int(self.share.shape[1])

    def pick(self, entries: NDArray[np.intp]) -> "Mixture":
        """Some entries of the batch."""
        return Mixture(self.share[entries], self.centre[entries], self.spread[entries], self.fit[entries])


def start(centre: Floats, spread: float) -> Mixture:
    """Mixtures (B) with given centres (B, k, d), equal shares and one spread."""
    batch, k = centre.shape[:2]
    return Mixture(np.full((batch, k), 1 / k), centre, np.full(batch, spread), np.full(batch, -np.inf))


def fit(precision: Floats, pull: Floats, begin: Mixture, rounds: int) -> Mixture:
    """The mixtures nearest to `begin`. precision, pull: (B, P, d), or (1, P, d) where the batch shares its evidence."""
    people, axes = precision.shape[1:]
    share, centre, spread, last = begin.share, begin.centre, begin.spread, begin.fit
    for _ in range(rounds):
        weight, fitted, shrink, mean = _expect(precision, pull, share, centre, spread)
        count = weight.sum(1)
        sums = weight.transpose(0, 2, 1) @ np.concatenate([mean, shrink, mean * shrink, shrink * shrink], axis=2)
        of_mean, of_shrink, of_both, of_square = np.split(sums, 4, axis=2)
        moved = (of_mean + centre * of_shrink) / np.maximum(count, 1e-9)[..., None]
        within = (2 * centre * of_both + centre**2 * of_square - count[..., None] * moved**2).sum((1, 2))
        own = (mean * mean + shrink * spread[:, None, None]).sum((1, 2))
        spread = np.maximum((own + within) / (people * axes), SMALLEST_SPREAD)
        share, centre = (count + 1) / (people + share.shape[1]), moved
        if (fitted - last < CLOSE_ENOUGH * people).all():
            break
        last = fitted
    return Mixture(share, centre, spread, fitted)


def membership(precision: Floats, pull: Floats, mixture: Mixture) -> Floats:
    """(B, P, k) probability that each person belongs to each group."""
    return _expect(precision, pull, mixture.share, mixture.centre, mixture.spread)[0]


def _expect(
    precision: Floats, pull: Floats, share: Floats, centre: Floats, spread: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Membership (B, P, k), fit (B,), shrinkage towards the centre (B, P, d) and the evidence's own part of the
    position (B, P, d), so that the position given group g is own + shrinkage * centre[g]."""
    t = spread[:, None, None]
    shrink = 1 / (precision * t + 1)
    mean = pull * shrink * t
    turned = centre.transpose(0, 2, 1)
    logit = (pull * shrink) @ turned - (precision * shrink) @ (turned**2 / 2)
    logit += np.log(share)[:, None, :]
    top = logit.max(2, keepdims=True)
    weight = np.exp(logit - top)
    total = weight.sum(2, keepdims=True)
    weight /= total
    fit_of = np.log(total).sum((1, 2)) + top.sum((1, 2)) + (np.log(shrink) + pull * mean).sum((1, 2)) / 2
    return weight, fit_of, shrink, mean


def single_fit(precision: Floats, pull: Floats, rounds: int = 40) -> float:
    """Log-likelihood, on the same footing, of one group with a spread of its own on every axis: precision, pull
    (P, d). It is what a mixture must beat to be more than a cloud."""
    people = len(precision)
    spread = np.maximum((pull**2 - precision).sum(0) / np.maximum((precision**2).sum(0), 1e-12), SMALLEST_SPREAD)
    centre = np.zeros_like(spread)
    for _ in range(rounds):
        shrink = 1 / (precision * spread + 1)
        position = shrink * (pull * spread + centre)
        moved = position.mean(0)
        wider = ((position - moved) ** 2 + shrink * spread).sum(0) / people
        settled = np.allclose(wider, spread, rtol=1e-3) and np.allclose(moved, centre, atol=1e-3 * spread.max() ** 0.5)
        centre, spread = moved, np.maximum(wider, SMALLEST_SPREAD)
        if settled:
            break
    shrink = 1 / (precision * spread + 1)
    logit = (pull * shrink) @ centre - (precision * shrink) @ (centre**2 / 2)
    return float(logit.sum() + (np.log(shrink) + pull * pull * shrink * spread).sum() / 2)
