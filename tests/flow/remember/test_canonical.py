"""One value, one sequence of bytes; and no other bytes are read as that value."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from comity.flow.remember.canonical import DEEPEST, LARGEST, decode, encode, encode_loaded, loaded
from comity.terms.errors import ComityError

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=20,
)


def refusal(call, *arguments: object) -> str:
    with pytest.raises(ComityError) as caught:
        call(*arguments)
    assert caught.value.code == "record.not_canonical"
    return str(caught.value.parameters["reason"])


@given(VALUES)
def test_the_bytes_are_those_of_another_implementation_of_the_rfc(value: object) -> None:
    assert encode(value) == rfc8785.dumps(value)
    assert decode(encode(value)) == value


@given(st.dictionaries(st.text(st.sampled_from("a\ud7ff\ue000\uffff\U00010000\U0010ffff"), max_size=3), st.none()))
def test_names_outside_the_basic_plane_sort_by_code_units(value: dict[str, None]) -> None:
    assert encode(value) == rfc8785.dumps(value)


def test_the_example_of_the_rfc_on_sorting() -> None:
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(decode(encode(value)).values()) == [2, 4, 6, 7, 1, 5, 3]  # section 3.2.3


def test_the_example_of_the_rfc_on_text() -> None:
    assert encode('\u20ac$\u000f\nA\'B"\\\\"/') == b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'  # section 3.2.2


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (1.0, "number"),
        (float("nan"), "number"),
        (LARGEST + 1, "number"),
        (-LARGEST - 1, "number"),
        ({1: "a"}, "name"),
        ({"a": 1, None: 2}, "name"),
        ("\ud800", "text"),
        ({"\udfff": 1}, "text"),
        (b"bytes", "kind"),
        ({"a": {1}}, "kind"),
    ],
)
def test_what_the_profile_lacks_is_refused(value: object, reason: str) -> None:
    assert refusal(encode, value) == reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "syntax"),
        (b"{", "syntax"),
        (b"1 ", "form"),
        (b"-0", "form"),
        (b"1.0", "number"),
        (b"1e3", "number"),
        (b"NaN", "number"),
        (b"Infinity", "number"),
        (b"9007199254740992", "number"),
        (b"9" * 5000, "number"),
        (b"1." + b"9" * 5000, "number"),
        (b'{"a":1,"a":1}', "form"),
        (b'{"b":1,"a":1}', "form"),
        (b'{"a": 1}', "form"),
        (b'"\\u0041"', "form"),
        (b'"\\/"', "form"),
        (b'"\\u000F"', "form"),
        (b'"\\ud800"', "text"),
        (b'"\xff"', "encoding"),
        (b'"\xed\xa0\x80"', "encoding"),
        (b"\xef\xbb\xbf1", "syntax"),
        ('"a"'.encode("utf-16"), "encoding"),
        (b"[" * 100_000, "depth"),
        (b"[" * 65 + b"]" * 65, "depth"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "depth"),
    ],
)
def test_other_bytes_are_refused(data: bytes, reason: str) -> None:
    assert refusal(decode, data) == reason


@given(VALUES)
def test_what_was_read_is_written_as_anything_is(value: object) -> None:
    """Whatever form it was read in: with escapes, spaces, names in another order, half characters."""
    for data in (encode(value), json.dumps(value).encode(), json.dumps(value, ensure_ascii=False, indent=1).encode()):
        assert encode_loaded(loaded(data), data) == encode(value)


def test_names_apart_in_any_guise_are_sorted_by_code_units() -> None:
    for data in (b'{"\\ud83d\\ude00":1,"\\ufb33":2}', '{"\ufb33":2,"😀":1}'.encode()):
        assert encode_loaded(loaded(data), data) == '{"😀":1,"\ufb33":2}'.encode()


def test_the_deepest_value_there_may_be() -> None:
    data = b"[" * DEEPEST + b"]" * DEEPEST
    assert encode(decode(data)) == data


@given(VALUES, st.data())
def test_one_byte_more_less_or_other_is_never_the_same_value(value: object, data: st.DataObject) -> None:
    right = encode(value)
    place = data.draw(st.integers(0, len(right) - 1))
    byte = bytes([data.draw(st.integers(0, 255))])
    for wrong in (right[:place] + right[place + 1 :], right[:place] + byte + right[place:]):
        try:
            assert decode(wrong) != value or (type(value) is bool) != (type(decode(wrong)) is bool)
        except ComityError as error:
            assert error.code == "record.not_canonical"
