"""Would the same groups be found again? Everything is fitted anew after a fifth of the votes is lost at random.

A resample reuses the sparse products of the first pass: its axes are sought in the space spanned by the leading axes
already found and then refitted on the votes that are left, so that it costs a few products instead of a new search.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare import mixture
from comity.flow.compare.axes import Evidence, Model, evidence, fit_from, signed
from comity.flow.compare.grouping import SURE, Proposal
from comity.flow.compare.mixture import Mixture
from comity.flow.compare.parts import Cells, Seen
from comity.methods.partitions import adjusted_rand, cross_table, match
from comity.terms.work import InTurn

Floats = NDArray[np.float64]

LOSS_ONE_IN = 5
LOSS = 1 / LOSS_ONE_IN


@dataclass(frozen=True, eq=False)
class World:
    """The sampled people's votes with LOSS of them gone at random: their cells, what is seen of each statement, and
    the leading axes of what is left (S, q), sought in the space of those of all votes."""

    own: Cells
    seen: Seen
    space: Floats


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
    kept = rng.integers(0, LOSS_ONE_IN, len(own.seen.by_people.data), dtype=np.uint8) != 0
    left = own.losing(kept)
    votes = left.seen.turned_times(np.ones((1, left.people)))[:, 0]
    where = left.residual.by_people
    squares = np.bincount(where.indices, where.data**2, minlength=len(mean)).astype(np.float64)
    shadow = left.residual.times(space)
    vectors = np.linalg.eigh(shadow @ shadow.T)[1]
    return World(left, Seen(votes, squares, mean), space @ vectors[:, ::-1])


def resample(one: World, model: Model) -> Resample:
    """The model fitted again in a world, on as many axes."""
    axes = signed(one.space[:, : model.loadings.shape[1]])
    again = fit_from(InTurn(), [one.own], one.seen, axes)
    return Resample(evidence(one.own, again), model.directions.T @ again.directions)


def steadiness(proposal: Proposal, sampled: Evidence, resamples: list[Resample]) -> Steadiness:
    """How well the groups of a proposal are found again in the resamples."""
    k = proposal.k
    weight = mixture.membership(sampled.precision[None], sampled.pull[None], proposal.best)[0]
    labels, sure = weight.argmax(0), weight.max(0) >= SURE
    everybody, of_sure, jaccard = [], [], np.zeros(k)
    for other in _refit(proposal, resamples):
        table = cross_table(labels, other, k, k)
        everybody.append(adjusted_rand(table))
        of_sure.append(adjusted_rand(cross_table(labels[sure], other[sure], k, k)))
        partner = match(table.astype(np.float64))
        both = table[np.arange(k), partner]
        jaccard += both / np.maximum(table.sum(1) + table.sum(0)[partner] - both, 1)
    return Steadiness(np.array(everybody), np.array(of_sure), jaccard / max(1, len(resamples)))


def _refit(proposal: Proposal, resamples: list[Resample]) -> list[NDArray[np.intp]]:
    """Labels of the sampled people in each resample, from the better of the proposal's mixtures there."""
    precision = np.stack([r.found.precision for r in resamples])
    pull = np.stack([r.found.pull for r in resamples])
    turn = np.stack([r.turn for r in resamples])
    fits: list[Mixture] = []
    for seen in range(len(proposal.mixtures.fit)):
        one = proposal.mixtures.pick(np.full(len(resamples), seen))
        begin = Mixture(one.share, one.centre @ turn, one.spread, one.fit)
        fits.append(mixture.fit(precision, pull, begin, cycles=1))
    better = np.argmax(np.stack([f.fit for f in fits]), axis=0)
    labels = []
    for number, way in enumerate(better):
        chosen = fits[way].pick(np.array([number]))
        labels.append(
            mixture.membership(precision[number : number + 1], pull[number : number + 1], chosen)[0].argmax(0)
        )
    return labels
