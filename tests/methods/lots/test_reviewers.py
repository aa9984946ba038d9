"""Reviewers: distinct regions, a cap on reviews, exclusions, and nobody favoured by a name or a place in a list."""

import hashlib
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow
from scipy.stats import chi2

from comity.methods.lots import Team, assign
from comity.terms.errors import ComityError

SEEDS = st.binary(min_size=32, max_size=32)


def regions(count: int, of: int = 5) -> dict[str, str]:
    return {f"member-{number:02}": f"region-{number % of}" for number in range(count)}


def loads(teams: dict[str, Team]) -> Counter[str]:
    return Counter(name for team in teams.values() for name in team.reviewers)


@given(SEEDS)
@settings(max_examples=40)
def test_a_body_that_reviews_all_its_members_gives_each_three_reviews(seed: bytes) -> None:
    """21 members, 3 seats, 3 reviews at most: there is no slack at all, and teams are found nevertheless."""
    members = regions(21)
    teams = assign(seed, members, dict.fromkeys(members, ()))
    assert set(loads(teams).values()) == {3} and len(loads(teams)) == 21
    for subject, team in teams.items():
        everyone = (*team.reviewers, team.stand_in)
        assert len({members[name] for name in everyone}) == 4 and subject not in everyone


@given(SEEDS, st.data())
@settings(max_examples=40)
def test_exclusions_and_earlier_reviews_hold(seed: bytes, data: st.DataObject) -> None:
    members = regions(16)
    names = st.sampled_from(sorted(members))
    subjects = data.draw(st.dictionaries(names, st.frozensets(names, max_size=5), min_size=1, max_size=8))
    done = data.draw(st.dictionaries(names, st.integers(0, 3), max_size=6))
    try:
        teams = assign(seed, members, subjects, done=done)
    except ComityError as error:
        assert error.code in ("lots.no_team", "lots.no_stand_in") and error.parameters["subject"] in subjects
        assume(False)
    assert set(teams) == set(subjects)
    for subject, team in teams.items():
        everyone = (*team.reviewers, team.stand_in)
        assert len(team.reviewers) == 3 and len({members[name] for name in everyone}) == 4
        assert not {subject, *subjects[subject]} & set(everyone)
    assert all(count + done.get(name, 0) <= 3 for name, count in loads(teams).items())


@given(SEEDS, st.permutations(sorted(regions(12))))
@settings(max_examples=30)
def test_the_order_of_the_lists_does_not_count(seed: bytes, order: list[str]) -> None:
    members = regions(12)
    shuffled = {name: members[name] for name in order}
    subjects = dict.fromkeys(sorted(members)[:6], ("member-00", "member-03"))
    turned = {name: tuple(reversed(subjects[name])) for name in order if name in subjects}
    assert assign(seed, members, subjects) == assign(seed, shuffled, turned)


def test_members_in_the_same_position_are_drawn_equally_often() -> None:
    members = regions(15)
    subjects: dict[str, tuple[str, ...]] = {"observer-a": (), "observer-b": (), "observer-c": ()}
    seeds = [hashlib.sha256(b"reviewers %d" % number).digest() for number in range(1500)]
    drawn = [assign(seed, members, subjects, load=1) for seed in seeds]
    for counts in (
        sum((loads(teams) for teams in drawn), Counter()),
        Counter(team.stand_in for teams in drawn for team in teams.values()),
    ):
        expected = counts.total() / 15
        statistic = sum((counts[name] - expected) ** 2 for name in members) / expected
        assert statistic < chi2.ppf(0.9995, 14)


def test_teams_are_found_where_the_first_choice_blocks_them() -> None:
    """Two subjects, two regions, and a subject that only one member of each region may review."""
    members = {"a1": "a", "a2": "a", "b1": "b", "b2": "b", "c1": "c"}
    subjects = {"x": (), "y": ("a2", "b2")}
    for number in range(50):
        seed = hashlib.sha256(b"blocked %d" % number).digest()
        teams = assign(seed, members, subjects, seats=2, load=1, done={"c1": 1})
        assert teams["y"].reviewers == ("a1", "b1") and teams["x"].reviewers == ("a2", "b2")
        assert teams["x"].stand_in == teams["y"].stand_in == "c1"


def most_reviews(members: dict[str, str], subjects: dict[str, frozenset[str]], load: int) -> int:
    """The largest flow from subjects (3 each) through regions (1 each) to members, by an independent routine."""
    pairs = [("pair", subject, region) for subject in subjects for region in set(members.values())]
    able = [("member", member) for member in members]
    nodes = [("source",), *(("subject", subject) for subject in subjects), *pairs, *able, ("sink",)]
    place = {node: number for number, node in enumerate(nodes)}
    room = np.zeros((len(nodes), len(nodes)), dtype=np.int32)
    for subject, excluded in subjects.items():
        room[0, place["subject", subject]] = 3
        for member, region in members.items():
            if member != subject and member not in excluded:
                room[place["subject", subject], place["pair", subject, region]] = 1
                room[place["pair", subject, region], place["member", member]] = 1
    for member in members:
        room[place["member", member], -1] = load
    return int(maximum_flow(csr_array(room), 0, len(nodes) - 1).flow_value)


@given(SEEDS, st.data())
@settings(max_examples=60)
def test_teams_are_found_exactly_where_they_exist_whatever_the_seed(seed: bytes, data: st.DataObject) -> None:
    count, load = data.draw(st.integers(5, 12)), data.draw(st.integers(1, 3))
    members = {f"member-{number:02}": data.draw(st.sampled_from("abcde")) for number in range(count)}
    names = st.sampled_from(sorted(members))
    subjects = data.draw(st.dictionaries(names, st.frozensets(names, max_size=3), min_size=1, max_size=count))
    said = set()
    for one in (seed, bytes(32)):
        try:
            assign(one, members, subjects, load=load)
            said.add("found")
        except ComityError as error:
            said.add(error.code)
    possible = most_reviews(members, subjects, load) == 3 * len(subjects)
    assert said <= ({"found", "lots.no_stand_in"} if possible else {"lots.no_team"}) and len(said) == 1


def test_a_subject_that_cannot_have_a_team_is_named() -> None:
    members = regions(8, of=4)
    with pytest.raises(ComityError) as caught:
        assign(bytes(32), members, {"x": (), "y": ("member-00", "member-04", "member-01", "member-05")})
    assert (caught.value.code, caught.value.parameters["subject"]) == ("lots.no_team", "y")


def test_a_subject_that_nobody_could_stand_in_for_is_named() -> None:
    with pytest.raises(ComityError) as caught:
        assign(bytes(32), regions(6, of=3), {"x": ()})
    assert (caught.value.code, caught.value.parameters["subject"]) == ("lots.no_stand_in", "x")


def test_nobody_is_in_a_team_twice_when_the_pool_names_the_subject() -> None:
    members = regions(5)
    teams = assign(bytes(32), members, {"member-00": ()})
    assert "member-00" not in (*teams["member-00"].reviewers, teams["member-00"].stand_in)
