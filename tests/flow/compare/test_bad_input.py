"""Votes that can carry little or nothing: a right answer or a clear error, never a traceback, never a warning of numpy.

The whole suite runs with warnings as errors, so that a division by nothing anywhere in the comparison fails here.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from comity.terms.comparison import Comparison
from comity.terms.errors import ComityError
from comity.terms.statements import Participants
from comity.terms.votes import Votes
from tests.simulations.worlds import compared, votes_of


def everybody(answers: NDArray[np.integer]) -> Votes:
    """Votes of everybody on everything: answers (P, S)."""
    rows, columns = np.indices(answers.shape).reshape(2, -1)
    return votes_of(*answers.shape, rows, columns, answers.reshape(-1))


def codes(found: Comparison) -> set[str]:
    return {warned.code for warned in found.warnings}


def check(found: Comparison, votes: Votes) -> None:
    """What holds of every comparison."""
    groups, voted = found.groups, votes.per_participant() > 0
    assert ((groups.member_of >= 0) == voted).all()
    sizes = np.bincount(groups.member_of[voted], minlength=groups.k)
    assert (sizes > 0).all() and (np.diff(sizes) <= 0).all()
    assert (groups.verdict == "single") == (groups.k == 1)
    assert found.positions.shape[0] == len(voted) and np.isfinite(found.positions).all()
    assert (groups.probability[voted] > 0).all() and (groups.probability[~voted] == 0).all()
    assert np.isfinite(found.bridging).all()
    assert all(0 < shared.score <= 1 for shared in found.common_ground)
    low, share, high = found.tallies.low, found.tallies.share, found.tallies.high
    asked = ~np.isnan(share)
    assert (low[asked] <= share[asked] + 1e-9).all() and (share[asked] <= high[asked] + 1e-9).all()
    assert 0 <= found.slate.represented <= 1


def test_one_participant() -> None:
    votes = everybody(np.array([[1, -1, 0, 1]]))
    found = compared(votes)
    check(found, votes)
    assert found.groups.verdict == "single"
    assert "compare.few_people" in codes(found)
    assert all(shared.score < 0.5 for shared in found.common_ground)  # nobody else may disagree


def test_one_statement() -> None:
    votes = everybody(np.repeat([1, -1, 0], [30, 20, 10])[:, None])
    found = compared(votes)
    check(found, votes)
    assert found.groups.verdict == "single"
    assert found.tallies.share[0, 0] == pytest.approx(0.5)
    assert found.positions.shape[1] <= 2


def test_one_vote() -> None:
    votes = everybody(np.array([[1]]))
    found = compared(votes)
    check(found, votes)
    assert found.votes == 1


def test_everybody_passes_on_everything() -> None:
    votes = everybody(np.zeros((40, 12), dtype=int))
    found = compared(votes)
    check(found, votes)
    assert found.groups.verdict == "single"
    assert "compare.only_passes" in codes(found)
    assert not found.common_ground and not found.divides and not found.slate.statements
    assert (found.tallies.share[0] == 0).all()


def test_everybody_passes_on_as_many_as_they_like() -> None:
    """All-pass is all-pass whether or not everybody saw the same number of statements."""
    rows, columns = np.nonzero(np.random.default_rng(0).random((40, 12)) < 0.6)
    votes = votes_of(40, 12, rows, columns, np.zeros(len(rows), dtype=int))
    found = compared(votes)
    check(found, votes)
    assert "compare.only_passes" in codes(found)


def test_everybody_votes_the_same() -> None:
    votes = everybody(np.tile([1, 1, -1, 1, 0, 1, -1, 1], (50, 1)))
    found = compared(votes)
    check(found, votes)
    assert found.groups.verdict == "single"
    assert {shared.statement for shared in found.common_ground[:7]} == {0, 1, 2, 3, 5, 6, 7}
    assert {shared.side for shared in found.common_ground if shared.statement in (2, 6)} == {"disagree"}


def test_two_people_who_agree_on_nothing() -> None:
    votes = everybody(np.array([[1, 1, 1, -1, 1], [-1, -1, -1, 1, -1]]))
    found = compared(votes)
    check(found, votes)
    assert found.groups.verdict == "single"
    assert all(shared.score < 0.5 for shared in found.common_ground)


def test_two_camps_without_a_doubt() -> None:
    """Fifty against fifty on everything: groups, and nothing shared."""
    votes = everybody(np.where((np.arange(100) < 50)[:, None], 1, -1) * np.ones((1, 20), dtype=int))
    found = compared(votes)
    check(found, votes)
    assert found.groups.k == 2 and found.groups.verdict == "stable"
    assert len(set(found.groups.member_of[:50])) == len(set(found.groups.member_of[50:])) == 1
    assert all(shared.score < 0.5 for shared in found.common_ground)
    assert len(found.divides) == 20


def test_one_vote_each() -> None:
    rng = np.random.default_rng(3)
    votes = votes_of(200, 15, np.arange(200), rng.integers(0, 15, 200), rng.choice([-1, 1], 200))
    found = compared(votes)
    check(found, votes)
    assert found.groups.verdict == "single"


def test_people_and_statements_without_a_vote() -> None:
    """They are kept, belong to no group, and change nothing for the others."""
    answers = np.where((np.arange(60) < 30)[:, None], 1, -1) * np.ones((1, 12), dtype=int)
    rows, columns = np.indices(answers.shape).reshape(2, -1)
    votes = votes_of(80, 15, rows, columns, answers.reshape(-1))
    found = compared(votes)
    check(found, votes)
    assert (found.groups.member_of[60:] == -1).all()
    assert found.groups.k == 2
    assert np.isnan(found.tallies.share[:, 12:]).all() and np.isnan(found.tallies.low[:, 12:]).all()
    alone = compared(everybody(answers))
    assert found.groups.member_of[:60].tolist() == alone.groups.member_of.tolist()
    assert found.tallies.share[0, :12].tolist() == alone.tallies.share[0].tolist()


def test_a_stratum_of_people_who_never_voted_takes_no_common_ground_away() -> None:
    """Twelve people of a region were registered and did not come. They are missing, which participation says; they
    reject nothing."""
    rows, columns = np.indices((40, 6)).reshape(2, -1)
    votes = votes_of(52, 6, rows, columns, np.ones(240, dtype=int))
    region = np.where(np.arange(52) < 40, "north", "south").astype(np.str_)
    found = compared(votes, participants=Participants(votes.participants, {"region": region}), by=["region"])
    assert len(found.common_ground) == 6
    assert all(shared.score > 0.9 for shared in found.common_ground)
    assert {(p.name, p.people) for p in found.participation} == {("north", 40), ("south", 0)}


def test_a_person_who_votes_on_everything_among_many_who_vote_once() -> None:
    rng = np.random.default_rng(5)
    rows = np.concatenate([np.zeros(300, dtype=int), np.arange(1, 101)])
    columns = np.concatenate([np.arange(300), rng.integers(0, 300, 100)])
    votes = votes_of(101, 300, rows, columns, rng.choice([-1, 1], 400))
    found = compared(votes)
    check(found, votes)
    assert found.groups.verdict == "single"


@settings(max_examples=40, deadline=None)
@given(
    people=st.sampled_from([1, 2, 3, 7, 8, 9, 20, 45]),
    statements=st.sampled_from([1, 2, 3, 4, 6, 25]),
    density=st.sampled_from([0.03, 0.3, 1.0]),
    leaning=st.sampled_from(["pass", "agree", "disagree", "any", "camps", "nearly all agree"]),
    by=st.booleans(),
    weight=st.sampled_from(["equal", "equal-by:place", "column:voice", "rake:margins"]),
    resamples=st.sampled_from([0, 2, 20]),
    most_groups=st.integers(1, 6),
    slate=st.integers(0, 8),
    seed=st.integers(0, 1000),
)
def test_whatever_the_votes(
    people: int,
    statements: int,
    density: float,
    leaning: str,
    by: bool,
    weight: str,
    resamples: int,
    most_groups: int,
    slate: int,
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    rows, columns = np.nonzero(rng.random((people, statements)) < density)
    values = {
        "pass": np.zeros(len(rows), dtype=int),
        "agree": np.ones(len(rows), dtype=int),
        "disagree": -np.ones(len(rows), dtype=int),
        "any": rng.choice([-1, 0, 1], len(rows)),
        "camps": np.where((rows < people // 2) == (columns % 2 == 0), 1, -1),
        "nearly all agree": np.where(rng.random(len(rows)) < 0.97, 1, 0),
    }[leaning]
    votes = votes_of(people, statements, rows, columns, values)
    who = Participants(
        votes.participants,
        {"place": rng.choice(["x", "y", ""], people), "voice": rng.choice(["0.5", "1", "3"], people)},
    )
    margins = [("place", "x", 0.5), ("place", "y", 0.5)]
    try:
        found = compared(
            votes,
            participants=who,
            by=["place"] if by else [],
            weight=weight,
            margins=margins,
            reference=[("place", "x", 0.6), ("place", "z", 0.4)],
            resamples=resamples,
            most_groups=most_groups,
            slate=slate,
        )
    except ComityError as error:
        assert error.code in {"compare.no_votes", "weights.nothing_known", "weights.no_margin_met"}
        return
    check(found, votes)
    assert found.groups.k <= max(1, most_groups)
    assert len(found.slate.statements) <= slate
