"""Votes in parts: every vote in exactly one part, every part's answer a share of the whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.flow.compare import parts
from comity.flow.compare.parts import cells, divide, in_folds, moment_product, rows, statement_counts
from tests.simulations.worlds import planted

WORLD = planted((60, 40), 25, separation=2, density=0.4, seed=1)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 1200))
def test_every_vote_is_in_one_part(votes_per_part: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "VOTES_PER_PART", votes_per_part)
        pieces = divide(WORLD.votes)
    assert [piece.first for piece in pieces] == np.cumsum([0, *(piece.people for piece in pieces)])[:-1].tolist()
    assert sum(piece.people for piece in pieces) == 100
    np.testing.assert_array_equal(np.concatenate([piece.values for piece in pieces]), WORLD.votes.values)
    np.testing.assert_array_equal(np.concatenate([piece.indices for piece in pieces]), WORLD.votes.indices)
    whole = statement_counts(divide(WORLD.votes)[0])
    np.testing.assert_array_equal(sum(statement_counts(piece) for piece in pieces), whole)


def test_a_product_of_the_parts_adds_up_to_that_of_a_full_table() -> None:
    table = np.full((100, 25), np.nan)
    person = np.repeat(np.arange(100), WORLD.votes.per_participant())
    table[person, WORLD.votes.indices] = WORLD.votes.values
    mean = np.nanmean(table, axis=0)
    residual = np.nan_to_num(table - mean)
    block = np.random.default_rng(0).normal(size=(25, 4))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "VOTES_PER_PART", 200)
        found = sum(moment_product(cells(piece, mean), block) for piece in divide(WORLD.votes))
    np.testing.assert_allclose(found, residual.T @ (residual @ block), rtol=1e-4, atol=1e-3)


def test_folds_are_thirds_drawn_by_seed() -> None:
    (part,) = divide(WORLD.votes)
    fold = in_folds(part, 3, 0).fold
    assert len(fold) == len(WORLD.votes)
    assert set(fold.tolist()) == {0, 1, 2}
    assert (np.abs(np.bincount(fold) / len(fold) - 1 / 3) < 0.05).all()
    assert fold.tolist() == in_folds(part, 3, 0).fold.tolist() != in_folds(part, 3, 1).fold.tolist()


def test_some_people_of_a_part() -> None:
    (part,) = divide(WORLD.votes)
    some = rows(part, np.array([3, 40, 99]))
    assert some.people == 3
    for position, person in enumerate((3, 40, 99)):
        own = slice(some.indptr[position], some.indptr[position + 1])
        there = slice(part.indptr[person], part.indptr[person + 1])
        assert some.indices[own].tolist() == part.indices[there].tolist()
        assert some.values[own].tolist() == part.values[there].tolist()
