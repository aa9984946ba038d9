"""Opinion groups as a mixture: people scatter round a few centres, and each person's place is known only so well.

All groups share one round spread in the space of votes, so that a group is a centre and a size. The fit is by
expectation-maximisation on what the votes say of each person (`Evidence`). It runs for many starts or resamples at
once: every array has a leading batch axis B, and people (P) stand last, where sums over few axes or groups are fast.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CLOSE_ENOUGH = 3e-4  # nats per person between cycles
LONGEST_STEP = 16.0
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


def fit(precision: Floats, pull: Floats, begin: Mixture, cycles: int) -> Mixture:
    """The mixtures nearest to `begin`. precision, pull: (B, d, P), or (1, d, P) where the batch shares its evidence.

    Expectation-maximisation is slow where groups overlap, so each cycle takes two steps and then a long one along
    their trend (Varadhan and Roland 2008, scheme S3), kept only where the fit does not fall.
    """
    people = precision.shape[2]
    best, last = begin, begin.fit
    for _ in range(cycles):
        one = _step(precision, pull, best)
        two = _step(precision, pull, one)
        far = _extrapolate(best, one, two)
        ahead = _step(precision, pull, far)  # carries the fit of `far`; `two` carries that of `one`
        better = ahead.fit >= two.fit
        best = ahead if better.all() else _choose(better, ahead, two)
        if (best.fit - last < CLOSE_ENOUGH * people).all():
            break
        last = best.fit
    return best


def _step(precision: Floats, pull: Floats, now: Mixture) -> Mixture:
    """One step of expectation-maximisation; `fit` of the result is that of the mixture before the step."""
    axes, people = precision.shape[1:]
    centre, spread = now.centre, now.spread
    weight, fitted, shrink, own = _expect(precision, pull, now.share, centre, spread)
    count = weight.sum(2)
    sums = weight @ np.concatenate([own, shrink, own * shrink, shrink * shrink], axis=1).transpose(0, 2, 1)
    moved = (sums[..., :axes] + centre * sums[..., axes : 2 * axes]) / np.maximum(count, 1e-9)[..., None]
    within = (2 * centre * sums[..., 2 * axes : 3 * axes] + centre**2 * sums[..., 3 * axes :]).sum((1, 2))
    within += (own * own).sum((1, 2)) + shrink.sum((1, 2)) * spread - (count * (moved**2).sum(2)).sum(1)
    share = (count + 1) / (people + count.shape[1])
    return Mixture(share, moved, np.maximum(within / (people * axes), SMALLEST_SPREAD), fitted)


def _extrapolate(zero: Mixture, one: Mixture, two: Mixture) -> Mixture:
    """The mixture far along the trend of two steps, in log shares, centres and log spread."""
    start, first, second = (_flat(m) for m in (zero, one, two))
    change, bend = first - start, second - 2 * first + start
    length = -np.sqrt((change**2).sum(1) / np.maximum((bend**2).sum(1), 1e-18))
    length = np.clip(length, -LONGEST_STEP, -1.0)[:, None]
    flat = start - 2 * length * change + length**2 * bend
    k, d = zero.centre.shape[1:]
    share = np.exp(flat[:, :k] - flat[:, :k].max(1, keepdims=True))
    spread = np.exp(np.clip(flat[:, -1], np.log(SMALLEST_SPREAD), 20.0))
    return Mixture(share / share.sum(1, keepdims=True), flat[:, k:-1].reshape(-1, k, d), spread, two.fit)


def _flat(m: Mixture) -> Floats:
    batch = len(m.spread)
    return np.hstack([np.log(m.share), m.centre.reshape(batch, -1), np.log(m.spread)[:, None]])


def _choose(better: NDArray[np.bool_], ahead: Mixture, two: Mixture) -> Mixture:
    return Mixture(
        np.where(better[:, None], ahead.share, two.share),
        np.where(better[:, None, None], ahead.centre, two.centre),
        np.where(better, ahead.spread, two.spread),
        np.where(better, ahead.fit, two.fit),
    )


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


def single_fit(precision: Floats, pull: Floats, rounds: int = 15) -> float:
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
        settled = float(np.abs(wider / spread - 1).max()) < 5e-3
        centre, spread = moved, np.maximum(wider, SMALLEST_SPREAD)
        if settled:
            break
    shrink = 1 / (precision * spread + 1)
    drawn = pull * shrink
    logit = drawn * centre - precision * shrink * (centre**2 / 2)
    return float(logit.sum() + (np.log(shrink) + pull * drawn * spread).sum() / 2)
