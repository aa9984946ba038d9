"""Bridging: what people of all positions like beats what one large side likes."""

import numpy as np

from tests.simulations.worlds import World, cast, compared, votes_of


def two_sides(seed: int) -> World:
    """300 against 200 on thirty statements, and three more: liked by 70 % of both sides; by all of the large side and a
    quarter of the small one (70 % of everybody too); by nobody much."""
    agree = np.empty((500, 33))
    large = np.arange(500) < 300
    agree[:, :15] = np.where(large, 0.85, 0.15)[:, None]
    agree[:, 15:30] = np.where(large, 0.15, 0.85)[:, None]
    agree[:, 30], agree[:, 31], agree[:, 32] = 0.7, np.where(large, 0.99, 0.265), 0.3
    return cast(agree, (~large).astype(np.intp), 0.5, np.random.default_rng(seed))


def test_what_both_sides_like_bridges_and_what_one_likes_does_not() -> None:
    found = compared(two_sides(1).votes)
    assert found.groups.k == 2
    both, one, nobody = found.bridging[30:]
    assert abs(found.tallies.share[0, 30] - found.tallies.share[0, 31]) < 0.06
    assert both > one + 0.02
    assert one > nobody


def test_it_is_measured_around_the_average_statement() -> None:
    found = compared(two_sides(2).votes)
    assert abs(found.bridging.mean()) < 0.2
    assert (np.abs(found.bridging) <= 2).all()


def test_agreeable_people_do_not_make_a_statement_bridge() -> None:
    """Of two statements that everybody likes alike, one is seen only by people who agree to nearly everything, one only
    by those who do not: the difference of mean votes is .9, and at least half of it is not the statements' doing."""
    rng = np.random.default_rng(3)
    agreeable = np.arange(400) < 200
    agree = np.tile(np.where(agreeable, 0.8, 0.4)[:, None], (1, 40))
    met = rng.random(agree.shape) < 0.6
    met[:, 0], met[:, 1] = agreeable, ~agreeable
    rows, columns = np.nonzero(met)
    values = np.where(rng.random(len(rows)) < agree[rows, columns], 1, -1)
    found = compared(votes_of(400, 40, rows, columns, values))
    assert found.tallies.share[0, 0] > found.tallies.share[0, 1] + 0.3
    means = 2 * (found.tallies.share[0, :2]) - 1
    assert found.bridging[0] - found.bridging[1] < 0.5 * (means[0] - means[1])
