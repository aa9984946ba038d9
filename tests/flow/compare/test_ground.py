"""Common ground, divides and representative statements: what one cut rejects is not shared, whatever its size."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from comity.flow.compare.ground import ENOUGH_PEOPLE
from comity.terms.comparison import Comparison, Cut
from comity.terms.statements import Participants
from comity.terms.votes import Votes
from tests.simulations.worlds import cast, compared, planted, votes_of


def answered(agree: NDArray[np.floating], stratum: list[str], seed: int = 0) -> tuple[Votes, Participants]:
    """Votes of everybody on everything, agreeing with probability agree (P, S), and the stratum of each."""
    rng = np.random.default_rng(seed)
    rows, columns = np.indices(agree.shape).reshape(2, -1)
    votes = votes_of(*agree.shape, rows, columns, np.where(rng.random(len(rows)) < agree[rows, columns], 1, -1))
    return votes, Participants(votes.participants, {"region": np.array(stratum, dtype=np.str_)})


def cut_named(found: Comparison, name: str) -> Cut:
    return next(cut for cut in found.tallies.cuts if cut.name == name)


def test_what_a_small_stratum_rejects_is_not_shared() -> None:
    """Five hundred agree, the six of one region do not: not common ground, however large the rest."""
    agree = np.full((506, 8), 0.95)
    agree[500:, :4] = 0.0
    votes, people = answered(agree, ["north"] * 500 + ["isles"] * 6)
    found = compared(votes, participants=people, by=["region"])
    assert {s.statement for s in found.common_ground if s.score > 0.5 and s.side == "agree"} == {4, 5, 6, 7}
    assert {s.statement for s in compared(votes, most_groups=1).common_ground if s.score > 0.5} == set(range(8))


def test_what_a_small_group_rejects_is_not_shared() -> None:
    """Forty of five hundred are of another mind on everything but two statements. Nobody told us who they are."""
    agree = np.full((500, 40), 0.9)
    agree[460:, :38] = 0.1
    votes, _ = answered(agree, [""] * 500)
    found = compared(votes)
    assert found.groups.k == 2
    assert {s.statement for s in found.common_ground if s.score > 0.5} == {38, 39}


def test_a_small_stratum_has_a_veto_and_no_more() -> None:
    """Below ten people an interval is so wide that it would take everything away: two of three in favour let it pass
    at the score of the others, one of three does not."""
    rows, columns = np.indices((63, 2)).reshape(2, -1)
    votes_cast = np.ones((63, 2), dtype=int)
    votes_cast[60, :] = -1
    votes_cast[61, 1] = -1
    votes = votes_of(63, 2, rows, columns, votes_cast.reshape(-1))
    people = Participants(votes.participants, {"region": np.array(["north"] * 60 + ["isles"] * 3)})
    found = compared(votes, participants=people, by=["region"])
    assert cut_named(found, "isles").people == 3 < ENOUGH_PEOPLE
    (only,) = (s for s in found.common_ground if s.side == "agree")
    assert only.statement == 0 and only.score > 0.9
    assert found.tallies.cuts[only.worst].name != "isles"
    assert "compare.small_strata" in {warned.code for warned in found.warnings}


def test_a_stratum_of_ten_sets_the_score() -> None:
    agree = np.ones((110, 3))
    votes, people = answered(agree, ["north"] * 100 + ["isles"] * 10)
    found = compared(votes, participants=people, by=["region"])
    assert {found.tallies.cuts[s.worst].name for s in found.common_ground} == {"isles"}
    assert found.common_ground[0].score == pytest.approx(10 / (10 + 1.645**2), abs=1e-3)  # Wilson, 10 of 10


def test_people_of_whom_nothing_is_known_are_no_stratum() -> None:
    agree = np.ones((130, 3))
    agree[100:, 0] = 0.0
    votes, people = answered(agree, ["north"] * 100 + [""] * 30)
    found = compared(votes, participants=people, by=["region"], most_groups=1)
    assert "" in {cut.name for cut in found.tallies.cuts if cut.kind == "stratum"}
    assert {s.statement for s in found.common_ground if s.score > 0.5} == {0, 1, 2}
    assert all(found.tallies.cuts[d.high].name and found.tallies.cuts[d.low].name for d in found.divides)


def test_what_few_saw_does_not_lead() -> None:
    """A dozen who happened to see a statement and all agreed rank below a thousand of whom 95 % did."""
    rng = np.random.default_rng(2)
    rows = np.concatenate([np.arange(1000), np.arange(12)])
    columns = np.repeat([0, 1], [1000, 12])
    votes = votes_of(
        1000, 2, rows, columns, np.concatenate([np.where(rng.random(1000) < 0.95, 1, -1), np.ones(12, int)])
    )
    found = compared(votes)
    assert [s.statement for s in found.common_ground] == [0, 1]


def test_rejecting_together_is_common_ground_too() -> None:
    votes, _ = answered(np.tile([0.95, 0.04, 0.5], (200, 1)), [""] * 200)
    found = compared(votes)
    sides = {s.statement: s.side for s in found.common_ground if s.score > 0.5}
    assert sides == {0: "agree", 1: "disagree"}


@settings(max_examples=25, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 30), min_size=2, max_size=4),
    rejecting=st.integers(0, 3),
    density=st.sampled_from([0.3, 1.0]),
    seed=st.integers(0, 10_000),
)
def test_no_cut_ever_rejects_what_counts_as_shared(sizes: list[int], rejecting: int, density: float, seed: int) -> None:
    """Whatever the strata and their sizes: on a statement that counts as shared (score above one half), at least half
    of every named cut in which anybody voted is on its side; where a small one is not, it is not even listed."""
    rng = np.random.default_rng(seed)
    label = np.repeat(np.arange(len(sizes)), sizes)
    level = rng.uniform(0.2, 1, (len(sizes), 10))
    level[rejecting % len(sizes), :5] = rng.uniform(0, 0.4, 5)
    votes = cast(level[label], label, density, rng).votes
    people = Participants(votes.participants, {"region": np.array([f"r{n}" for n in label], dtype=np.str_)})
    found = compared(votes, participants=people, by=["region"], resamples=5)
    tallies = found.tallies
    for shared in found.common_ground:
        share = tallies.share if shared.side == "agree" else tallies.against
        for position, cut in enumerate(tallies.cuts):
            here = share[position, shared.statement]
            if np.isnan(here):
                continue
            if cut.kind == "stratum" and cut.people < ENOUGH_PEOPLE:
                assert here >= 0.5
            else:
                assert shared.score <= here + 1e-9
    scores = [shared.score for shared in found.common_ground]
    assert scores == sorted(scores, reverse=True)


def test_divides_are_between_the_cuts_furthest_apart_and_come_with_their_interval() -> None:
    agree = np.full((300, 12), 0.5)
    agree[:100, 0], agree[100:200, 0], agree[200:, 0] = 0.9, 0.5, 0.1
    votes, people = answered(agree, ["east"] * 100 + ["middle"] * 100 + ["west"] * 100, seed=1)
    found = compared(votes, participants=people, by=["region"], most_groups=1)
    first = found.divides[0]
    assert first.statement == 0
    assert [found.tallies.cuts[n].name for n in (first.high, first.low)] == ["east", "west"]
    assert first.difference_low < 0.8 < first.difference_high
    assert first.difference == pytest.approx(
        found.tallies.share[first.high, 0] - found.tallies.share[first.low, 0], abs=1e-12
    )
    assert first.q < 1e-6


def test_strata_that_do_not_differ_have_no_divides() -> None:
    """Five strata, forty statements, ten pairs each: in ten worlds without any difference hardly one is reported."""
    reported = 0
    for seed in range(10):
        votes, people = answered(np.full((200, 40), 0.5), [f"r{n % 5}" for n in range(200)], seed=seed)
        reported += len(compared(votes, participants=people, by=["region"], most_groups=1, resamples=0).divides)
    assert reported <= 4


def test_representative_statements_are_those_on_which_the_group_differs() -> None:
    world = planted((200, 120), 60, separation=3, density=0.5, dividing=0.2, seed=8)
    found = compared(world.votes)
    assert found.groups.k == 2
    profile = np.stack([world.shares[found.groups.member_of == g].mean(0) for g in (0, 1)])
    differing = []
    for g, label in enumerate(found.groups.labels):
        listed = found.representative[label]
        assert len({one.statement for one in listed}) == len(listed) > 0
        for one in listed:
            apart = profile[g, one.statement] - profile[1 - g, one.statement]
            differing.append(apart > 0.05 if one.side == "agree" else apart < -0.05)
            assert one.difference_low <= one.difference <= one.difference_high
            assert one.q <= 0.10
    assert np.mean(differing) >= 0.8
