"""ristretto255 against the vectors of RFC 9496, and the laws of a group."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.methods.lots.group import GENERATOR, ORDER, PRIME, Base, decode, encode, opposite, sum_of

# RFC 9496, appendix A.1: 0 to 15 times the generator.
MULTIPLES = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
    "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
    "94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259",
    "da80862773358b466ffadfe0b3293ab3d9fd53c5ea6c955358f568322daf6a57",
    "e882b131016b52c1d3337080187cf768423efccbb517bb495ab812c4160ff44e",
    "f64746d3c92b13050ed8d80236a7f0007c3b3f962f5ba793d19a601ebb1df403",
    "44f53520926ec81fbd5a387845beb7df85a96a24ece18738bdcfa6a7822a176d",
    "903293d8f2287ebe10e2374dc1a53e0bc887e592699f02d077d5263cdd55601c",
    "02622ace8f7303a31cafc63f8fc48fdc16e1c8c8d234b2f0d6685282a9076031",
    "20706fd788b2720a1ed2a5dad4952b01f413bcf0e7564de8cdc816689e2db95f",
    "bce83f8ba5dd2fa572864c24ba1810f9522bc6004afe95877ac73241cafdab42",
    "e4549ee16b9aa03099ca208c67adafcafa4c3f3e4e5303de6026e3ca8ff84460",
    "aa52e000df2e16f55fb1032fc33bc42742dad6bd5a8fc0be0167436c5948501f",
    "46376b80f409b29dc2b5f6f0c52591990896e5716f41477cd30085ab7f10301e",
    "e0c418f7c8d9c4cdd7395b93ea124f3ad99021bb681dfc3302a9d99a2e53e64e",
]
scalars = st.integers(0, ORDER - 1)


@pytest.mark.parametrize("times", range(16))
def test_small_multiples_are_those_of_the_rfc(times: int) -> None:
    assert encode(GENERATOR.times(times)).hex() == MULTIPLES[times]
    assert encode(sum_of([(times, GENERATOR.point)])).hex() == MULTIPLES[times]
    point = decode(bytes.fromhex(MULTIPLES[times]))
    assert point is not None and encode(point).hex() == MULTIPLES[times]


@pytest.mark.parametrize(
    "encoded",
    [
        "00" + "ff" * 31,  # not below the prime
        "ff" * 31 + "7f",
        "f3" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "01" + "00" * 31,  # odd: a negative number
        "01" + "ff" * 30 + "7f",
        "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",  # a square root that there is not
        "4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f",
        "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",  # xy negative
        "a45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220",
        "ec" + "ff" * 30 + "7f",  # y = 0
        "00" * 31,
        "00" * 33,
        "",
    ],
)
def test_what_no_element_is_encoded_as_is_refused(encoded: str) -> None:
    assert decode(bytes.fromhex(encoded)) is None


@given(scalars, scalars)
def test_adding_scalars_adds_elements(a: int, b: int) -> None:
    both = GENERATOR.times(b, GENERATOR.times(a))
    assert encode(both) == encode(GENERATOR.times(a + b)) == encode(sum_of([(a + b, GENERATOR.point)]))


@given(scalars, scalars)
def test_multiplying_scalars_multiplies_elements(a: int, b: int) -> None:
    assert encode(Base.of(GENERATOR.times(a)).times(b)) == encode(GENERATOR.times(a * b))


@given(scalars)
def test_an_element_and_its_opposite_cancel(a: int) -> None:
    point = GENERATOR.times(a)
    assert encode(sum_of([(1, point), (1, opposite(point))])).hex() == MULTIPLES[0]


def test_the_order_is_prime_and_leads_to_the_identity() -> None:
    assert all(pow(base, ORDER - 1, ORDER) == 1 and pow(base, PRIME - 1, PRIME) == 1 for base in (2, 3, 5, 7, 11, 13))
    last = GENERATOR.times(ORDER - 1)
    assert encode(last) != bytes(32) and encode(sum_of([(1, last), (1, GENERATOR.point)])) == bytes(32)


def test_a_sum_of_nothing_is_the_identity() -> None:
    assert encode(sum_of([])) == bytes(32)
