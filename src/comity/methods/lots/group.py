"""The group ristretto255 (RFC 9496): of prime order, every element 32 bytes that say nothing else.

Python integers take a time that depends on their values. Secrets are used on their owner's machine, a few times a draw;
do not offer these functions to strangers as a service.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
SIZE = 32
"""Bytes of an element, and of a scalar."""

Point = tuple[int, int, int, int]
"""Extended coordinates (X, Y, Z, T) on -x² + y² = 1 + d x² y², with x = X/Z, y = Y/Z, T = XY/Z."""
_Ready = tuple[int, int, int, int]
"""What an addition needs of its second operand: Y - X, Y + X, 2dT, 2Z."""

_D = -121665 * pow(121666, -1, PRIME) % PRIME
_2D = 2 * _D % PRIME
_ROOT_OF_MINUS_1 = pow(2, (PRIME - 1) // 4, PRIME)
_IDENTITY: Point = (0, 1, 1, 0)
_READY_IDENTITY: _Ready = (1, 1, 0, 2)
_WINDOW = 4


def decode(encoded: bytes) -> Point | None:
    """The element that 32 bytes stand for, or None where they are not the encoding of any (RFC 9496, 4.3.1)."""
    if len(encoded) != SIZE:
        return None
    s = int.from_bytes(encoded, "little")
    if s >= PRIME or s & 1:
        return None
    square = s * s % PRIME
    u1, u2 = 1 - square, 1 + square
    u2_square = u2 * u2 % PRIME
    v = (-_D * u1 * u1 - u2_square) % PRIME
    is_square, root = _inverse_root(v * u2_square % PRIME)
    x = _absolute(2 * s * root * u2 % PRIME)
    y = u1 * (root * root * u2 % PRIME) * v % PRIME
    t = x * y % PRIME
    if not is_square or t & 1 or y == 0:
        return None
    return x, y, 1, t


def encode(point: Point) -> bytes:
    """The 32 bytes of an element, the same for all coordinates it may have (RFC 9496, 4.3.2)."""
    x, y, z, t = point
    u1 = (z + y) * (z - y) % PRIME
    u2 = x * y % PRIME
    _, root = _inverse_root(u1 * u2 * u2 % PRIME)
    den1, den2 = root * u1 % PRIME, root * u2 % PRIME
    z_inverse = den1 * den2 * t % PRIME
    if t * z_inverse % PRIME & 1:
        x, y = y * _ROOT_OF_MINUS_1 % PRIME, x * _ROOT_OF_MINUS_1 % PRIME
        den2 = den1 * _INVERSE_ROOT_OF_A_MINUS_D % PRIME
    if x * z_inverse % PRIME & 1:
        y = -y
    return _absolute(den2 * (z - y) % PRIME).to_bytes(SIZE, "little")


def sum_of(terms: Iterable[tuple[int, Point]]) -> Point:
    """The sum of scalar times element over all terms, with the doublings shared (Straus 1964)."""
    rows = [(_digits(scalar), _multiples(point)) for scalar, point in terms]
    total = _IDENTITY
    for place in range(max((len(digits) for digits, _ in rows), default=0) - 1, -1, -1):
        for _ in range(_WINDOW):
            total = _double(total)
        for digits, multiples in rows:
            if place < len(digits) and digits[place]:
                total = _add(total, multiples[digits[place]])
    return total


def opposite(point: Point) -> Point:
    """What gives the identity with `point`."""
    x, y, z, t = point
    return -x % PRIME, y, z, -t % PRIME


@dataclass(frozen=True)
class Base:
    """An element that many scalars will multiply: its multiples by every digit at every place, made once."""

    point: Point
    rows: Sequence[Sequence[_Ready]]

    @classmethod
    def of(cls, point: Point) -> "Base":
        """The table of `point`: 64 places of 4 bits."""
        rows, start = [], point
        for _ in range(-(-ORDER.bit_length() // _WINDOW)):
            multiples = _multiples(start)
            rows.append(multiples)
            start = _add(_add(_IDENTITY, multiples[-1]), multiples[1])
        return cls(point, rows)

    def times(self, scalar: int, onto: Point = _IDENTITY) -> Point:
        """`onto` plus `scalar` times the element."""
        total = onto
        for row, digit in zip(self.rows, _digits(scalar), strict=False):
            if digit:
                total = _add(total, row[digit])
        return total


def _digits(scalar: int) -> list[int]:
    """The digits of a scalar to the base 16, the smallest first."""
    left, digits = scalar % ORDER, []
    while left:
        digits.append(left & 15)
        left >>= _WINDOW
    return digits


def _multiples(point: Point) -> list[_Ready]:
    """0 to 15 times an element."""
    first, multiples, last = _ready(point), [_READY_IDENTITY], _IDENTITY
    for _ in range(15):
        last = _add(last, first)
        multiples.append(_ready(last))
    return multiples


def _ready(point: Point) -> _Ready:
    x, y, z, t = point
    return (y - x) % PRIME, (y + x) % PRIME, _2D * t % PRIME, 2 * z % PRIME


def _add(point: Point, other: _Ready) -> Point:
    """Hisil, Wong, Carter, Dawson 2008, unified addition for a = -1: no exceptions."""
    x, y, z, t = point
    less, more, twisted, double_z = other
    a, b = (y - x) * less % PRIME, (y + x) * more % PRIME
    c, d = t * twisted % PRIME, z * double_z % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _double(point: Point) -> Point:
    x, y, z, _ = point
    a, b = x * x % PRIME, y * y % PRIME
    h = a + b
    e, g = h - (x + y) * (x + y) % PRIME, a - b
    f = 2 * z * z % PRIME + g
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _inverse_root(value: int) -> tuple[bool, int]:
    """Whether `value` is a square, and the non-negative root of its inverse (of its inverse times the root of -1 where
    it is none); 0 for 0."""
    third = value * value * value % PRIME
    root = third * pow(third * third * value % PRIME, (PRIME - 5) // 8, PRIME) % PRIME
    check = value * root * root % PRIME
    if check in (PRIME - 1, PRIME - _ROOT_OF_MINUS_1):
        root = root * _ROOT_OF_MINUS_1 % PRIME
    return check in (1, PRIME - 1), _absolute(root)


def _absolute(value: int) -> int:
    """A residue or its opposite, whichever is even."""
    return PRIME - value if value & 1 else value


_INVERSE_ROOT_OF_A_MINUS_D = _inverse_root((-1 - _D) % PRIME)[1]


def _generator() -> Point:
    found = decode(bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"))
    assert found is not None
    return found


GENERATOR = Base.of(_generator())
