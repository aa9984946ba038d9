"""The next statement: every open one keeps its chance, the missing are favoured, and the chances undo the favour."""

from dataclasses import replace
from fractions import Fraction
from random import Random
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.flow.elicit.routing import MOST, UNIFORM, Candidate, Urn, urn, weight, weights
from comity.terms.errors import ComityError

COUNT = st.one_of(st.integers(0, 200), st.integers(0, 2 * MOST))
CANDIDATE = st.builds(
    Candidate,
    statement=st.integers(1, 10**9),
    seen=COUNT,
    agrees=COUNT,
    disagrees=COUNT,
    passes=COUNT,
    seen_by_strata=st.tuples(COUNT, COUNT),
    age=COUNT,
    seed=st.booleans(),
)
CANDIDATES = st.lists(CANDIDATE, min_size=1, max_size=12, unique_by=lambda one: one.statement)


@given(CANDIDATES, st.booleans())
def test_probabilities_sum_to_one_and_each_keeps_the_stated_minimum(candidates: list[Candidate], first: bool) -> None:
    drawn = urn(candidates, first)
    chances = [drawn.probability(one.statement) for one in candidates]
    assert sum(chances) == 1
    assert min(chances) >= Fraction(1, UNIFORM * len(candidates))


@given(CANDIDATES, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_given_changes_nothing(candidates: list[Candidate], first: bool, random: Random) -> None:
    mixed = random.sample(candidates, len(candidates))
    one, other = urn(candidates, first), urn(mixed, first)
    ticket = random.randrange(one.tickets)
    assert one.draw(ticket) == other.draw(ticket)


@given(CANDIDATES, st.integers(0, MOST))
def test_fewer_seen_in_the_stratum_never_lowers_the_weight_nor_the_chance(candidates: list[Candidate], n: int) -> None:
    before = candidates[0]
    after = replace(before, seen_by_strata=(min(n, before.seen_by_strata[0]), before.seen_by_strata[1]))
    assert weight(after) >= weight(before)
    rest = candidates[1:]
    assert urn([after, *rest]).probability(after.statement) >= urn([before, *rest]).probability(after.statement)


@given(CANDIDATE, COUNT)
def test_passes_do_not_weigh(candidate: Candidate, passes: int) -> None:
    assert weight(replace(candidate, passes=passes)) == weight(candidate)


@given(CANDIDATES)
def test_arrays_and_single_statements_weigh_the_same(candidates: list[Candidate]) -> None:
    columns = [[getattr(one, name) for one in candidates] for name in ("seen", "agrees", "disagrees", "seen_by_strata")]
    found = weights(*columns, [one.age for one in candidates])
    assert found.tolist() == [weight(one) for one in candidates]
    assert found.max() < 2**31


@given(CANDIDATES)
def test_seeds_come_first_where_asked(candidates: list[Candidate]) -> None:
    drawn = urn(candidates, seeds_first=True)
    others = [one for one in candidates if not one.seed]
    if len(others) < len(candidates):
        least = Fraction(1, UNIFORM * len(candidates))
        assert all(drawn.probability(one.statement) == least for one in others)


def test_each_statement_holds_exactly_its_share_of_the_tickets() -> None:
    small = Urn([7, 3, 5], [4, 1, 2])
    held = [small.draw(ticket) for ticket in range(small.tickets)]
    for statement, chance in (
        (7, Fraction(1, 24) + Fraction(7, 8) * Fraction(4, 7)),
        (3, Fraction(1, 24) + Fraction(1, 8)),
    ):
        assert Fraction(sum(one.statement == statement for one in held), small.tickets) == chance
        assert {Fraction(one.numerator, one.denominator) for one in held if one.statement == statement} == {chance}


def test_the_split_the_new_and_the_unseen_by_the_stratum_weigh_more() -> None:
    known = Candidate(1, seen=100, agrees=90, disagrees=10, seen_by_strata=(50,), age=1000)
    assert weight(replace(known, agrees=50, disagrees=50)) > 2 * weight(known)
    assert weight(replace(known, seen=10)) > 2 * weight(known)
    assert weight(replace(known, age=0)) > weight(known)
    assert weight(replace(known, seen_by_strata=(50, 0))) > 5 * weight(known)


def test_what_is_answered_is_not_asked_again() -> None:
    one, two = Candidate(1, 5, 5, 0, answered=True), Candidate(2, 5, 5, 0)
    assert urn([one, two]).probability(2) == 1
    with pytest.raises(ComityError, match=r"elicit\.nothing_open"):
        urn([one])


def test_bad_input_is_refused() -> None:
    with pytest.raises(ComityError, match=r"elicit\.negative_count"):
        weight(Candidate(1, -1, 0, 0))
    with pytest.raises(ComityError, match=r"elicit\.negative_count"):
        weights([1], [0], [-1], [[0]], [0])
    with pytest.raises(ComityError, match=r"elicit\.statement_twice"):
        Urn([1, 1], [1, 2])
    with pytest.raises(ComityError, match=r"elicit\.bad_ticket"):
        Urn([1], [1]).draw(8)


def test_inverse_probabilities_recover_the_rate_that_counting_misses() -> None:
    """30 statements nearly all accept and 10 that split the room: routing prefers the latter, so counting answers
    makes the room look more divided (the truth, every statement once, is 0.80)."""
    random = Random(20261125)
    truth = [0.9] * 30 + [0.5] * 10
    seen, agrees = [0] * 40, [0] * 40
    answers, inverse = [], []
    for _ in range(4000):
        room = [Candidate(n, seen[n], agrees[n], seen[n] - agrees[n], seen_by_strata=(seen[n],)) for n in range(40)]
        drawn_from = urn(room)
        drawn = drawn_from.draw(random.randrange(drawn_from.tickets))
        agreed = random.random() < truth[drawn.statement]
        seen[drawn.statement] += 1
        agrees[drawn.statement] += agreed
        answers.append(agreed)
        inverse.append(drawn.denominator / drawn.numerator)
    assert np.mean(answers) < 0.77
    assert np.average(answers, weights=inverse) == pytest.approx(0.80, abs=0.02)


def test_a_thousand_statements_are_weighed_within_a_millisecond() -> None:
    counts = np.random.default_rng(1).integers(0, 500, (5, 1000))
    taken = []
    for _ in range(20):
        start = perf_counter()
        weights(counts[0], counts[1], counts[2], counts[3][:, None], counts[4])
        taken.append(perf_counter() - start)
    assert min(taken) < 0.001
