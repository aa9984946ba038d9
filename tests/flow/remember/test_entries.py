"""An entry is one sequence of bytes; a payload is bound to it, and cannot be found by trying."""

import hashlib
import json
from dataclasses import asdict, replace

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from comity.flow.remember.entries import commit, encoded, leaf, parsed
from comity.flow.remember.merkle import leaf_hash
from comity.terms.errors import ComityError
from comity.terms.record import SYSTEM, Entry

ENTRY = Entry(
    seq=7,
    time="2026-11-24T18:00:00.000000Z",
    actor="p-51c0",
    capacity="delegation",
    party="fra",
    body="g20",
    kind="membership.admitted",
    subject="body:g20",
    commitment="ab" * 32,
)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)


@given(st.builds(replace, st.just(ENTRY), seq=st.integers(0, 2**53 - 1), actor=TEXTS, party=TEXTS, subject=TEXTS))
def test_an_entry_is_its_canonical_json_and_comes_back(entry: Entry) -> None:
    assert encoded(entry) == rfc8785.dumps(asdict(entry))
    assert parsed(encoded(entry)) == entry


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seq", -1),
        ("seq", True),
        ("seq", 2**53),
        ("seq", "7"),
        ("time", "2026-11-24T18:00:00Z"),
        ("time", "2026-11-24T18:00:00.000000+00:00"),
        ("time", "2026-02-29T18:00:00.000000Z"),
        ("time", "2026-11-24T24:00:00.000000Z"),
        ("time", "٢٠٢٦-11-24T18:00:00.000000Z"),
        ("time", None),
        ("actor", ""),
        ("actor", 1),
        ("capacity", None),
        ("party", []),
        ("kind", "admitted"),
        ("kind", "Membership.admitted"),
        ("kind", 'a.b"'),
        ("commitment", "AB" * 32),
        ("commitment", "ab" * 31),
        ("commitment", "ab" * 32 + "\n"),
    ],
)
def test_a_field_that_is_not_as_it_must_be_is_named(field: str, value: object) -> None:
    wrong = {**asdict(ENTRY), field: value}
    data = json.dumps(wrong, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    for attempt in (lambda: encoded(Entry(**wrong)), lambda: parsed(data)):
        with pytest.raises(ComityError) as caught:
            attempt()
        assert caught.value.code in ("record.bad_entry", "record.not_canonical")
        assert caught.value.parameters.get("field", field) == field


@pytest.mark.parametrize(
    "wrong", [[], {}, {**asdict(ENTRY), "prev": ""}, {k: v for k, v in asdict(ENTRY).items() if k != "body"}]
)
def test_an_entry_has_its_fields_and_no_others(wrong: object) -> None:
    with pytest.raises(ComityError) as caught:
        parsed(rfc8785.dumps(wrong))
    assert caught.value.code == "record.bad_entry"


def test_other_bytes_of_the_same_entry_are_refused() -> None:
    with pytest.raises(ComityError) as caught:
        parsed(json.dumps(asdict(ENTRY), sort_keys=True).encode())
    assert (caught.value.code, caught.value.parameters["reason"]) == ("record.not_canonical", "form")


def test_half_a_character_is_refused() -> None:
    with pytest.raises(ComityError) as caught:
        encoded(replace(ENTRY, subject="\ud800"))
    assert caught.value.code == "record.not_canonical"


def test_a_commitment_is_the_hash_of_salt_and_payload() -> None:
    salt = bytes(range(32))
    assert commit({"b": 1, "a": "é"}, salt) == hashlib.sha256(salt + '{"a":"é","b":1}'.encode()).hexdigest()


@pytest.mark.parametrize("salt", [b"", b"x" * 31, b"x" * 33])
def test_a_salt_has_its_length(salt: bytes) -> None:
    with pytest.raises(ComityError) as caught:
        commit({}, salt)
    assert caught.value.code == "record.bad_salt"


def test_a_leaf_is_the_hash_of_the_entrys_bytes() -> None:
    assert leaf(replace(ENTRY, actor=SYSTEM)) == leaf_hash(encoded(replace(ENTRY, actor=SYSTEM)))
