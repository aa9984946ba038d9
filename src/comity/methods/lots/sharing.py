"""Dealing a nonce out so that a threshold of others can rebuild what it contributes, as everyone can see.

Publicly verifiable secret sharing (Schoenmakers 1999) in ristretto255, with one proof for a whole dealing: knowledge of
a polynomial of degree below the threshold whose values, times the keys of the participants, are the shares shown. Group
written additively: G the generator, K_i = k_i G the key of participant i (counted from 1), k_i its secret.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from comity.methods.lots.group import GENERATOR, ORDER, Base, Point, decode, encode, opposite, sum_of

NONCE = 32
"""Bytes of a nonce."""
CHALLENGE = 16
"""Bytes of a challenge: who does not know what a proof is about is believed once in 2**128."""
_POLYNOMIAL, _DEALING, _SHARE = b"comity draw 1 polynomial\n", b"comity draw 1 dealing\n", b"comity draw 1 share\n"


@dataclass(frozen=True)
class Dealing:
    """shares: p(i) K_i for each participant, encoded; challenge, responses (one for each coefficient), key_response:
    the proof that p is known to the dealer and of degree below the threshold, and that the dealer holds its own key."""

    shares: tuple[bytes, ...]
    challenge: int
    responses: tuple[int, ...]
    key_response: int


@dataclass(frozen=True)
class Share:
    """A share of a dealing, opened by its holder. point: p(i) G, encoded; challenge and response: the proof that it is
    what the holder's key opens."""

    point: bytes
    challenge: int
    response: int


@dataclass(frozen=True)
class Circle:
    """Those who make a draw together. context: 32 bytes that name the draw and all that was announced of it; keys: one
    for each participant, encoded, in their order, each of which `is_key` accepts; threshold: how many can rebuild."""

    context: bytes
    keys: tuple[bytes, ...]
    threshold: int

    @property
    def bases(self) -> list[Base]:
        """The keys, ready to be multiplied."""
        return [_base(key) for key in self.keys]


def new_secret() -> int:
    """A secret to hold a key by."""
    return 1 + secrets.randbelow(ORDER - 1)


def key_of(secret: int) -> bytes:
    """The key that goes with a secret, encoded."""
    return encode(GENERATOR.times(secret))


def is_key(encoded: bytes) -> bool:
    """Whether 32 bytes stand for a key that a secret could open."""
    return any(encoded) and decode(encoded) is not None


def deal(nonce: bytes, secret: int, dealer: int, circle: Circle) -> Dealing:
    """The dealing of a nonce. dealer: place of the dealer in the circle, from 0."""
    polynomial = _polynomial(nonce, circle)
    mask = [secrets.randbelow(ORDER) for _ in polynomial]
    key_mask = secrets.randbelow(ORDER)
    shares, masks = ([encode(point) for point in _spread(many, circle)] for many in (polynomial, mask))
    challenge = _dealing_challenge(circle, dealer, shares, [*masks, encode(GENERATOR.times(key_mask))])
    responses = [(hidden + challenge * known) % ORDER for hidden, known in zip(mask, polynomial, strict=True)]
    return Dealing(tuple(shares), challenge, tuple(responses), (key_mask + challenge * secret) % ORDER)


def is_sound(dealing: Dealing, dealer: int, circle: Circle) -> bool:
    """Whether a threshold of the circle can rebuild what this dealing contributes, and the dealer made it."""
    if len(dealing.shares) != len(circle.keys) or len(dealing.responses) != circle.threshold:
        return False
    points = [decode(share) for share in dealing.shares]
    masks = []
    for place, (key, point) in enumerate(zip(circle.bases, points, strict=True), start=1):
        if point is None:
            return False
        given = sum_of([(dealing.challenge, opposite(point))])
        masks.append(encode(key.times(_value(dealing.responses, place), given)))
    own = sum_of([(dealing.challenge, opposite(_base(circle.keys[dealer]).point))])
    masks.append(encode(GENERATOR.times(dealing.key_response, own)))
    return dealing.challenge == _dealing_challenge(circle, dealer, dealing.shares, masks)


def opened(dealing: Dealing, nonce: bytes, circle: Circle) -> bytes | None:
    """What a dealing contributes to the seed, p(0) G, where `nonce` is what was dealt; None where it is not."""
    polynomial = _polynomial(nonce, circle)
    if tuple(encode(point) for point in _spread(polynomial, circle)) != dealing.shares:
        return None
    return encode(GENERATOR.times(polynomial[0]))


def open_share(dealing: Dealing, dealer: int, holder: int, secret: int, circle: Circle) -> Share:
    """What the holder of `secret` got from a sound dealing, with the proof. holder: its place in the circle, from 0."""
    given = _sure(dealing.shares[holder])
    point = sum_of([(pow(secret, -1, ORDER), given)])
    mask = secrets.randbelow(ORDER)
    masks = (encode(GENERATOR.times(mask)), encode(sum_of([(mask, point)])))
    challenge = _share_challenge(circle, dealer, holder, encode(point), masks)
    return Share(encode(point), challenge, (mask + challenge * secret) % ORDER)


def is_share(share: Share, dealing: Dealing, dealer: int, holder: int, circle: Circle) -> bool:
    """Whether an opened share is what the holder got from a sound dealing."""
    point, key = decode(share.point), _base(circle.keys[holder])
    if point is None:
        return False
    given = _sure(dealing.shares[holder])
    by_key = GENERATOR.times(share.response, sum_of([(share.challenge, opposite(key.point))]))
    by_share = sum_of([(share.response, point), (share.challenge, opposite(given))])
    masks = (encode(by_key), encode(by_share))
    return share.challenge == _share_challenge(circle, dealer, holder, share.point, masks)


def rebuilt(shares: Mapping[int, Share], threshold: int) -> bytes | None:
    """What a dealing contributes, from checked shares by the place of their holders (from 0); None where they are fewer
    than the threshold. Any shares give the same (Lagrange interpolation at 0)."""
    places = sorted(shares)[:threshold]
    if len(places) < threshold:
        return None
    return encode(sum_of([(_weight(place + 1, places), _sure(shares[place].point)) for place in places]))


def _weight(at: int, places: Sequence[int]) -> int:
    above, below = 1, 1
    for other in (place + 1 for place in places):
        if other != at:
            above, below = above * other % ORDER, below * (other - at) % ORDER
    return above * pow(below, -1, ORDER) % ORDER


def _polynomial(nonce: bytes, circle: Circle) -> list[int]:
    """Coefficients that a nonce stands for: SHA-512 over domain, context, nonce and place, modulo the order."""
    return [
        int.from_bytes(hashlib.sha512(_POLYNOMIAL + circle.context + nonce + _number(place)).digest(), "big") % ORDER
        for place in range(circle.threshold)
    ]


def _value(coefficients: Sequence[int], at: int) -> int:
    value = 0
    for coefficient in reversed(coefficients):
        value = (value * at + coefficient) % ORDER
    return value


def _spread(coefficients: Sequence[int], circle: Circle) -> list[Point]:
    """p(i) K_i for every participant."""
    return [key.times(_value(coefficients, place)) for place, key in enumerate(circle.bases, start=1)]


def _dealing_challenge(circle: Circle, dealer: int, shares: Sequence[bytes], masks: Sequence[bytes]) -> int:
    return _challenge(_DEALING + circle.context + _number(dealer) + b"".join(shares) + b"".join(masks))


def _share_challenge(circle: Circle, dealer: int, holder: int, point: bytes, masks: Sequence[bytes]) -> int:
    return _challenge(_SHARE + circle.context + _number(dealer) + _number(holder) + point + b"".join(masks))


def _challenge(said: bytes) -> int:
    return int.from_bytes(hashlib.sha256(said).digest()[:CHALLENGE], "big")


def _number(value: int) -> bytes:
    return value.to_bytes(4, "big")


@lru_cache(maxsize=256)
def _base(key: bytes) -> Base:
    """A key with its table, which takes about 4 ms and 300 kB: the same keys come back from draw to draw."""
    return Base.of(_sure(key))


def _sure(encoded: bytes) -> Point:
    point = decode(encoded)
    if point is None:
        raise ValueError("a share or a key that was never checked")
    return point
