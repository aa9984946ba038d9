"""The whole comparison: the same votes give the same bytes, and what it says holds together."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.flow.compare import parts
from comity.terms.comparison import Comparison
from comity.terms.errors import ComityError
from comity.terms.statements import ACCEPTED, REJECTED, Participants, Statements
from comity.terms.votes import Votes
from tests.simulations.worlds import World, agreement, compared, independent, planted, votes_of


@pytest.fixture(scope="module")
def world() -> World:
    return planted((70, 50), 30, separation=3, density=0.6, dividing=0.8, seed=1)


@pytest.fixture(scope="module")
def result(world: World) -> Comparison:
    return compared(world.votes)


def values_in(found: Any, path: str = "result") -> Iterator[tuple[str, object]]:
    """Every array and every plain value of a result, with the way to it."""
    if dataclasses.is_dataclass(found):
        for field in dataclasses.fields(found):
            yield from values_in(getattr(found, field.name), f"{path}.{field.name}")
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from values_in(value, f"{path}[{key!r}]")
    elif isinstance(found, tuple | list):
        yield f"{path}.length", len(found)
        for position, value in enumerate(found):
            yield from values_in(value, f"{path}[{position}]")
    else:
        yield path, found


def as_bytes(found: Comparison) -> dict[str, object]:
    return {
        path: (value.dtype.str, value.shape, value.tobytes()) if isinstance(value, np.ndarray) else repr(value)
        for path, value in values_in(found)
    }


def test_the_walk_over_a_result_reaches_its_arrays(result: Comparison) -> None:
    """Otherwise the comparisons of bytes below compare nothing."""
    reached = {path for path, value in values_in(result) if isinstance(value, np.ndarray)}
    wanted = {"groups.member_of", "groups.probability", "positions", "axes.directions", "tallies.low", "bridging"}
    assert {f"result.{name}" for name in wanted} <= reached


@pytest.fixture(scope="module")
def straight(world: World) -> dict[str, object]:
    named = votes_with_names(world.votes, np.arange(120), np.arange(30), np.arange(len(world.votes)))
    return as_bytes(compared(named))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_any_order_of_rows_columns_and_arrival_gives_the_same_bytes(
    world: World, straight: dict[str, object], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    shuffled = votes_with_names(
        world.votes, rng.permutation(120), rng.permutation(30), rng.permutation(len(world.votes))
    )
    assert as_bytes(compared(shuffled)) == straight


def votes_with_names(votes: Votes, people: Any, statements: Any, arrival: Any) -> Votes:
    """The same votes told with rows and columns in the order given, and arriving in the order given."""
    person = np.repeat(np.arange(len(votes.participants)), votes.per_participant())
    row, column = np.argsort(people)[person], np.argsort(statements)[votes.indices]
    return Votes.from_triples(
        [f"p{n:03d}" for n in people],
        [f"s{n:02d}" for n in statements],
        row[arrival],
        column[arrival],
        votes.values[arrival],
    )


def test_the_same_votes_twice_give_the_same_bytes(world: World, result: Comparison) -> None:
    assert as_bytes(compared(world.votes)) == as_bytes(result)


def test_the_seed_is_told_and_changes_no_clear_group(world: World, result: Comparison) -> None:
    other = compared(world.votes, seed=7)
    assert other.seed == 7
    assert agreement(result.groups, other.groups) > 0.95


@pytest.mark.parametrize("votes_per_part", [97, 400, 1000])
def test_the_size_of_parts_changes_no_group(
    world: World, result: Comparison, monkeypatch: pytest.MonkeyPatch, votes_per_part: int
) -> None:
    monkeypatch.setattr(parts, "VOTES_PER_PART", votes_per_part)
    assert len(parts.divide(world.votes)) > 1
    other = compared(world.votes)
    assert other.groups.member_of.tolist() == result.groups.member_of.tolist()
    assert other.groups.verdict == result.groups.verdict
    np.testing.assert_allclose(other.groups.probability, result.groups.probability, atol=1e-3)
    np.testing.assert_allclose(other.positions, result.positions, atol=1e-3)
    assert other.tallies.agree[0].tolist() == result.tallies.agree[0].tolist()
    assert other.input_digest == result.input_digest


def test_turning_every_vote_round_turns_the_answer_round(world: World, result: Comparison) -> None:
    """Agreeing and disagreeing are treated alike: the same groups, and common ground on the other side."""
    turned = compared(dataclasses.replace(world.votes, values=-world.votes.values))
    assert agreement(turned.groups, result.groups) == 1.0
    opposite = {"agree": "disagree", "disagree": "agree"}
    here = {(s.statement, s.side): s.score for s in result.common_ground if s.score > 0.4}
    there = {(s.statement, opposite[s.side]): s.score for s in turned.common_ground}
    assert here and [there[key] for key in here] == pytest.approx(list(here.values()), abs=0.02)


def test_counts_are_the_votes(world: World, result: Comparison) -> None:
    tallies, votes = result.tallies, world.votes
    assert result.votes == len(votes)
    assert tallies.agree[0].sum() == (votes.values == 1).sum()
    assert tallies.disagree[0].sum() == (votes.values == -1).sum()
    assert tallies.passed[0].sum() == (votes.values == 0).sum()
    groups = [n for n, cut in enumerate(tallies.cuts) if cut.kind == "group"]
    assert len(groups) == result.groups.k > 1
    assert tallies.agree[groups].sum(0).tolist() == tallies.agree[0].tolist()
    assert tallies.cuts[0].people == 120
    for position, group in enumerate(groups):
        members = np.flatnonzero(result.groups.member_of == position)
        assert tallies.cuts[group].people == len(members)
        of_members = np.isin(np.repeat(np.arange(120), votes.per_participant()), members)
        assert tallies.agree[group].sum() == (votes.values[of_members] == 1).sum()


def test_labels_go_by_falling_size_and_probabilities_are_of_the_own_group(result: Comparison) -> None:
    sizes = np.bincount(result.groups.member_of, minlength=result.groups.k)
    assert result.groups.labels == ("A", "B")
    assert sizes[0] >= sizes[1]
    assert (result.groups.probability >= 1 / result.groups.k).all() and (result.groups.probability <= 1).all()


def test_progress_rises_to_one(world: World) -> None:
    told: list[tuple[float, str]] = []
    compared(world.votes, progress=lambda fraction, stage: told.append((fraction, stage)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions) and fractions[0] == 0 and fractions[-1] == 1


def test_without_resampling_nothing_is_called_stable(world: World) -> None:
    found = compared(world.votes, resamples=0)
    assert found.groups.k == 2 and found.groups.verdict == "unstable"
    assert "compare.stability_untested" in {warned.code for warned in found.warnings}


def test_rejected_and_meta_statements_say_nothing_of_the_matter(world: World) -> None:
    moderation = np.full(30, ACCEPTED, dtype=np.int8)
    moderation[:10] = REJECTED
    meta = np.zeros(30, dtype=bool)
    meta[10:15] = True
    found = compared(world.votes, statements=Statements(world.votes.statements, {}, moderation, meta))
    named = [s.statement for s in found.common_ground] + [d.statement for d in found.divides]
    named += [*found.slate.statements, *(c.statement for one in found.representative.values() for c in one)]
    assert named and min(named) >= 15


def test_what_a_statement_is_called_changes_no_group() -> None:
    """Names that sort another way reorder the columns, and other votes are lost in resampling; clear groups stay."""
    world = planted((70, 50), 30, separation=6, density=0.6, dividing=0.8, seed=2)
    person = np.repeat(np.arange(120), world.votes.per_participant())
    names = np.random.default_rng(0).permutation(1000)[:30]
    renamed = Votes.from_triples(np.arange(120), names, person, world.votes.indices, world.votes.values)
    assert agreement(compared(renamed).groups, compared(world.votes).groups) == 1.0


def test_weights_change_shares_and_not_groups(world: World, result: Comparison) -> None:
    """Groups are about who thinks alike; how many each counts for is another matter."""
    people = Participants(world.votes.participants, {"w": np.where(np.arange(120) < 20, "5", "1").astype(np.str_)})
    weighted = compared(world.votes, participants=people, weight="column:w")
    assert weighted.groups.member_of.tolist() == result.groups.member_of.tolist()
    assert not np.allclose(weighted.tallies.share[0], result.tallies.share[0])


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"by": ["region"]}, "compare.unknown_column"),
        ({"method": "guess"}, "compare.unknown_method"),
        ({"resamples": -1}, "compare.bad_number"),
        ({"most_groups": 0}, "compare.bad_number"),
        ({"slate": -1}, "compare.bad_number"),
        ({"weight": "equal-by:region"}, "weights.unknown_column"),
        ({"weight": "by-heart"}, "weights.unknown_rule"),
        ({"participants": Participants(np.array(["x"]))}, "compare.not_aligned"),
        (
            {"statements": Statements(np.array(["x"]), {}, np.ones(1, np.int8), np.zeros(1, bool))},
            "compare.not_aligned",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(world: World, options: dict[str, Any], code: str) -> None:
    with pytest.raises(ComityError) as raised:
        compared(world.votes, **options)
    assert raised.value.code == code


def test_no_votes_is_an_error() -> None:
    with pytest.raises(ComityError, match=r"compare\.no_votes"):
        compared(votes_of(5, 4, np.array([], int), np.array([], int), np.array([], int)))


def test_votes_that_have_nothing_to_do_with_one_another_form_no_groups() -> None:
    for seed, (people, statements, density) in enumerate([(60, 40, 0.5), (100, 300, 0.3), (400, 60, 0.2)]):
        found = compared(independent(people, statements, density, seed).votes)
        assert found.groups.verdict == "single" and found.groups.k == 1
        assert not found.representative.get("A", ())
