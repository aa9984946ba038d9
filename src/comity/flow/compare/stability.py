"""Would the same groups be found again? Everything is fitted anew after a fifth of the votes is lost at random.

A resample reuses the sparse products of the first pass: its axes are sought in the space spanned by the leading axes
already found and then refitted on the votes that are left, so that it costs a few products instead of a new search.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare import mixture
from comity.flow.compare.axes import Evidence, Model, Projected, evidence, grow, polish, polish_sums, signed
from comity.flow.compare.grouping import SURE, Proposal
from comity.flow.compare.mixture import Mixture
from comity.flow.compare.parts import Cells, Seen
from comity.methods.partitions import adjusted_rand, cross_table, match
from comity.terms.work import InTurn

Floats = NDArray[np.float64]

LOSS_ONE_IN = 5
LOSS = 1 / LOSS_ONE_IN
AT_ONCE = 8000  # places of people on axes that are refitted at once: few enough to stay in the processor's cache


@dataclass(frozen=True, eq=False)
class World:
    """The sampled people's votes with LOSS of them gone at random: their cells, what is seen of each statement, the
    leading axes of what is left (S, q), sought in the space of those of all votes, and the people along them (q, P)."""

    own: Cells
    seen: Seen
    space: Floats
    pull: Floats


@dataclass(frozen=True, eq=False)
class Resample:
    """What a world says of the sampled people, and its axes seen from the full data's (d, d)."""

    found: Evidence
    turn: Floats


@dataclass(frozen=True, eq=False)
class Steadiness:
    """Of k groups over R resamples: everybody (R,) and sure (R,), adjusted Rand index over all sampled people and over
    those placed with probability SURE; per_group (k,), mean Jaccard index with the counterpart."""

    everybody: Floats
    sure: Floats
    per_group: Floats


def world(own: Cells, mean: Floats, space: Floats, seed: int, number: int) -> World:
    """One world; the statements' means stay those of all votes."""
    rng = np.random.default_rng([seed, 5, number])
    left = own.losing(rng.integers(0, LOSS_ONE_IN, own.votes, dtype=np.uint8) != 0)
    everybody = np.ones((1, left.people))
    votes = left.seen.turned_times(everybody)[:, 0]
    squares = left.residual.filled(left.residual.data**2).turned_times(everybody)[:, 0]
    shadow = left.residual.times(space)
    turn = np.linalg.eigh(shadow @ shadow.T)[1][:, ::-1]
    axes = signed(space @ turn)
    turn = space.T @ axes
    return World(left, Seen(votes, squares, mean), axes, turn.T @ shadow)


def resample(one: World, model: Model) -> Resample:
    """The model fitted again in a world, on as many axes; for one axis, which takes several steps, in one step from the
    length and the noise it has for all votes."""
    count = model.loadings.shape[1]
    axes = one.space[:, :count]
    if count == 1:
        before = Model(one.seen.mean, axes * model.lengths, model.noise)
        again = polish(before, polish_sums(one.own, before), one.seen)
        return Resample(evidence(one.own, again), model.directions.T @ again.directions)
    projected = Projected(one.own, one.pull[:count], one.own.seen.times(axes**2))
    again = grow(InTurn(), [one.own], [projected], one.seen, axes)
    return Resample(evidence(one.own, again), model.directions.T @ again.directions)


def steadiness(proposal: Proposal, sampled: Evidence, resamples: list[Resample]) -> Steadiness:
    """How well the groups of a proposal are found again in the resamples."""
    k, worlds = proposal.k, np.arange(len(resamples))[:, None]
    weight = mixture.membership(sampled.precision[None], sampled.pull[None], proposal.best)[0]
    labels, sure = weight.argmax(0), weight.max(0) >= SURE
    others = _refit(proposal, resamples)
    tables, of_sure = (
        cross_table((worlds * k + labels[some]).reshape(-1), others[:, some].reshape(-1), others.shape[0] * k, k)
        for some in (slice(None), sure)
    )
    jaccard = np.zeros(k)
    for table in tables.reshape(-1, k, k):
        partner = match(table.astype(np.float64))
        both = table[np.arange(k), partner]
        jaccard += both / np.maximum(table.sum(1) + table.sum(0)[partner] - both, 1)
    everybody, among_sure = (
        np.array([adjusted_rand(table) for table in each.reshape(-1, k, k)]) for each in (tables, of_sure)
    )
    return Steadiness(everybody, among_sure, jaccard / max(1, len(resamples)))


def _refit(proposal: Proposal, resamples: list[Resample]) -> NDArray[np.intp]:
    """(R, P) labels of the sampled people in each resample, from the best of the proposal's mixtures there."""
    at_once = max(1, AT_ONCE // resamples[0].found.pull.size)
    labels = []
    for first in range(0, len(resamples), at_once):
        some = resamples[first : first + at_once]
        precision, pull = (np.stack([getattr(r.found, what) for r in some]) for what in ("precision", "pull"))
        turn = np.stack([r.turn for r in some])
        fits = []
        for way in range(len(proposal.mixtures.fit)):
            one = proposal.mixtures.pick(np.full(len(some), way))
            begin = Mixture(one.share, one.centre @ turn, one.spread, one.fit)
            fits.append(mixture.fit(precision, pull, begin, cycles=1))
        best = np.argmax(np.stack([each.fit for each in fits]), axis=0)
        chosen = mixture.joined(fits).pick(best * len(some) + np.arange(len(some)))
        labels.append(mixture.membership(precision, pull, chosen).argmax(1))
    return np.concatenate(labels)
