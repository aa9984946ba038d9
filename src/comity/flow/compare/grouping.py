"""How many opinion groups there are, and who is in which: candidates by fit, the choice by stability."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare import mixture
from comity.flow.compare.axes import Evidence, Model
from comity.flow.compare.mixture import Mixture

Floats = NDArray[np.float64]

SAMPLE = 2000  # people on whom mixtures are fitted and resampled; everybody is placed afterwards
FEWEST_PER_GROUP, ENOUGH_VOTES = 40, 7  # people who voted so often, for each group looked for
FEWEST_PEOPLE = 8  # below this nobody is divided into groups
FEWEST_IN_GROUP = 4.5  # fewer people are no group, however far out they stand
SCREENED, SCREENING, CYCLES = 800, 2, 15  # people and cycles of a first look at several starts, cycles to the end
SURE = 0.8  # a membership probability from which a person counts as placed

STABLE, STABLE_SURE, SURE_PEOPLE = 0.80, 0.95, 0.60  # what "stable" promises; docs/methods/compare.md
AS_STEADY, EACH_STEADY = 0.05, 0.80  # more than two groups: how much less steady they may be, and what each must reach
RECOGNISABLE = 0.50  # below this, groups found again are not the same groups
SIMPLER = 0.05  # stability that one axis is given before two
HOPEFUL, FIRST_CYCLES = (
    SURE_PEOPLE - 0.1,
    2,
)  # more than two groups are given up if so few are placed after so many cycles
SAME_PLACE = 0.1  # of the people's spread round a centre, within which two centres are one
LEAST_GAIN = 2.0  # nats by which two groups must beat one cloud


@dataclass(frozen=True, eq=False)
class Proposal:
    """k groups told apart on `axes` axes, fitted on the sample: mixtures (B), best first, as different ways to see k
    groups; gain over one cloud of people in nats, and priced for its parameters (BIC); sure: share of sampled people
    placed with probability SURE or more."""

    k: int
    axes: int
    mixtures: Mixture
    gain: float
    priced: float
    sure: float

    @property
    def best(self) -> Mixture:
        """The best mixture, as a batch of one."""
        return self.mixtures.pick(np.array([0]))


def sample(votes_per_person: NDArray[np.int64], seed: int) -> NDArray[np.intp]:
    """Positions of at most SAMPLE people who voted, rising."""
    voters = np.flatnonzero(votes_per_person > 0)
    if len(voters) <= SAMPLE:
        return voters
    return np.sort(np.random.default_rng([seed, 11]).choice(voters, SAMPLE, replace=False))


def shapes(votes_per_person: NDArray[np.int64], most: int, statements: int) -> list[tuple[int, int]]:
    """(k, axes) worth looking at: two groups on one or two axes, k groups on the k - 1 axes that k centres span.

    Each group needs enough people who voted enough; k is at most `most`.
    """
    informed = int((votes_per_person >= ENOUGH_VOTES).sum())
    voters = int((votes_per_person > 0).sum())
    largest = min(most, max(2 if voters >= FEWEST_PEOPLE else 1, informed // FEWEST_PER_GROUP))
    wanted = [(2, 1), *((k, max(2, k - 1)) for k in range(2, largest + 1))] if largest > 1 else []
    return [(k, axes) for k, axes in wanted if axes < statements]


@dataclass(frozen=True, eq=False)
class Look:
    """The sampled people on some axes: evidence, position (d, P) on its own, spread of the whole cloud on an axis, and
    the fit of one cloud."""

    evidence: Evidence
    position: Floats
    spread: float
    cloud: float


def look(sampled: Evidence, model: Model) -> Look:
    """What every number of groups on these axes starts from."""
    spread = model.lengths**2
    position = sampled.pull / (sampled.precision + 1 / np.maximum(spread, 1e-9)[:, None])
    return Look(sampled, position, float(spread.mean()), mixture.single_fit(sampled.precision, sampled.pull))


def propose(seen: Look, k: int, ways: int) -> Proposal:
    """The best mixtures of k groups on the sampled people, at most `ways` different ones."""
    axes, people = seen.position.shape
    precision, pull = seen.evidence.precision[None], seen.evidence.pull[None]
    begin = mixture.start(_starts(seen.position, k, ways), max(seen.spread * 0.4, mixture.SMALLEST_SPREAD))
    if len(begin.fit) > ways:
        some = slice(None, None, max(1, people // SCREENED))
        screened = mixture.fit(precision[..., some], pull[..., some], begin, cycles=SCREENING)
        begin = screened.pick(np.argsort(-screened.fit, kind="stable")[:ways])
    fitted, sure = _ranked(
        seen.evidence, mixture.fit(precision, pull, begin, cycles=CYCLES if k == 2 else FIRST_CYCLES)
    )
    if k > 2 and sure >= HOPEFUL:
        fitted, sure = _ranked(seen.evidence, mixture.fit(precision, pull, fitted, cycles=CYCLES))
    fitted, gain = _different(fitted), float(fitted.fit[0]) - seen.cloud
    if people * float(fitted.share[0].min()) < FEWEST_IN_GROUP:
        gain = -np.inf
    more = (k * axes + (k - 1) + 1) - 2 * axes  # parameters beyond those of one cloud
    priced = gain - more / 2 * np.log(max(people, 2))
    return Proposal(k, axes, fitted, gain, priced, sure)


def _ranked(evidence: Evidence, fitted: Mixture) -> tuple[Mixture, float]:
    """The mixtures, best first, and the share of people whom the best places with probability SURE."""
    ranked = fitted.pick(np.argsort(-fitted.fit, kind="stable"))
    weight = mixture.membership(evidence.precision[None], evidence.pull[None], ranked.pick(np.array([0])))[0]
    return ranked, float((weight.max(0) >= SURE).mean())


def _different(ranked: Mixture) -> Mixture:
    """The mixtures without those that have the centres of a better one."""
    order = np.argsort(ranked.centre[:, :, :1], axis=1, kind="stable")
    centre = np.take_along_axis(ranked.centre, order, axis=1)
    kept: list[int] = []
    for number, (own, spread) in enumerate(zip(centre, ranked.spread, strict=True)):
        if all(np.abs(own - centre[other]).max() > SAME_PLACE * spread**0.5 for other in kept):
            kept.append(number)
    return ranked.pick(np.array(kept))


def _starts(position: Floats, k: int, ways: int) -> Floats:
    """Centres (starts, k, d) to begin from: slices along each of the first two axes, and the people farthest apart. To
    look in one way only, two groups begin from slices of the first axis, more from the people."""
    if k == 2 and ways == 1:
        return _slices(position, 0, k)[None]
    far = _far_apart(position, k)
    if ways == 1:
        return far[None]
    return np.stack([*(_slices(position, axis, k) for axis in range(min(2, len(position)))), far])


def _slices(position: Floats, axis: int, k: int) -> Floats:
    """(k, d) means of the people in k slices along an axis, of equal size; for two, cut where they are tightest."""
    order = np.argsort(position[axis], kind="stable")
    if k == 2:
        below, number = np.cumsum(position[axis][order])[:-1], np.arange(1, len(order))
        above = position[axis].sum() - below
        pieces = np.split(order, [1 + int(np.argmax(below**2 / number + above**2 / number[::-1]))])
    else:
        pieces = np.array_split(order, k)
    return np.stack([position[:, piece].mean(1) for piece in pieces])


def _far_apart(position: Floats, k: int) -> Floats:
    """(k, d) where the person farthest out stands, the one farthest from there, and so on."""
    far = [position[:, np.argmax((position**2).sum(0))]]
    nearest = np.full(position.shape[1], np.inf)
    while len(far) < k:
        nearest = np.minimum(nearest, ((position - far[-1][:, None]) ** 2).sum(0))
        far.append(position[:, np.argmax(nearest)])
    return np.stack(far)
