"""What matters more: the published worths are found, what cannot be known is said, draws say their chances."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.flow.elicit.priorities import draw_pair, importance, pair_weights, rank
from comity.terms.errors import ComityError

# Agresti, Categorical Data Analysis, American League East 1987: games won by the row against the column.
TEAMS = ["Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"]
BASEBALL = [
    [0, 7, 9, 7, 7, 9, 11],
    [6, 0, 7, 5, 11, 9, 9],
    [4, 6, 0, 7, 7, 8, 12],
    [6, 8, 6, 0, 6, 7, 10],
    [6, 2, 6, 7, 0, 7, 12],
    [4, 4, 5, 6, 6, 0, 6],
    [2, 4, 1, 3, 1, 7, 0],
]


def test_the_published_worths_of_the_1987_season() -> None:
    found = rank(BASEBALL, prior=0)
    against_baltimore = found.log_worth[:6] - found.log_worth[6]
    assert against_baltimore.tolist() == pytest.approx([1.58, 1.44, 1.29, 1.25, 1.11, 0.68], abs=0.005)
    assert found.rank.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert found.comparable and found.incomparable() == []


def test_the_published_standard_error_of_milwaukee_against_baltimore() -> None:
    C = rank(BASEBALL, prior=0).covariance
    assert np.sqrt(C[0, 0] + C[6, 6] - 2 * C[0, 6]) == pytest.approx(0.343, abs=0.0006)
    assert C.sum(0) == pytest.approx(np.zeros(7), abs=1e-12)


def test_two_items_by_hand() -> None:
    found = rank([[0, 3], [1, 0]], prior=0)
    assert found.log_worth.tolist() == pytest.approx([np.log(3) / 2, -np.log(3) / 2])
    # the variance of a log of odds is 1/3 + 1/1, a quarter of it for half the difference
    assert found.covariance[0, 0] == pytest.approx((1 / 3 + 1) / 4)


def test_the_weak_prior_moves_seventy_eight_games_a_team_little() -> None:
    assert rank(BASEBALL).log_worth == pytest.approx(rank(BASEBALL, prior=0).log_worth, abs=0.03)


def test_the_chance_to_be_first_and_the_ranks_agree_with_the_worths() -> None:
    found = rank(BASEBALL, seed=4)
    assert found.first.sum() == pytest.approx(1)
    assert found.first.argmax() == 0 and found.first[0] > 0.35
    assert found.rank_low[6] >= 6 and found.rank_high[6] == 7
    assert (found.rank_low <= found.rank).all() and (found.rank <= found.rank_high).all()
    assert np.array_equal(found.first, rank(BASEBALL, seed=4).first)


def test_items_that_were_never_compared_are_said_to_be_incomparable() -> None:
    wins = np.zeros((5, 5))
    wins[0, 1], wins[2, 3] = 2, 1
    found = rank(wins)
    assert not found.comparable
    assert found.incomparable() == [[0, 1], [2, 3], [4]]
    assert found.rank.tolist() == [1, 2, 1, 2, 1]
    assert np.isfinite(found.high).all()


def test_without_a_prior_an_item_that_always_wins_has_no_finite_worth() -> None:
    with pytest.raises(ComityError, match=r"elicit\.no_finite_ranking"):
        rank([[0, 5], [0, 0]], prior=0)
    assert np.isfinite(rank([[0, 5], [0, 0]]).high).all()


def test_a_tie_is_half_a_choice_either_way() -> None:
    assert rank([[0, 1], [1, 0]]).log_worth == pytest.approx(rank(np.zeros((2, 2)), [[0, 2], [2, 0]]).log_worth)


@pytest.mark.parametrize("wins", [[[0, -1], [0, 0]], [[0, 1]], [[1, 0], [0, 0]], [[0, np.nan], [0, 0]], []])
def test_what_is_no_table_of_choices_is_refused(wins: object) -> None:
    with pytest.raises(ComityError, match=r"elicit\.bad_choices"):
        rank(wins)


def test_a_prior_below_nothing_is_refused() -> None:
    with pytest.raises(ComityError, match=r"elicit\.bad_settings"):
        rank(BASEBALL, prior=-1)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), min_size=5, max_size=5), min_size=5, max_size=5), st.permutations(range(5)))
def test_names_and_their_order_do_not_matter(table: list[list[int]], order: list[int]) -> None:
    wins = np.array(table, dtype=float)
    np.fill_diagonal(wins, 0)
    plain, turned = rank(wins, draws=10), rank(wins[np.ix_(order, order)], draws=10)
    assert turned.log_worth == pytest.approx(plain.log_worth[order], abs=1e-6)
    assert rank(wins.T, draws=10).log_worth == pytest.approx(-plain.log_worth, abs=1e-6)


def test_a_pair_is_drawn_as_often_as_its_weight_says() -> None:
    weights = pair_weights(rank(BASEBALL), np.full((7, 7), 13) - 13 * np.eye(7))
    random, drawn = Random(1), np.zeros((7, 7))
    for _ in range(8000):
        pair = draw_pair(weights, random)
        assert pair is not None and pair.total == weights.sum()
        assert pair.weight == weights[min(pair.left, pair.right), max(pair.left, pair.right)]
        drawn[min(pair.left, pair.right), max(pair.left, pair.right)] += 1
    above = np.triu_indices(7, 1)
    expected = 8000 * weights[above] / weights.sum()
    assert (((drawn[above] - expected) ** 2) / expected).sum() < 45.3  # chi-squared, 20 degrees, 0.1 %


def test_uncertain_and_seldom_asked_pairs_come_first_and_none_is_shut_out() -> None:
    wins = np.zeros((3, 3))
    wins[0, 1] = wins[1, 0] = 50
    weights = pair_weights(rank(wins), wins + wins.T)
    assert weights[0, 2] == weights[1, 2] == 1010
    assert 10 <= weights[0, 1] < 40
    assert weights[np.tril_indices(3)].sum() == 0


def test_a_pair_that_was_answered_is_not_asked_again() -> None:
    weights = pair_weights(rank(np.zeros((3, 3))), np.zeros((3, 3)))
    pair = draw_pair(weights, Random(0), [(1, 0), (0, 2)])
    assert pair is not None and {pair.left, pair.right} == {1, 2} and pair.weight == pair.total
    assert draw_pair(weights, Random(0), [(0, 1), (0, 2), (1, 2)]) is None


def test_points_by_hand() -> None:
    found = importance([[10, 0], [4, 6], [1, 0]], 10, ["north", "south", "south"])
    assert found.mean.tolist() == [5, 2]
    assert found.gave == pytest.approx([1, 1 / 3])
    assert found.worst.tolist() == [2.5, 0] and found.worst_stratum == ["south", "north"]
    # t with 2 degrees of freedom: 4.3027 * sqrt(21 / 3) = 11.4: cut at both ends
    assert (found.low[0], found.high[0]) == (0, 10)


def test_the_interval_of_a_mean_of_points() -> None:
    found = importance([[3], [5], [4], [4]], 10)
    assert (found.low[0], found.high[0]) == pytest.approx((4 - 3.18245 * 0.408248, 4 + 3.18245 * 0.408248), abs=1e-4)
    assert found.worst_stratum == [None] and found.worst.tolist() == [4]
    assert (importance([[3]], 10).low[0], importance([[3]], 10).high[0]) == (0, 10)


def test_a_stratum_too_small_is_not_named() -> None:
    assert importance([[1], [5], [5]], 10, ["a", "b", "b"], least=2).worst_stratum == ["b"]


@pytest.mark.parametrize("points", [[[5, 6]], [[-1, 1]], [[0.5, 1]]])
def test_points_beyond_the_budget_or_in_parts_are_refused(points: object) -> None:
    with pytest.raises(ComityError, match=r"elicit\.bad_points"):
        importance(points, 10)
