"""Opinion groups: planted ones are found, and each person's probability means what it says."""

import numpy as np
import pytest

from tests.simulations.worlds import agreement, compared, continuum, oracle, planted, recovery, thinned


@pytest.mark.parametrize(
    ("sizes", "separation"),
    [
        ((1000, 1000), 3.0),
        ((1500, 500), 3.0),
        ((900, 900, 900), 4.0),
        ((1500, 800, 500), 4.0),
        ((900, 900, 900, 900), 4.0),
        ((1600, 1000, 700, 500), 4.0),
    ],
)
def test_planted_groups_are_recovered_from_one_vote_in_twenty(sizes: tuple[int, ...], separation: float) -> None:
    """1,000 statements, everybody meets 5 % of them; half of the statements move each group by its own N(0, separation)
    logits. Who knows every probability places people with an index of .98 and more: what the votes can tell."""
    world = planted(sizes, 1000, separation=separation, density=0.05, seed=1)
    found = compared(world.votes)
    assert found.groups.k == len(sizes)
    assert found.groups.verdict == "stable"
    assert recovery(world, oracle(world)) >= 0.98
    assert recovery(world, found.groups.member_of) >= 0.95


def test_a_probability_of_membership_is_at_least_kept() -> None:
    """Among people placed with a probability of .8 and more at least so many are where they belong as the
    probabilities say, less two standard errors; and those placed with less are wrong more often."""
    sure, unsure, claimed = [], [], []
    for seed in range(4):
        world = planted((400, 300), 60, separation=2.0, density=0.35, seed=seed)
        found = compared(world.votes).groups
        assert found.k == 2
        right = found.member_of == world.group
        right = right if right.mean() > 0.5 else ~right
        high = found.probability >= 0.8
        sure.append(right[high])
        unsure.append(right[~high])
        claimed.append(found.probability[high])
    placed, said = np.concatenate(sure), np.concatenate(claimed)
    assert placed.mean() >= said.mean() - 2 * np.sqrt(placed.mean() * (1 - placed.mean()) / len(placed))
    assert np.concatenate(unsure).mean() < placed.mean() - 0.05


def test_who_voted_more_is_placed_more_surely() -> None:
    world = planted((300, 300), 80, separation=2.0, density=0.3, seed=3)
    found = compared(world.votes).groups
    cast = world.votes.per_participant()
    few, many = cast <= np.percentile(cast, 20), cast >= np.percentile(cast, 80)
    assert found.probability[few].mean() < found.probability[many].mean() - 0.01


def test_votes_lost_show_in_the_verdict() -> None:
    """A clear division stays stable when votes are lost, until so few are left that nobody could tell."""
    world = planted((300, 200), 60, separation=3.0, density=0.6, dividing=0.8, seed=0)
    verdicts = [compared(thinned(world.votes, loss, 1)).groups.verdict for loss in (0.0, 0.25, 0.97)]
    assert verdicts[0] == verdicts[1] == "stable"
    assert verdicts[2] != "stable"


def test_a_small_minority_is_not_dissolved() -> None:
    """Thirty of five hundred, of another mind on half of a hundred statements, everybody with about thirty votes:
    whoever knows every probability tells them apart nearly without fault; what they reject must not count as shared."""
    found, known = [], []
    for seed in range(6):
        world = planted((470, 30), 100, separation=4.0, density=0.3, seed=seed)
        known.append(recovery(world, oracle(world)))
        found.append(recovery(world, compared(world.votes).groups.member_of))
    assert min(known) >= 0.9
    assert sum(one >= 0.7 for one in found) >= 4


def test_stability_is_that_of_a_second_search() -> None:
    """The figure that comes with the groups, against comparing anew after a fifth of the votes is lost."""
    world = continuum(500, 80, 0.3, 1, seed=2)
    found = compared(world.votes).groups
    again = [compared(thinned(world.votes, 0.2, seed)).groups for seed in range(7)]
    assert found.k == 2
    truth = np.median([agreement(found, other) for other in again])
    assert abs(found.stability - truth) <= 0.06


def test_candidates_say_what_was_looked_at() -> None:
    found = compared(planted((300, 200, 150), 80, separation=4.0, density=0.5, seed=1).votes).groups
    ks = [candidate.k for candidate in found.candidates]
    assert ks[0] == 1 and ks == sorted(ks) and {1, 2, 3} <= set(ks)
    assert [candidate.k for candidate in found.candidates if candidate.chosen] == [found.k] == [3]
    assert all(0 <= one <= 1 for one in found.per_group)


def test_no_more_groups_than_asked_for() -> None:
    world = planted((300, 200, 150), 80, separation=4.0, density=0.5, seed=1)
    assert compared(world.votes, most_groups=2).groups.k == 2
    single = compared(world.votes, most_groups=1).groups
    assert single.k == 1 and single.verdict == "single"
