"""Principal axes of the votes cast, against the analysis of a full table, and where a missing vote is no vote."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from tests.simulations.worlds import cast, compared, continuum, planted, thinned


def test_on_a_full_table_the_first_axis_is_the_first_principal_component() -> None:
    """Nothing missing and statements equally noisy: the textbook answer, up to the noise of a single vote."""
    world = continuum(400, 40, 1.0, 1, seed=1)
    table = world.votes.values.reshape(400, 40).astype(float)
    component = np.linalg.svd(table - table.mean(0), full_matrices=False)[2][0]
    found = compared(world.votes)
    assert abs(found.axes.directions[0] @ component) >= 0.98
    assert np.linalg.norm(found.axes.directions, axis=1) == pytest.approx([1.0, 1.0])


def test_positions_are_those_people_have() -> None:
    """One true axis, half of the table missing: positions are in the order drawn, up to what a hundred votes tell."""
    rng = np.random.default_rng(4)
    place, loading = rng.normal(0, 1, 500), rng.normal(0, 1.2, 200)
    world = cast(1 / (1 + np.exp(-place[:, None] * loading)), np.zeros(500, np.intp), 0.5, rng)
    found = compared(world.votes)
    assert abs(spearmanr(found.positions[:, 0], place).statistic) >= 0.96
    assert found.axes.explained[0] > 3 * found.axes.explained[1]
    assert found.axes.steadiness[0] > 0.99


def test_a_missing_vote_is_absent_and_not_a_pass() -> None:
    """People who see a fifth of what others see are not drawn to the middle as if they had passed: on each side they
    stand on their side, at a fair part of the distance."""
    world = planted((200, 200), 100, separation=2.5, density=1.0, dividing=1.0, seed=2)
    rng = np.random.default_rng(2)
    person = np.repeat(np.arange(400), world.votes.per_participant())
    seldom = np.arange(400) % 4 == 0
    kept = ~seldom[person] | (rng.random(len(world.votes)) < 0.2)
    votes = type(world.votes).from_triples(
        world.votes.participants,
        world.votes.statements,
        person[kept],
        world.votes.indices[kept],
        world.votes.values[kept],
    )
    along = compared(votes).positions[:, 0]
    along = along if along[:200].mean() > 0 else -along
    of_others, of_few = along[:200][~seldom[:200]].mean(), along[:200][seldom[:200]].mean()
    assert of_few > 0.6 * of_others


def test_fewer_votes_draw_a_person_towards_the_middle() -> None:
    world = planted((200, 200), 60, separation=2.5, density=0.8, seed=3)
    full, few = (np.abs(compared(votes).positions[:, 0]) for votes in (world.votes, thinned(world.votes, 0.9, 1)))
    assert few.mean() < full.mean()


def test_the_sign_is_fixed() -> None:
    """The largest loading of every axis is positive."""
    for seed in range(4):
        directions = compared(planted((80, 60), 30, separation=2.5, density=0.5, seed=seed).votes).axes.directions
        largest = np.abs(directions).argmax(1)
        assert (directions[np.arange(len(directions)), largest] > 0).all()


def test_a_tie_of_loadings_goes_to_the_first() -> None:
    """Two statements voted on alike load alike: the sign must not hang on the last digit."""
    agree = np.where(np.arange(100) < 50, 1.0, 0.0)[:, None] * np.array([[1.0, 1.0]])
    agree = np.hstack([agree, 1 - agree, np.full((100, 4), 0.5)])
    votes = cast(agree, np.zeros(100, np.intp), 1.0, np.random.default_rng(0)).votes
    assert compared(votes).axes.directions[0, 0] > 0 or compared(votes).axes.directions[0, 2] > 0
