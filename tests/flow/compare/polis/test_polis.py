"""The whole method, from votes to lists."""

from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.flow.compare.polis import polis
from comity.terms.errors import ComityError
from comity.terms.statements import Statements
from comity.terms.votes import Votes

FOR, AGAINST = [1, 1, -1, -1, 1, -1, 1, 1], [-1, -1, 1, 1, -1, 1, 1, 1]


def camps():
    """Twenty and ten people who differ on six statements and share two; each of them passes once."""
    rows = [list(FOR) for _ in range(20)] + [list(AGAINST) for _ in range(10)]
    for person, row in enumerate(rows):
        row[person % 8] = 0
    return rows


def flat(value):
    """Every array of an analysis as bytes, and everything else as it prints."""
    if is_dataclass(value):
        return [part for field in fields(value) for part in flat(getattr(value, field.name))]
    return [value.tobytes()] if isinstance(value, np.ndarray) else [repr(value)]


def test_finds_the_two_camps_and_what_tells_them_apart(votes_of):
    analysis = polis(votes_of(camps()))
    assert analysis.groups == 2
    one, other = analysis.group_of[:20], analysis.group_of[20:]
    assert len(set(one)) == len(set(other)) == 1
    assert one[0] != other[0]
    favoured = {entry.statement for entry in analysis.representative[one[0]] if entry.side == "agree"}
    assert favoured == {0, 1, 4}
    assert {entry.statement for entry in analysis.consensus_agree} >= {6, 7}
    assert set(np.argsort(-analysis.group_aware_consensus)[:2]) == {6, 7}


def test_the_same_votes_in_any_order_give_the_same_bytes():
    rng = np.random.default_rng(7)
    people, topics = np.char.add("p", np.arange(150).astype(str)), np.char.add("s", np.arange(45).astype(str))
    rows, columns = np.nonzero(rng.random((150, 45)) < 0.5)
    values = rng.integers(-1, 2, len(rows))
    first = polis(Votes.from_triples(people, topics, rows, columns, values))
    for _ in range(3):
        p, s, v = rng.permutation(150), rng.permutation(45), rng.permutation(len(rows))
        again = Votes.from_triples(people[p], topics[s], np.argsort(p)[rows][v], np.argsort(s)[columns][v], values[v])
        assert flat(polis(again)) == flat(first)


def test_rejected_and_meta_statements_are_out_of_the_map_and_the_lists(votes_of):
    votes = votes_of(camps())
    moderation = np.array([-1, 1, 1, 1, 1, 1, 1, 1], dtype=np.int8)
    meta = np.arange(8) == 6
    analysis = polis(votes, Statements(votes.statements, {}, moderation, meta))
    assert analysis.zeroed.tolist() == [True] + [False] * 5 + [True, False]
    assert not analysis.components[:, [0, 6]].any()
    shown = [entry.statement for group in analysis.representative for entry in group]
    shown += [entry.statement for entry in (*analysis.consensus_agree, *analysis.consensus_disagree)]
    assert not {0, 6} & set(shown)
    assert analysis.priorities[6] == 49
    assert analysis.group_votes.seen[:, 0].sum() == 30  # still counted


def test_who_hardly_voted_is_on_the_map_and_in_no_group(votes_of):
    analysis = polis(votes_of([*camps(), [1] + [None] * 7, [None] * 8]))
    assert analysis.in_conversation.tolist() == [True] * 30 + [False, False]
    assert analysis.group_of[30:].tolist() == analysis.base_of[30:].tolist() == [-1, -1]
    assert analysis.positions[30].any()
    assert not analysis.positions[31].any()


def test_starting_from_those_who_came_first_is_on_request(votes_of):
    votes = votes_of(camps())
    assert polis(votes).base_of[0] == 0
    assert polis(votes, arrival=np.arange(30)[::-1].copy()).base_of[29] == 0


@pytest.mark.parametrize("arrival", [[0, 1], [0, 0, 1], [1, 2, 3]])
def test_an_order_that_leaves_people_out_is_refused(votes_of, arrival):
    with pytest.raises(ComityError, match=r"polis\.bad_arrival"):
        polis(votes_of([[1], [0], [-1]]), arrival=np.array(arrival))


@pytest.mark.parametrize(
    ("table", "groups", "inside"),
    [
        ([], 0, 0),
        ([[], []], 0, 0),
        ([[None] * 3] * 4, 0, 0),
        ([[1]], 1, 1),
        ([[1, -1, 0]], 1, 1),
        ([[1], [-1], [0]], 2, 3),
        ([[0] * 40] * 20, 1, 20),
        ([[1, -1, 0, 1] * 20] * 30, 1, 30),
        ([[1] * 40] + [[None] * 40] * 39, 1, 1),
        ([[1] * 60] * 50 + [[-1] * 60], 2, 51),
    ],
    ids=[
        "nobody",
        "no statement",
        "no vote",
        "one vote",
        "one person",
        "one statement",
        "only passes",
        "of one mind",
        "one voter",
        "one dissenter",
    ],
)
def test_little_to_go_by_gives_an_answer(votes_of, table, groups, inside):
    analysis = polis(votes_of(table))
    assert analysis.groups == groups
    assert analysis.in_conversation.sum() == inside
    for numbers in (analysis.centre, analysis.components, analysis.positions, analysis.extremity, analysis.priorities):
        assert np.isfinite(numbers).all()


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 40).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from([None, None, -1, 0, 1]), min_size=width, max_size=width), min_size=1, max_size=25
        )
    )
)
def test_any_votes_give_finite_numbers_and_every_vote_of_a_group_is_counted(votes_of, table):
    votes = votes_of(table)
    analysis = polis(votes)
    placed = analysis.group_of >= 0
    assert (placed == analysis.in_conversation).all()
    assert analysis.group_votes.seen.sum() == votes.per_participant()[placed].sum()
    assert sorted(set(analysis.group_of[placed])) == list(range(analysis.groups))
    for numbers in (analysis.centre, analysis.components, analysis.positions, analysis.extremity, analysis.priorities):
        assert np.isfinite(numbers).all()
    lengths = np.linalg.norm(analysis.components, axis=1)
    assert all(length == pytest.approx(1) or length == 0 for length in lengths)
