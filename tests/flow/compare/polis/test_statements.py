import numpy as np
import pytest

from comity.flow.compare.polis.statements import (
    GroupVotes,
    count_votes,
    difference_test,
    group_aware_consensus,
    representativeness,
    share,
    share_test,
)


def counts_of(agree, disagree, seen):
    return GroupVotes(*(np.array(count, dtype=np.int64) for count in (agree, disagree, seen)))


def test_votes_are_counted_by_group_and_outsiders_left_out(votes_of):
    votes = votes_of([[1, -1, None], [1, 0, None], [0, 1, None], [1, 1, -1]])
    counts = count_votes(votes, np.array([0, 0, 1, -1], dtype=np.int16), 2)
    assert counts.agree.tolist() == [[2, 0, 0], [0, 1, 0]]
    assert counts.disagree.tolist() == [[0, 1, 0], [0, 0, 0]]
    assert counts.passed.tolist() == [[0, 1, 0], [1, 0, 0]]
    assert counts.seen.tolist() == [[2, 2, 0], [1, 1, 0]]


def test_numbers_of_a_group_of_four_against_five_others():
    # 3 of 4 agree and 1 disagrees here; 1 of 5 agrees and 4 disagree elsewhere.
    numbers = representativeness(counts_of([[3], [1]], [[1], [4]], [[4], [5]]))
    here = (0, 0)
    assert numbers.agree_share[here] == pytest.approx(4 / 6)
    assert numbers.disagree_share[here] == pytest.approx(2 / 6)
    assert numbers.agree_test[here] == pytest.approx(1.3416408)  # 2 sqrt(5) (4/5 - 1/2)
    assert numbers.disagree_test[here] == pytest.approx(-0.4472136)  # 2 sqrt(5) (2/5 - 1/2)
    assert numbers.agree_ratio[here] == pytest.approx((4 / 6) / (2 / 7))
    assert numbers.disagree_ratio[here] == pytest.approx((2 / 6) / (5 / 7))
    assert numbers.agree_ratio_test[here] == pytest.approx(1.5477, abs=1e-4)  # (4/5 - 2/6) / 0.30151
    assert numbers.disagree_ratio_test[here] == pytest.approx(-1.4876, abs=1e-4)  # (2/5 - 5/6) / 0.29129


def test_the_others_are_all_other_groups_together():
    three = representativeness(counts_of([[3], [1], [2]], [[0], [0], [0]], [[4], [3], [5]]))
    two = representativeness(counts_of([[3], [3]], [[0], [0]], [[4], [8]]))
    assert three.agree_ratio_test[0, 0] == two.agree_ratio_test[0, 0]


def test_when_everybody_agrees_no_group_stands_out():
    assert difference_test(np.array([4]), np.array([4]), np.array([9]), np.array([9])).tolist() == [0.0]


def test_nobody_asked_is_even_odds():
    nought = np.zeros(1, dtype=np.int64)
    assert share(nought, nought).tolist() == [0.5]
    assert share_test(nought, nought).tolist() == [1.0]  # 2 sqrt(1) (1 - 1/2): one success is added


def test_group_aware_consensus_multiplies_the_groups_and_a_pass_lowers_it():
    passes = counts_of([[3, 3], [1, 3]], [[0, 0], [0, 0]], [[3, 5], [2, 3]])
    assert group_aware_consensus(passes) == pytest.approx([4 / 5 * 2 / 4, 4 / 7 * 4 / 5])


def test_group_aware_consensus_of_no_group_is_not_known():
    assert np.isnan(group_aware_consensus(counts_of(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros((0, 2))))).all()
