import numpy as np
import pytest

from comity.flow.compare.polis.ratings import in_conversation, rate
from comity.terms.errors import ComityError
from comity.terms.statements import Statements


def moderated(votes, moderation, meta=None):
    width = votes.shape[1]
    return Statements(
        votes.statements,
        {},
        np.array(moderation, dtype=np.int8),
        np.zeros(width, dtype=np.bool_) if meta is None else np.array(meta, dtype=np.bool_),
    )


def test_a_rejected_or_meta_statement_counts_as_seen_by_everybody_and_its_votes_do_not(votes_of):
    votes = votes_of([[1, -1, 1], [None, None, 1], [None, -1, None]])
    ratings = rate(votes, moderated(votes, [-1, 0, 1], [False, False, True]))
    assert ratings.zeroed.tolist() == [True, False, True]
    assert ratings.cells.tolist() == [3, 2, 3]  # two zeroed columns each, and the votes on the middle one


def test_without_statements_every_vote_counts(votes_of):
    ratings = rate(votes_of([[1, None, 0], [None, None, None]]))
    assert ratings.cells.tolist() == [2, 0]


def test_statements_of_another_conversation_are_refused(votes_of):
    votes, other = votes_of([[1, 1]]), votes_of([[1, 1, 1]])
    with pytest.raises(ComityError, match=r"polis\.statements_differ"):
        rate(votes, moderated(other, [1, 1, 1]))


def test_seven_votes_are_enough_and_six_are_not(votes_of):
    crowd = [[1] * 8] * 15
    votes = votes_of([*crowd, [1] * 7 + [None], [1] * 6 + [None] * 2])
    assert in_conversation(votes).tolist() == [True] * 16 + [False]


def test_with_fewer_than_seven_statements_all_of_them_are_asked(votes_of):
    votes = votes_of([*[[1, 0, -1]] * 15, [1, 0, None]])
    assert in_conversation(votes).tolist() == [True] * 15 + [False]


def test_the_most_active_fill_up_to_fifteen_the_earlier_first(votes_of):
    few, more = [1, 1] + [None] * 6, [1, 1, 1] + [None] * 5
    votes = votes_of([*[[1] * 8] * 10, few, few, few, more, more, more])
    assert np.flatnonzero(in_conversation(votes)).tolist() == [*range(10), 10, 11, 13, 14, 15]


def test_nobody_without_a_vote_is_let_in(votes_of):
    votes = votes_of([[1, None], [None, None]])
    assert in_conversation(votes).tolist() == [True, False]


def test_who_was_in_before_stays_in(votes_of):
    votes = votes_of([*[[1] * 8] * 15, [1] + [None] * 7, [1] + [None] * 7])
    before = np.zeros(17, dtype=np.bool_)
    before[16] = True
    assert np.flatnonzero(~in_conversation(votes, before)).tolist() == [15]
