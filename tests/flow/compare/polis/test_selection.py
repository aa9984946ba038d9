import numpy as np

from comity.flow.compare.polis.selection import select_consensus, select_representative
from comity.flow.compare.polis.statements import GroupVotes, representativeness


def chosen(agree, disagree, seen, out=None):
    counts = GroupVotes(*(np.array(count, dtype=np.int64) for count in (agree, disagree, seen)))
    barred = np.zeros(counts.seen.shape[1], dtype=np.bool_) if out is None else np.array(out)
    return select_representative(counts, representativeness(counts), barred)


def listed(entries):
    return [(entry.statement, entry.side, entry.best_agree) for entry in entries]


def consensus(agree, disagree, seen, out=None):
    counts = GroupVotes(*(np.array([count], dtype=np.int64) for count in (agree, disagree, seen)))
    barred = np.zeros(len(seen), dtype=np.bool_) if out is None else np.array(out)
    return [[entry.statement for entry in side] for side in select_consensus(counts, barred)]


def test_what_tells_a_group_apart_comes_with_agreement_before_disagreement():
    # Statement 0: they refuse what the others want. 1: they want what the others refuse. 2: everybody agrees.
    first, second = chosen([[0, 20, 20], [20, 0, 20]], [[20, 0, 0], [0, 20, 0]], [[20] * 3] * 2)
    assert listed(first) == [(1, "agree", True), (0, "disagree", False)]
    assert listed(second) == [(0, "agree", True), (1, "disagree", False)]


def test_a_shown_statement_carries_its_numbers():
    entry = chosen([[18], [2]], [[1], [15]], [[20], [20]])[0][0]
    assert (entry.successes, entry.trials, entry.agreeing) == (18, 20, 18)
    assert entry.share == 19 / 22
    assert entry.ratio == (19 / 22) / (3 / 22)


def test_no_more_than_five_and_the_best_agreed_one_is_among_them():
    agree = [[20, 19, 18, 17, 16, 15, 14], [0, 1, 2, 3, 4, 5, 6]]
    first, _ = chosen(agree, np.zeros((2, 7)), np.full((2, 7), 20))
    assert listed(first) == [(s, "agree", s == 0) for s in range(5)]


def test_a_rejected_statement_is_never_shown():
    first, second = chosen([[20, 15], [0, 9]], [[0, 0], [20, 0]], [[20, 20]] * 2, out=[True, False])
    assert [entry.statement for entry in (*first, *second)] == [1, 1]
    assert chosen([[20], [0]], [[0], [20]], [[20], [20]], out=[True]) == ((), ())


def test_if_nothing_stands_out_the_group_still_shows_what_it_agrees_on():
    first, _ = chosen([[10, 18], [10, 17]], [[10, 1], [10, 1]], [[20, 20]] * 2)
    assert listed(first) == [(1, "agree", True)]


def test_if_it_agrees_on_nothing_it_shows_where_it_differs_most():
    first, _ = chosen([[2, 2], [2, 2]], [[8, 9], [8, 7]], [[20, 20]] * 2)
    assert listed(first) == [(1, "disagree", False)]


def test_the_best_agreed_statement_may_stand_out_by_those_who_disagree():
    # They agree (12 of 20), though less than the others do (20 of 20).
    first, _ = chosen([[14], [20]], [[6], [0]], [[20], [20]])
    assert listed(first) == [(0, "disagree", True)]
    assert (first[0].agreeing, first[0].successes) == (14, 6)


def test_a_statement_on_which_everybody_passes_is_not_agreed_on():
    first, _ = chosen([[0, 3], [0, 3]], [[0, 3], [0, 3]], [[0, 20], [0, 20]])
    assert not any(entry.best_agree for entry in first)


def test_shared_statements_are_ranked_by_share_and_its_certainty():
    agree, disagree = consensus([90, 9, 40, 60, 10], [0, 1, 50, 10, 85], [100, 10, 100, 100, 100])
    assert agree == [0, 1, 3]
    assert disagree == [4]


def test_at_most_five_are_shared_and_no_rejected_one():
    agree, _ = consensus([20, 19, 18, 17, 20, 20, 20], [0] * 7, [20] * 7, out=[True] + [False] * 6)
    assert agree == [4, 5, 6, 1, 2]
