import numpy as np
import pytest

from comity.flow.compare.polis.priorities import comment_priorities
from comity.flow.compare.polis.statements import GroupVotes


def priority(agree, disagree, seen, extremity, meta=False):
    counts = GroupVotes(*(np.array(count, dtype=np.int64)[:, None] for count in (agree, disagree, seen)))
    return float(comment_priorities(counts, np.array([extremity]), np.array([meta]))[0])


def test_groups_are_counted_together():
    # 8 of 10 agree and one passes: ((1 - 2/12) (0.5 + 1) 9/12 (1 + 8/4))^2
    assert priority([5, 3], [0, 1], [6, 4], 0.5) == pytest.approx(2.8125**2)


def test_a_new_statement_is_shown_often():
    assert priority([0], [0], [0], 0.0) == pytest.approx(2.25**2)  # (1/2 * 1/2 * 9)^2
    assert priority([0], [0], [0], 0.0) > priority([30], [0], [30], 0.0)


def test_a_meta_statement_has_a_priority_of_its_own():
    assert priority([5], [1], [6], 2.0, meta=True) == 49
