"""Accounts that vote as one are said, and people who vote alike on their own are not accused.

tests/simulations/test_coordination.py has every shape of attack and enough clean conversations for a rate.
"""

import numpy as np
import pytest

from comity.terms.comparison import Comparison
from tests.simulations.attacks import ATTACKS, Attack, attacked, conversation
from tests.simulations.worlds import World, agreeable, cast, compared, continuum, independent, planted, votes_of

SAID = {"compare.coordinated", "compare.identical_ballots"}


def warned(found: Comparison) -> bool:
    return bool(SAID & {one.code for one in found.warnings})


@pytest.fixture(scope="module")
def honest() -> World:
    return conversation(400, 80, 0.25, seed=2)


@pytest.fixture(scope="module")
def top(honest: World) -> list[tuple[int, str]]:
    found = compared(honest.votes)
    assert not warned(found)
    return [(one.statement, one.side) for one in found.common_ground[:10]]


# Noisy copies that each cast half of a ballot stand near the bar in one conversation; the simulations try many.
WHOLE_BALLOTS = [attack for attack in ATTACKS if attack.met == 1.0]


@pytest.mark.parametrize("attack", WHOLE_BALLOTS, ids=lambda attack: attack.name)
def test_a_tenth_of_accounts_acting_as_one_is_said(honest: World, top: list[tuple[int, str]], attack: Attack) -> None:
    assert warned(compared(attacked(honest, attack, top, seed=2)))


@pytest.mark.parametrize(
    "world",
    [
        pytest.param(independent(300, 60, 0.4, 1), id="independent votes"),
        pytest.param(continuum(400, 80, 0.4, 1, 1), id="a continuum"),
        pytest.param(agreeable(400, 80, 0.4, 1), id="agreeable people"),
        pytest.param(planted((200, 150), 60, separation=4.0, density=0.5, dividing=1.0, seed=1), id="two camps"),
    ],
)
def test_people_who_think_alike_are_not_accused(world: World) -> None:
    assert not warned(compared(world.votes))


def test_short_questionnaires_have_identical_ballots_by_chance() -> None:
    """Ten statements on which three quarters agree: of three hundred people some dozens give the same ten answers."""
    rng = np.random.default_rng(1)
    answers = np.where(rng.random((300, 10)) < rng.uniform(0.7, 0.95, 10), 1, -1)
    rows, columns = np.indices(answers.shape).reshape(2, -1)
    assert not warned(compared(votes_of(300, 10, rows, columns, answers.reshape(-1))))


def test_people_who_pass_on_nearly_everything_are_not_accused() -> None:
    """A habit is not a conspiracy: thirty of three hundred pass nine times in ten."""
    world = planted((160, 140), 80, separation=2.0, density=0.5, seed=7)
    person = np.repeat(np.arange(300), world.votes.per_participant())
    rng = np.random.default_rng(7)
    values = world.votes.values.copy()
    values[(person % 10 == 0) & (rng.random(len(person)) < 0.9)] = 0
    assert not warned(compared(votes_of(300, 80, person, world.votes.indices, values)))


def test_people_who_agree_with_nearly_everything_are_not_accused() -> None:
    agree = np.full((300, 80), 0.5)
    agree[::10] = 0.97
    world = cast(agree, np.zeros(300, np.intp), 0.5, np.random.default_rng(8))
    assert not warned(compared(world.votes))
