"""The mixture behind the groups: known mixtures are found, and blurred evidence is known to be blurred."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from comity.flow.compare.mixture import Mixture, fit, membership, single_fit, start

Floats = NDArray[np.float64]


def evidence_of(place: Floats, precision: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """precision and pull (1, d, P) of people at place (d, P), each seen with their own precision (P,)."""
    seen = place + rng.normal(0, 1, place.shape) / np.sqrt(precision)
    wide = np.broadcast_to(precision, place.shape)
    return wide[None].copy(), (wide * seen)[None]


def two_clouds(rng: np.random.Generator) -> tuple[Floats, NDArray[np.intp]]:
    """1,400 people round (-1, 0) and 600 round (2, 1), spread .25 on each axis."""
    group = np.repeat([0, 1], [1400, 600])
    centre = np.array([[-1.0, 2.0], [0.0, 1.0]])
    return centre[:, group] + rng.normal(0, 0.5, (2, 2000)), group


def test_known_centres_sizes_and_spread_are_found() -> None:
    rng = np.random.default_rng(0)
    place, _ = two_clouds(rng)
    precision, pull = evidence_of(place, rng.uniform(2, 20, 2000), rng)
    found = fit(precision, pull, start(np.array([[[-0.5, 0.0], [0.5, 0.5]]]), 1.0), cycles=30)
    np.testing.assert_allclose(found.centre[0], [[-1, 0], [2, 1]], atol=0.08)
    np.testing.assert_allclose(found.share[0], [0.7, 0.3], atol=0.02)
    np.testing.assert_allclose(found.spread[0], 0.25, atol=0.04)


def test_memberships_are_the_probabilities_they_claim_to_be() -> None:
    """Of those placed with a probability between .6 and .9 as many belong there as the probabilities say."""
    rng = np.random.default_rng(1)
    place, group = two_clouds(rng)
    precision, pull = evidence_of(place, np.full(2000, 0.5), rng)
    truth = Mixture(np.array([[0.7, 0.3]]), np.array([[[-1.0, 0], [2.0, 1.0]]]), np.array([0.25]), np.array([0.0]))
    weight = membership(precision, pull, truth)[0]
    np.testing.assert_allclose(weight.sum(0), 1)
    best, sure = weight.argmax(0), weight.max(0)
    middle = (sure > 0.6) & (sure < 0.9)
    assert middle.sum() > 200
    assert abs((best == group)[middle].mean() - sure[middle].mean()) < 0.06


def test_membership_by_hand() -> None:
    """One axis, one person seen at 0.5 with variance 1; groups at 0 and 2 with spread 1 and shares .8 and .2: odds are
    those of two normal densities with variance 2."""
    two = Mixture(np.array([[0.8, 0.2]]), np.array([[[0.0], [2.0]]]), np.array([1.0]), np.array([0.0]))
    weight = membership(np.ones((1, 1, 1)), np.full((1, 1, 1), 0.5), two)[0, :, 0]
    first, second = 0.8 * norm.pdf(0.5, 0, np.sqrt(2)), 0.2 * norm.pdf(0.5, 2, np.sqrt(2))
    np.testing.assert_allclose(weight, [first / (first + second), second / (first + second)])


def test_somebody_of_whom_nothing_is_known_belongs_by_size_alone() -> None:
    two = Mixture(np.array([[0.8, 0.2]]), np.array([[[0.0], [2.0]]]), np.array([1.0]), np.array([0.0]))
    np.testing.assert_allclose(membership(np.zeros((1, 1, 1)), np.zeros((1, 1, 1)), two)[0, :, 0], [0.8, 0.2])


def test_long_steps_never_end_below_plain_ones() -> None:
    """More cycles fit at least as well; starts of one batch do not touch one another."""
    rng = np.random.default_rng(2)
    place, _ = two_clouds(rng)
    precision, pull = evidence_of(place, np.full(2000, 1.0), rng)
    begin = start(np.array([[[-1.0, 0], [1.0, 0]], [[0.0, -1.0], [0.0, 1.0]]]), 1.0)
    fits = [fit(precision, pull, begin, cycles=number).fit for number in (1, 3, 10)]
    assert (fits[1] >= fits[0] - 1e-6).all() and (fits[2] >= fits[1] - 1e-6).all()
    alone = fit(precision, pull, begin.pick(np.array([1])), cycles=3)
    np.testing.assert_allclose(alone.fit, fits[1][1:], rtol=1e-9)


def test_two_clouds_fit_better_than_one_and_one_cloud_does_not() -> None:
    rng = np.random.default_rng(3)
    apart, _ = two_clouds(rng)
    for place, gains in ((apart, True), (rng.normal(0, 1, (2, 2000)), False)):
        precision, pull = evidence_of(place, np.full(2000, 4.0), rng)
        two = fit(precision, pull, start(np.array([[[-1.0, 0], [1.0, 0]]]), 1.0), cycles=20)
        gain = float(two.fit[0]) - single_fit(precision[0], pull[0])
        assert gain > 100 if gains else gain < 10
