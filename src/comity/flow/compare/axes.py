"""Principal axes of the votes actually cast, and where each person stands on them.

A missing vote is absent, not zero. The axes come from the second moment of the residuals on observed cells by block
Lanczos iteration, then take one step of expectation-maximisation of a factor model with a noise of its own for every
statement, in which a person with few votes is drawn towards the middle. See docs/methods/compare.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare.parts import Cells, Seen, moment, moment_product, statement_counts, total
from comity.terms.work import Engine

Floats = NDArray[np.float64]

LANCZOS_STEPS = 5
WIDTHS = 4  # blocks are as wide as a multiple of this, for which products cost least
FEW_STATEMENTS = 64  # up to here the second moment itself is formed
NOISE_FLOOR = 0.02
NOISE_PRIOR = 20.0  # votes' worth of belief that a statement is as noisy as the average statement
REPETITION = 2.5  # votes of one person repeat one another: so many count as one independent vote
POLISHES_OF_ONE_AXIS = 4  # several axes take one step: more of them let single statements bend the second axis


@dataclass(frozen=True, eq=False)
class Model:
    """mean (S,), loadings (S, d) with columns by falling length, noise (S,) variance of a vote given the position.

    A person at position z (d,), standard normal beforehand, votes mean + loadings @ z + noise.
    """

    mean: Floats
    loadings: Floats
    noise: Floats

    @property
    def lengths(self) -> Floats:
        """(d,) length of each axis: the spread it gives to a whole ballot."""
        lengths: Floats = np.sqrt((self.loadings**2).sum(0))
        return lengths

    @property
    def directions(self) -> Floats:
        """(S, d) axes of unit length."""
        return self.loadings / np.maximum(self.lengths, 1e-12)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What each person's votes say of the position on unit-length axes: precision (d, P) and pull (d, P), so that the
    likelihood of x is exp(pull x - precision x^2 / 2) on each axis."""

    precision: Floats
    pull: Floats

    def at(self, people: NDArray[np.intp]) -> "Evidence":
        """The same for some people."""
        return Evidence(self.precision[:, people], self.pull[:, people])


def count(engine: Engine, held: object) -> NDArray[np.int64]:
    """(3, S) votes against, passed and for, over all parts."""
    return total(engine.each(statement_counts, held))


def leading(engine: Engine, celled: object, size: int, wanted: int, seed: int, steps: int = LANCZOS_STEPS) -> Floats:
    """The leading eigenvectors (S, wanted) of the residuals' second moment; each has its largest entry positive."""
    if size <= FEW_STATEMENTS:
        vectors = np.linalg.eigh(total(engine.each(moment, celled)))[1]
        return signed(vectors[:, ::-1][:, :wanted])
    return lanczos(engine, celled, size, wanted, seed, steps)


def lanczos(engine: Engine, celled: object, size: int, wanted: int, seed: int, steps: int) -> Floats:
    """The leading eigenvectors by block Lanczos with full reorthogonalisation from a seeded start (Golub and Underwood
    1977): the second moment is only ever multiplied with, part by part."""
    width = min(size, -(-(wanted) // WIDTHS) * WIDTHS)
    block = np.linalg.qr(np.random.default_rng([seed, 3]).standard_normal((size, width)))[0]
    basis, products = np.empty((size, 0)), np.empty((size, 0))
    for _ in range(steps):
        product = total(engine.each(moment_product, celled, block))
        basis, products = np.hstack([basis, block]), np.hstack([products, product])
        rest = size - basis.shape[1]
        if rest <= 0:
            break
        fresh = product - basis @ (basis.T @ product)
        fresh -= basis @ (basis.T @ fresh)
        block = np.linalg.qr(fresh[:, : min(width, rest)])[0]
    inner = basis.T @ products
    vectors = np.linalg.eigh((inner + inner.T) / 2)[1]
    return signed(basis @ vectors[:, ::-1][:, : min(wanted, basis.shape[1])])


def signed(columns: Floats) -> Floats:
    """Columns (n, d) with the sign that makes the largest entry of each positive."""
    if not columns.size:
        return columns
    largest = np.argmax(np.abs(columns) > np.abs(columns).max(0) * (1 - 1e-6), axis=0)
    sign = np.where(columns[largest, np.arange(columns.shape[1])] < 0, -1.0, 1.0)
    return columns * sign


@dataclass(frozen=True, eq=False)
class Projected:
    """A part's votes seen along unit axes u: pull (d, people), R u, and weight (d, people), the sum of u^2 over the
    statements a person voted on."""

    own: Cells
    pull: Floats
    weight: Floats


def project(own: Cells, axes: Floats) -> Projected:
    """A part along unit axes (S, d)."""
    return Projected(own, own.residual.times(axes), own.seen.times(axes**2))


def spread_sums(seen: Projected) -> Floats:
    """(3, d) sums over people that give each axis its length: of pull^2, weight and weight^2."""
    return np.stack([(seen.pull**2).sum(1), seen.weight.sum(1), (seen.weight**2).sum(1)])


def scale(axes: Floats, sums: Floats, noise: float) -> Floats:
    """Loadings (S, d): unit axes with the length under which positions have variance one (method of moments)."""
    length2 = np.maximum(sums[0] - noise * sums[1], 0) / np.maximum(sums[2], 1e-12)
    loadings: Floats = axes * np.sqrt(np.maximum(length2, 1e-6))
    return loadings


def positions(own: Cells, model: Model) -> tuple[Floats, Floats]:
    """precision and pull (d, people) of the standard positions z under the model."""
    weighted = model.loadings / model.noise[:, None]
    return own.seen.times(model.loadings * weighted), own.residual.times(weighted)


def first_polish_sums(seen: Projected, lengths: Floats, noise: float) -> Floats:
    """polish_sums of the model that has these lengths along the axes and one noise for all statements."""
    scale = lengths[:, None] / noise
    return _polish_sums(seen.own, seen.weight * (scale * lengths[:, None]), seen.pull * scale)


def polish_sums(own: Cells, model: Model) -> Floats:
    """(S, 2d) sums over people for one step: of residual * E[z], and of E[z^2] where the statement was voted on."""
    return _polish_sums(own, *positions(own, model))


def _polish_sums(own: Cells, precision: Floats, pull: Floats) -> Floats:
    spread = 1 / (precision + 1)
    z = spread * pull
    return np.hstack([own.residual.turned_times(z), own.seen.turned_times(z * z + spread)])


def polish(model: Model, sums: Floats, seen: Seen) -> Model:
    """The model after one step of expectation-maximisation; axes are made principal again and signed."""
    axes = model.loadings.shape[1]
    loadings = sums[:, :axes] / (sums[:, axes:] + 1)
    left = seen.squares - 2 * (loadings * sums[:, :axes]).sum(1) + (sums[:, axes:] * loadings**2).sum(1)
    average = max(float(left.sum() / max(1.0, seen.votes.sum())), NOISE_FLOOR)
    noise = np.maximum((left + NOISE_PRIOR * average) / (seen.votes + NOISE_PRIOR), NOISE_FLOOR)
    if axes > 1:
        loadings = loadings @ np.linalg.svd(loadings / np.sqrt(noise)[:, None], full_matrices=False)[2].T
    return Model(model.mean, signed(loadings), noise)


def evidence(own: Cells, model: Model) -> Evidence:
    """What the votes in `own` say of positions on unit axes, each vote discounted by REPETITION."""
    precision, pull = positions(own, model)
    length = np.maximum(model.lengths, 1e-12)[:, None]
    return Evidence(precision / length**2 / REPETITION, pull / length / REPETITION)


def fit_from(engine: Engine, celled: object, seen: Seen, directions: Floats) -> Model:
    """The model of the votes held by the engine that grows from unit directions (S, d), as found by `leading`."""
    return grow(engine, celled, engine.derive(project, celled, directions), seen, directions)


def grow(engine: Engine, celled: object, projected: object, seen: Seen, directions: Floats) -> Model:
    """fit_from where the votes have been projected on the directions."""
    noise = max(seen.variance, NOISE_FLOOR)
    loadings = scale(directions, total(engine.each(spread_sums, projected)), noise)
    model = Model(seen.mean, loadings, np.full(len(seen.mean), noise))
    model = polish(model, total(engine.each(first_polish_sums, projected, model.lengths, noise)), seen)
    for _ in range(POLISHES_OF_ONE_AXIS - 1 if directions.shape[1] == 1 else 0):
        model = polish(model, total(engine.each(polish_sums, celled, model)), seen)
    return model


def evidence_of_all(engine: Engine, celled: object, model: Model) -> Evidence:
    """Evidence of every participant, in order."""
    found: list[Evidence] = engine.each(evidence, celled, model)
    if len(found) == 1:
        return found[0]
    return Evidence(np.hstack([one.precision for one in found]), np.hstack([one.pull for one in found]))
