"""The slate represents everyone: justified representation by trying every group of people there is."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.flow.compare.parts import divide
from comity.flow.compare.slate import slate
from comity.terms.comparison import Slate
from comity.terms.votes import Votes
from comity.terms.work import InTurn
from tests.simulations.worlds import votes_of

Profile = list[list[bool]]


def votes_from(profile: Profile) -> Votes:
    """Agreement where the profile (people x statements) says so, disagreement elsewhere."""
    agree = np.array(profile)
    rows, columns = np.indices(agree.shape).reshape(2, -1)
    return votes_of(*agree.shape, rows, columns, np.where(agree.reshape(-1), 1, -1))


def chosen(profile: Profile, size: int, weights: list[float] | None = None) -> Slate:
    votes = votes_from(profile)
    weight = np.array(weights if weights else [1.0] * len(profile))
    return slate(InTurn(), InTurn().hold(divide(votes)), size, weight, np.ones(votes.shape[1], dtype=bool))


def left_out(profile: Profile, weights: list[float], statements: tuple[int, ...], size: int) -> bool:
    """Whether some group of people with an n-th of the weight, n = size, agrees on a statement while none of them
    agrees with any of those chosen: every group is tried."""
    people, total = range(len(profile)), sum(weights)
    for count in range(1, len(profile) + 1):
        for group in combinations(people, count):
            if sum(weights[i] for i in group) < total / size - 1e-9:
                continue
            united = any(all(profile[i][j] for i in group) for j in range(len(profile[0])))
            if united and not any(profile[i][j] for i in group for j in statements):
                return True
    return False


PROFILES = st.tuples(st.integers(1, 7), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(
        st.lists(st.booleans(), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


@settings(max_examples=200, deadline=None)
@given(profile=PROFILES, size=st.integers(1, 5))
def test_no_large_group_that_agrees_is_left_out(profile: Profile, size: int) -> None:
    found = chosen(profile, size)
    possible = min(size, len(profile[0]))
    assert found.justified
    assert not left_out(profile, [1.0] * len(profile), found.statements, possible)
    assert len(set(found.statements)) == len(found.statements) <= size


@settings(max_examples=100, deadline=None)
@given(profile=PROFILES, size=st.integers(1, 5), data=st.data())
def test_the_same_by_weight(profile: Profile, size: int, data: st.DataObject) -> None:
    weights = data.draw(st.lists(st.sampled_from([0.5, 1.0, 2.0, 4.0]), min_size=len(profile), max_size=len(profile)))
    found = chosen(profile, size, weights)
    assert found.justified
    assert not left_out(profile, weights, found.statements, min(size, len(profile[0])))


def test_the_most_popular_statements_would_leave_a_third_out() -> None:
    """Six like three statements, three only the last: with three places the last must be among them."""
    profile = [[True, True, True, False]] * 6 + [[False, False, False, True]] * 3
    found = chosen(profile, 3)
    assert 3 in found.statements
    assert found.represented == 1.0
    assert left_out(profile, [1.0] * 9, (0, 1, 2), 3)


def test_represented_is_the_share_with_something_they_agree_with() -> None:
    profile = [[True, False], [True, False], [False, True], [False, False]]
    assert chosen(profile, 1).represented == pytest.approx(0.5)
    assert chosen(profile, 2).represented == pytest.approx(0.75)
    assert chosen(profile, 2, [1, 1, 5, 3]).represented == pytest.approx(0.7)


def test_nothing_is_chosen_that_nobody_agrees_with() -> None:
    assert chosen([[False, True, False]] * 3, 3).statements == (1,)
    assert chosen([[True]], 0).statements == ()
