"""Opinion groups as a mixture: people scatter round a few centres, and each person's place is known only so well.

All groups share one round spread in the space of votes, so that a group is a centre and a size. The fit is by
expectation-maximisation on what the votes say of each person (`Evidence`). It runs for many starts or resamples at
once: every array has a leading batch axis B, and people (P) stand last, where sums over few axes or groups are fast.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CLOSE_ENOUGH = 3e-4  # nats per person between cycles
SETTLED = 2e-2  # relative change of a spread
LONGEST_STEP = 16.0
SMALLEST_SPREAD = 1e-3
LOG_SPREAD = float(np.log(SMALLEST_SPREAD)), 20.0


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
        """How many groups."""
        return int(self.share.shape[1])

    def pick(self, entries: NDArray[np.intp]) -> "Mixture":
        """Some entries of the batch."""
        return Mixture(self.share[entries], self.centre[entries], self.spread[entries], self.fit[entries])


def joined(mixtures: Sequence[Mixture]) -> Mixture:
    """One batch of several."""
    columns = ([getattr(one, field.name) for one in mixtures] for field in fields(Mixture))
    return Mixture(*(np.concatenate(column) for column in columns))


def start(centre: Floats, spread: float) -> Mixture:
    """Mixtures (B) with given centres (B, k, d), equal shares and one spread."""
    batch, k = centre.shape[:2]
    return Mixture(np.full((batch, k), 1 / k), centre, np.full(batch, spread), np.full(batch, -np.inf))


def fit(precision: Floats, pull: Floats, begin: Mixture, cycles: int) -> Mixture:
    """The mixtures nearest to `begin`. precision, pull: (B, d, P), or (1, d, P) where the batch shares its evidence.

    Expectation-maximisation is slow where groups overlap, so each cycle looks at two steps and takes a long one along
    their trend (Varadhan and Roland 2008, scheme S3), unless the fit would fall. `fit` of the result is that of the
    mixture one step before it.
    """
    k, people = begin.k, precision.shape[2]
    now = _flat(begin)
    one, last = _step(precision, pull, now, k)
    for _ in range(cycles):
        two, near_fit = _step(precision, pull, one, k)  # a step comes with the fit of where it starts
        far = _extrapolate(now, one, two, k)
        ahead, far_fit = _step(precision, pull, far, k)
        better = (far_fit >= near_fit)[:, None]
        if better.all():
            now, one = far, ahead
        else:
            now, one = np.where(better, far, one), np.where(better, ahead, two)
        reached = np.maximum(far_fit, near_fit)
        gain, last = reached - last, reached
        if (gain < CLOSE_ENOUGH * people).all():
            break
    return Mixture(np.exp(one[:, :k]), _centre(one, k), np.exp(one[:, -1]), last)


def _flat(mixture: Mixture) -> Floats:
    """(B, k + k d + 1) log shares, centres and log spread in one row."""
    batch = len(mixture.spread)
    return np.hstack([np.log(mixture.share), mixture.centre.reshape(batch, -1), np.log(mixture.spread)[:, None]])


def _centre(flat: Floats, k: int) -> Floats:
    return flat[:, k:-1].reshape(len(flat), k, -1)


def _step(precision: Floats, pull: Floats, now: Floats, k: int) -> tuple[Floats, Floats]:
    """One step of expectation-maximisation from flat mixtures, and the fit (B,) of those."""
    axes, people = precision.shape[1:]
    centre, certain = _centre(now, k), np.exp(-now[:, -1])[:, None, None]
    weight, fitted, own, doubt = _expect(precision, pull, now[:, :k], centre, certain)
    held = centre * certain  # a person of the group stands at own + held * doubt, give or take doubt
    parts = np.concatenate([own, doubt, own * doubt, doubt * doubt], axis=1)
    sums = (weight @ parts.transpose(0, 2, 1)).reshape(-1, k, 4, axes)
    count = weight.sum(2)
    places = sums[:, :, 0] + held * sums[:, :, 1]
    moved = places / np.maximum(count, 1e-9)[..., None]
    round_it = held * (2 * sums[:, :, 2] + held * sums[:, :, 3]) + sums[:, :, 1] - places * moved
    within = np.einsum("bdp,bdp->b", own, own) + round_it.sum((1, 2))
    after = np.empty_like(now)
    after[:, :k] = np.log((count + 1) / (people + k))
    after[:, k:-1] = moved.reshape(len(now), -1)
    after[:, -1] = np.log(np.maximum(within / (people * axes), SMALLEST_SPREAD))
    return after, fitted


def _extrapolate(start: Floats, first: Floats, second: Floats, k: int) -> Floats:
    """The flat mixtures far along the trend of two steps."""
    change = first - start
    bend = second - first - change
    length = np.sqrt((change**2).sum(1) / np.maximum((bend**2).sum(1), 1e-18))
    length = np.clip(length, 1.0, LONGEST_STEP)[:, None]
    far: Floats = start + length * (2 * change + length * bend)
    far[:, :k] -= far[:, :k].max(1, keepdims=True)
    far[:, :k] -= np.log(np.exp(far[:, :k]).sum(1, keepdims=True))
    far[:, -1] = np.clip(far[:, -1], LOG_SPREAD[0], LOG_SPREAD[1])
    return far


def membership(precision: Floats, pull: Floats, mixture: Mixture) -> Floats:
    """(B, k, P) probability that each person belongs to each group."""
    return _expect(precision, pull, np.log(mixture.share), mixture.centre, 1 / mixture.spread[:, None, None])[0]


def _expect(
    precision: Floats, pull: Floats, log_share: Floats, centre: Floats, certain: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Membership (B, k, P), fit (B,), and of each person, whatever the group, the part of the place that their own
    votes give (B, d, P) and the variance that is left (B, d, P). certain: (B, 1, 1), 1 / spread."""
    doubt = 1 / (precision + certain)
    own = pull * doubt
    held = centre * certain
    weight = held @ own + (held**2 / 2) @ doubt
    weight += (log_share - (held * centre).sum(2) / 2)[..., None]
    top = np.maximum.reduce(weight, axis=1)
    weight -= top[:, None]
    np.exp(weight, out=weight)
    over_groups = np.add.reduce(weight, axis=1)
    weight /= over_groups[:, None]
    top += np.log(over_groups)
    fitted = top.sum(1) + np.log(doubt * certain).sum((1, 2)) / 2
    fitted += np.einsum("bdp,bdp->b", pull, own) / 2
    return weight, fitted, own, doubt


def single_fit(precision: Floats, pull: Floats, rounds: int = 12) -> float:
    """Log-likelihood, on the same footing, of one group with a spread of its own on every axis: precision, pull
    (d, P). It is what a mixture must beat to be more than a cloud. By Fisher's scoring."""
    spread = (pull**2 - precision).sum(1) / np.maximum((precision**2).sum(1), 1e-12)
    spread = np.maximum(spread, SMALLEST_SPREAD)[:, None]
    centre = np.zeros_like(spread)
    for _ in range(rounds):
        shrink = 1 / (precision * spread + 1)
        known = precision * shrink
        off = pull * shrink - centre * known
        known_sum = np.maximum(known.sum(1, keepdims=True), 1e-12)
        centre = centre + off.sum(1, keepdims=True) / known_sum
        wider = (np.vecdot(off, off)[:, None] - known_sum) / np.maximum(np.vecdot(known, known)[:, None], 1e-12)
        before, spread = spread, np.maximum(spread + wider, SMALLEST_SPREAD)
        if (np.abs(spread - before) < SETTLED * before).all():
            break
    shrink = 1 / (precision * spread + 1)
    drawn = pull * shrink
    logit = drawn * centre - precision * shrink * (centre**2 / 2)
    return float(logit.sum() + (np.log(shrink) + pull * drawn * spread).sum() / 2)
