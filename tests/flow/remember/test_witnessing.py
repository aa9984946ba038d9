"""A witness remembers one note, goes only forward, and takes no other file for its memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.flow.remember.entries import leaf
from comity.flow.remember.merkle import consistency, root_of
from comity.flow.remember.notes import SigningKey, sign_checkpoint
from comity.flow.remember.signing import to_base64
from comity.flow.remember.witnessing import Seen, grown, proof_of
from comity.terms.errors import ComityError
from comity.terms.record import Checkpoint
from tests.flow.remember.records import ORIGIN, Record

RECORD = Record().acts(40)
LEAVES = [leaf(one.entry) for one in RECORD.opened]
OTHER = SigningKey.generate("another.example")


def code_of(call, *arguments: object) -> str:
    with pytest.raises(ComityError) as caught:
        call(*arguments)
    return caught.value.code


def seen(size: int) -> Seen:
    return Seen(RECORD.key.public, RECORD.note(size))


def proof(old: int, new: int) -> list[bytes]:
    return consistency(old, new, lambda level, index: root_of(LEAVES[index << level : (index + 1) << level]))


@given(st.integers(1, 40), st.integers(1, 40))
def test_only_what_grew_is_seen(old: int, new: int) -> None:
    if new >= old:
        assert grown(seen(old), RECORD.note(new), proof(old, new)).size == new
    else:
        assert code_of(grown, seen(old), RECORD.note(new), []) == "record.witness_back"


def test_two_stories_are_told_apart() -> None:
    fork = sign_checkpoint(Checkpoint(ORIGIN, 20, bytes(32)), RECORD.key)
    assert code_of(grown, seen(20), fork, []) == "record.witness_sideways"
    longer = sign_checkpoint(Checkpoint(ORIGIN, 30, bytes(32)), RECORD.key)
    assert code_of(grown, seen(20), longer, proof(20, 30)) == "record.witness_unproved"
    foreign = sign_checkpoint(Checkpoint(OTHER.name, 30, bytes(32)), OTHER)
    assert code_of(grown, seen(20), foreign, []) == "record.witness_other"
    by_another = sign_checkpoint(RECORD.checkpoint(30), SigningKey.generate(ORIGIN))
    assert code_of(grown, seen(20), by_another, proof(20, 30)) == "record.not_signed"


def test_memory_comes_back_from_its_bytes() -> None:
    assert Seen.from_bytes(seen(7).to_bytes()) == seen(7)
    assert seen(7).checkpoint == RECORD.checkpoint(7)


@pytest.mark.parametrize("how", ["empty", "no json", "fields", "key", "note", "other key"])
def test_what_is_no_memory_is_refused(how: str) -> None:
    right = seen(7).to_bytes()
    wrong = {
        "empty": b"",
        "no json": right[:-2],
        "fields": b'{"key":"x"}\n',
        "key": right.replace(b"+A", b"+B"),
        "note": right.replace(b"\\n7\\n", b"\\n8\\n"),
        "other key": Seen(OTHER.public, RECORD.note(7)).to_bytes(),
    }[how]
    assert code_of(Seen.from_bytes, wrong) == "record.bad_state"


def test_a_proof_is_one_hash_on_each_line() -> None:
    steps = proof(3, 40)
    assert proof_of("".join(f"{to_base64(step)}\n" for step in steps)) == steps
    assert proof_of("") == []
    for wrong in ("x\n", "AAAA\n", "\n\n", f"{to_base64(bytes(32))}\n" * 65, f" {to_base64(bytes(32))}\n"):
        assert code_of(proof_of, wrong) == "record.bad_proof"
