"""A nonce dealt out: a threshold rebuilds it, fewer cannot, and nobody cheats unseen."""

import secrets
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.methods.lots.group import GENERATOR, ORDER, encode, sum_of
from comity.methods.lots.sharing import (
    Circle,
    Dealing,
    deal,
    is_key,
    is_share,
    is_sound,
    key_of,
    new_secret,
    open_share,
    opened,
    rebuilt,
)

SECRETS = [new_secret() for _ in range(5)]
KEYS = tuple(key_of(secret) for secret in SECRETS)
CIRCLE = Circle(b"c" * 32, KEYS, 3)
NONCE = b"n" * 32
DEALING = deal(NONCE, SECRETS[1], 1, CIRCLE)
SHARES = {holder: open_share(DEALING, 1, holder, SECRETS[holder], CIRCLE) for holder in range(5)}


def test_an_honest_dealing_is_sound_and_opens() -> None:
    assert is_sound(DEALING, 1, CIRCLE)
    assert opened(DEALING, NONCE, CIRCLE) is not None
    assert opened(DEALING, b"m" * 32, CIRCLE) is None


@pytest.mark.parametrize("holders", list(combinations(range(5), 3)))
def test_any_threshold_rebuilds_what_the_dealer_would_have_revealed(holders: tuple[int, ...]) -> None:
    assert rebuilt({holder: SHARES[holder] for holder in holders}, 3) == opened(DEALING, NONCE, CIRCLE)


@pytest.mark.parametrize("holders", list(combinations(range(5), 2)))
def test_fewer_than_the_threshold_rebuild_nothing(holders: tuple[int, ...]) -> None:
    shares = {holder: SHARES[holder] for holder in holders}
    assert rebuilt(shares, 3) is None
    assert rebuilt(shares, 2) != opened(DEALING, NONCE, CIRCLE)


def test_a_dealing_is_of_one_dealer_in_one_draw() -> None:
    assert not is_sound(DEALING, 0, CIRCLE)
    assert not is_sound(DEALING, 1, replace(CIRCLE, context=b"d" * 32))


def test_nobody_deals_in_the_name_of_another() -> None:
    assert not is_sound(deal(NONCE, SECRETS[0], 1, CIRCLE), 1, CIRCLE)


def test_a_dealing_with_one_wrong_share_is_seen_by_all() -> None:
    for place in range(5):
        shares = list(DEALING.shares)
        shares[place] = encode(GENERATOR.times(7))
        assert not is_sound(replace(DEALING, shares=tuple(shares)), 1, CIRCLE)


def test_a_polynomial_of_too_high_a_degree_is_unsound() -> None:
    """Of such a dealing, different thresholds of participants would rebuild different things."""
    wide = replace(CIRCLE, threshold=5)
    dealing = deal(NONCE, SECRETS[1], 1, wide)
    assert is_sound(dealing, 1, wide)
    assert not is_sound(dealing, 1, CIRCLE)
    assert not is_sound(replace(dealing, responses=dealing.responses[:3]), 1, CIRCLE)


@settings(max_examples=30)
@given(st.integers(0, 8), st.integers(0, 255), st.integers(1, 255))
def test_no_changed_byte_of_a_dealing_passes(part: int, place: int, change: int) -> None:
    assert not is_sound(_changed(DEALING, part, place, change), 1, CIRCLE)


def _changed(dealing: Dealing, part: int, place: int, change: int) -> Dealing:
    if part < 5:
        shares = list(dealing.shares)
        one = bytearray(shares[part])
        one[place % 32] ^= change
        return replace(dealing, shares=(*shares[:part], bytes(one), *shares[part + 1 :]))
    if part < 8:
        responses = list(dealing.responses)
        responses[part - 5] = (responses[part - 5] + (change << place % 240)) % ORDER
        return replace(dealing, responses=tuple(responses))
    return replace(dealing, challenge=dealing.challenge ^ (change << place % 120))


def test_a_key_response_is_needed() -> None:
    assert not is_sound(replace(DEALING, key_response=DEALING.key_response + 1), 1, CIRCLE)


def test_an_opened_share_is_proved() -> None:
    share = SHARES[2]
    assert is_share(share, DEALING, 1, 2, CIRCLE)
    assert not is_share(share, DEALING, 1, 3, CIRCLE)
    assert not is_share(share, DEALING, 0, 2, CIRCLE)
    assert not is_share(replace(share, point=SHARES[3].point), DEALING, 1, 2, CIRCLE)
    assert not is_share(replace(share, point=b"\xff" * 32), DEALING, 1, 2, CIRCLE)
    assert not is_share(replace(share, response=share.response + 1), DEALING, 1, 2, CIRCLE)
    assert not is_share(replace(share, challenge=share.challenge ^ 1), DEALING, 1, 2, CIRCLE)


def test_a_share_opened_with_another_secret_is_no_share() -> None:
    assert not is_share(open_share(DEALING, 1, 2, new_secret(), CIRCLE), DEALING, 1, 2, CIRCLE)


def test_a_nonce_that_differs_from_what_was_dealt_is_rebuilt_all_the_same() -> None:
    """A dealer may deal a polynomial that no nonce stands for: what it contributes is fixed nevertheless."""
    coefficients = [secrets.randbelow(ORDER) for _ in range(3)]
    points = [sum((c * i**k for k, c in enumerate(coefficients)), 0) % ORDER for i in range(1, 6)]
    free = replace(DEALING, shares=tuple(encode(base.times(p)) for base, p in zip(CIRCLE.bases, points, strict=True)))
    assert opened(free, NONCE, CIRCLE) is None
    shares = {holder: open_share(free, 1, holder, SECRETS[holder], CIRCLE) for holder in (0, 2, 4)}
    assert rebuilt(shares, 3) == encode(sum_of([(coefficients[0], GENERATOR.point)]))


@pytest.mark.parametrize("encoded", [bytes(32), b"\x01" + bytes(31), b"\xff" * 32, b""])
def test_what_no_secret_could_open_is_no_key(encoded: bytes) -> None:
    assert not is_key(encoded)
    assert is_key(KEYS[0])


def test_a_dealing_of_the_wrong_size_is_unsound() -> None:
    assert not is_sound(replace(DEALING, shares=DEALING.shares[:4]), 1, CIRCLE)
    assert not is_sound(replace(DEALING, responses=(*DEALING.responses, 0)), 1, CIRCLE)
