"""Opinion groups as a mixture: people scatter round a few centres, and each person's place is known only so well.

All groups share one round spread in the space of votes, so that a group is a centre and a size. The fit is by
expectation-maximisation on what the votes say of each person (`Evidence`). It runs for many starts or resamples at
once: every array has a leading batch axis B, and people (P) stand last, where sums over few axes or groups are fast.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CLOSE_ENOUGH = 3e-4  # nats per person between rounds
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
    """The mixtures nearest to `begin`. precision, pull: (B, d, P), or (1, d, P) where the batch shares its evidence."""
    axes, people = precision.shape[1:]
    share, centre, spread, last = begin.share, begin.centre, begin.spread, begin.fit
    for _ in range(rounds):
        weight, fitted, shrink, own = _expect(precision, pull, share, centre, spread)
        count = weight.sum(2)
        sums = weight @ np.concatenate([own, shrink, own * shrink, shrink * shrink], axis=1).transpose(0, 2, 1)
        moved = (sums[..., :axes] + centre * sums[..., axes : 2 * axes]) / np.maximum(count, 1e-9)[..., None]
        within = (2 * centre * sums[..., 2 * axes : 3 * axes] + centre**2 * sums[..., 3 * axes :]).sum((1, 2))
        within += (own * own).sum((1, 2)) + shrink.sum((1, 2)) * spread - (count * (moved**2).sum(2)).sum(1)
        share, centre = (count + 1) / (people + share.shape[1]), moved
        spread = np.maximum(within / (people * axes), SMALLEST_SPREAD)
        if (fitted - last < CLOSE_ENOUGH * people).all():
            break
        last = fitted
    return Mixture(share, centre, spread, fitted)


def membership(precision: Floats, pull: Floats, mixture: Mixture) -> Floats:
    """(B, k, P) probability that each person belongs to each group."""
    return _expect(precision, pull, mixture.share, mixture.centre, mixture.spread)[0]


def _expect(
    precision: Floats, pull: Floats, share: Floats, centre: Floats, spread: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Membership (B, k, P), fit (B,), shrinkage towards the centre (B, d, P) and the evidence's own part of the
    position (B, d, P), so that the position given group g is own + shrinkage * centre[g]."""
    t = spread[:, None, None]
    shrink = 1 / (precision * t + 1)
    drawn = pull * shrink
    own = drawn * t
    logit = centre @ drawn - (centre**2 / 2) @ (precision * shrink) + np.log(share)[:, :, None]
    top = logit[:, 0]
    for g in range(1, logit.shape[1]):
        top = np.maximum(top, logit[:, g])
    weight = np.exp(logit - top[:, None])
    total = weight.sum(1)
    weight /= total[:, None]
    fit_of = (np.log(total) + top).sum(1) + (np.log(shrink) + pull * own).sum((1, 2)) / 2
    return weight, fit_of, shrink, own


def single_fit(precision: Floats, pull: Floats, rounds: int = 40) -> float:
    """Log-likelihood, on the same footing, of one group with a spread of its own on every axis: precision, pull
    (d, P). It is what a mixture must beat to be more than a cloud."""
    spread = (pull**2 - precision).sum(1) / np.maximum((precision**2).sum(1), 1e-12)
    spread = np.maximum(spread, SMALLEST_SPREAD)[:, None]
    centre = np.zeros_like(spread)
    for _ in range(rounds):
        shrink = 1 / (precision * spread + 1)
        position = shrink * (pull * spread + centre)
        moved = position.mean(1, keepdims=True)
        wider = ((position - moved) ** 2 + shrink * spread).mean(1, keepdims=True)
        settled = float(np.abs(wider / spread - 1).max()) < 2e-3
        centre, spread = moved, np.maximum(wider, SMALLEST_SPREAD)
        if settled:
            break
    shrink = 1 / (precision * spread + 1)
    drawn = pull * shrink
    logit = drawn * centre - precision * shrink * (centre**2 / 2)
    return float(logit.sum() + (np.log(shrink) + pull * drawn * spread).sum() / 2)
