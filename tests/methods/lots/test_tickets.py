"""Tickets: nothing depends on the order of a pool, everyone has the same chance, quotas hold."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from comity.methods.lots import sample, seed_of, stratified, ticket
from comity.terms.errors import ComityError

SEEDS = st.binary(min_size=32, max_size=32)
NAMES = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), min_size=1, max_size=8)
POOLS = st.lists(NAMES, max_size=30, unique=True)


def seeds(count: int) -> list[bytes]:
    return [hashlib.sha256(b"simulation %d" % number).digest() for number in range(count)]


def test_a_ticket_is_a_plain_hash() -> None:
    seed = bytes(range(32))
    assert ticket(seed, "Côte d’Ivoire") == hashlib.sha256(seed + b"\0" + "Côte d’Ivoire".encode()).digest()
    assert ticket(seed, "fra", "bra") == hashlib.sha256(seed + b"bra\0fra").digest()


def test_a_seed_is_a_plain_hash() -> None:
    made = hashlib.sha256(b"comity draw 1 seed\n" + b"r" * 32 + b"a" * 32 + b"b" * 32).digest()
    assert seed_of(b"r" * 32, [b"a" * 32, b"b" * 32]) == made


@given(SEEDS, POOLS, st.data())
def test_the_order_of_the_pool_does_not_count(seed: bytes, pool: list[str], data: st.DataObject) -> None:
    k = data.draw(st.integers(0, len(pool)))
    other = data.draw(st.permutations(pool))
    drawn = sample(seed, pool, k)
    assert drawn == sample(seed, other, k) == sample(seed, set(pool), k)
    assert len(set(drawn)) == k and set(drawn) <= set(pool)


@given(SEEDS, POOLS.filter(bool), st.data())
def test_whoever_leaves_is_replaced_by_the_next(seed: bytes, pool: list[str], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(pool))
    everyone = sample(seed, pool, len(pool))
    assert sample(seed, [name for name in pool if name != gone], len(pool) - 1) == [n for n in everyone if n != gone]


def test_everyone_is_drawn_equally_often() -> None:
    """4,000 draws of 4 of 12: chi-square of how often each was in, corrected for drawing without replacement."""
    pool, k, draws = [f"member {number}" for number in range(12)], 4, 4000
    counts = Counter(name for seed in seeds(draws) for name in sample(seed, pool, k))
    expected = draws * k / len(pool)
    statistic = sum((counts[name] - expected) ** 2 for name in pool) / expected
    statistic *= (len(pool) - 1) / (len(pool) - k)
    assert chi2.ppf(0.0005, len(pool) - 1) < statistic < chi2.ppf(0.9995, len(pool) - 1)


def test_every_subset_and_every_order_is_drawn_equally_often() -> None:
    counts = Counter(tuple(sample(seed, "abcde", 2)) for seed in seeds(6000))
    assert len(counts) == 20
    statistic = sum((count - 300) ** 2 for count in counts.values()) / 300
    assert chi2.ppf(0.0005, 19) < statistic < chi2.ppf(0.9995, 19)


@given(SEEDS, st.dictionaries(NAMES, st.sampled_from(["africa", "asia", "europe"]), max_size=30), st.data())
def test_quotas_hold(seed: bytes, strata: dict[str, str], data: st.DataObject) -> None:
    there = Counter(strata.values())
    quotas = {stratum: data.draw(st.integers(0, count)) for stratum, count in there.items()}
    drawn = stratified(seed, list(strata), strata, quotas)
    assert {stratum: len(names) for stratum, names in drawn.items()} == quotas
    assert all(strata[name] == stratum for stratum, names in drawn.items() for name in names)
    assert drawn == stratified(seed, list(reversed(strata)), strata, dict(reversed(quotas.items())))


def test_a_stratum_is_drawn_as_if_it_were_alone() -> None:
    strata = {"a": "north", "b": "south", "c": "north", "d": "south", "e": "north"}
    (seed,) = seeds(1)
    assert stratified(seed, strata, strata, {"north": 2})["north"] == sample(seed, "ace", 2)


def test_a_quota_that_cannot_be_met_names_the_stratum() -> None:
    with pytest.raises(ComityError) as caught:
        stratified(bytes(32), ["a", "b"], {"a": "africa", "b": "asia"}, {"asia": 1, "africa": 2})
    assert caught.value.code == "lots.quota_too_large"
    assert caught.value.parameters == {"stratum": "africa", "wanted": 2, "there": 1}


def test_a_stratum_without_anyone_is_named_too() -> None:
    with pytest.raises(ComityError) as caught:
        stratified(bytes(32), ["a"], {"a": "africa"}, {"oceania": 1})
    assert caught.value.parameters["stratum"] == "oceania"


@pytest.mark.parametrize(
    ("pool", "k", "code"),
    [
        (["a"], 2, "lots.pool_too_small"),
        (["a"], -1, "lots.pool_too_small"),
        (["a", "a"], 1, "lots.twice"),
        ([""], 1, "lots.bad_name"),
        (["a\0b"], 1, "lots.bad_name"),
        (["\ud800"], 1, "lots.bad_name"),
    ],
)
def test_a_bad_pool_is_refused(pool: list[str], k: int, code: str) -> None:
    with pytest.raises(ComityError) as caught:
        sample(bytes(32), pool, k)
    assert caught.value.code == code


def test_somebody_without_a_stratum_is_named() -> None:
    with pytest.raises(ComityError) as caught:
        stratified(bytes(32), ["a", "b"], {"a": "africa"}, {"africa": 1})
    assert (caught.value.code, caught.value.parameters["name"]) == ("lots.no_stratum", "b")


def test_a_short_seed_is_refused() -> None:
    with pytest.raises(ComityError) as caught:
        sample(b"short", ["a"], 1)
    assert caught.value.code == "lots.bad_seed"
