"""A note says one thing in one way; whoever did not sign it, or signed another, is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.flow.remember.merkle import EMPTY
from comity.flow.remember.notes import (
    SigningKey,
    cosign,
    cosignatures,
    note_of,
    open_note,
    sign_checkpoint,
    with_cosignature,
)
from comity.terms.errors import ComityError
from comity.terms.record import Checkpoint

ORIGIN = "record.example/g20"
KEY, OTHER = SigningKey.generate(ORIGIN), SigningKey.generate(ORIGIN)
NORTH, SOUTH = SigningKey.generate("witness.example/north"), SigningKey.generate("witness.example/south")
CHECKPOINT = Checkpoint(ORIGIN, 20852163, bytes(range(32)))
NOTE = sign_checkpoint(CHECKPOINT, KEY)
WITNESSES = (NORTH.public, SOUTH.public)
TIME = 1679315147


def code_of(call, *arguments: object) -> str:
    with pytest.raises(ComityError) as caught:
        call(*arguments)
    return caught.value.code


def test_a_note_is_laid_out_as_c2sp_has_it() -> None:
    lines = NOTE.split("\n")
    assert lines[:4] == [ORIGIN, "20852163", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", ""]
    assert lines[4].startswith(f"— {ORIGIN} ")
    assert lines[5:] == [""]


@given(st.integers(0, 2**53 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_comes_back(size: int, root: bytes) -> None:
    checkpoint = Checkpoint(ORIGIN, size, root)
    assert open_note(sign_checkpoint(checkpoint, KEY), [OTHER.public, KEY.public]) == checkpoint


def test_only_a_given_key_opens_a_note() -> None:
    assert code_of(open_note, NOTE, [OTHER.public]) == "record.not_signed"
    assert code_of(open_note, NOTE, []) == "record.not_signed"
    assert code_of(sign_checkpoint, CHECKPOINT, NORTH) == "record.key_of_another"


def test_the_text_is_what_was_signed() -> None:
    assert code_of(open_note, NOTE.replace("20852163", "20852164"), [KEY.public]) == "record.wrong_signature"


@given(st.data())
def test_no_byte_of_a_note_is_free(data: st.DataObject) -> None:
    whole = with_cosignature(NOTE, cosign(NOTE, NORTH, TIME)).encode()
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255))
    changed = {
        "other": whole[:place] + bytes([byte]) + whole[place + 1 :],
        "less": whole[:place] + whole[place + 1 :],
        "more": whole[:place] + bytes([byte]) + whole[place:],
    }[data.draw(st.sampled_from(("other", "less", "more")))]
    if changed == whole:
        return
    with pytest.raises((ComityError, UnicodeDecodeError)):
        open_note(changed.decode(), [KEY.public], WITNESSES)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "\n\n",
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("20852163", "020852163"),
        NOTE.replace("20852163", "+20852163"),
        NOTE.replace("20852163", "٢"),
        NOTE.replace("Hh8=\n", "Hh9=\n"),
        NOTE.replace("Hh8=\n", "Hh8\n"),
        NOTE.replace("Hh8=\n", "Hh8=\nextension\n"),
        NOTE.replace("—", "-"),
        NOTE.rstrip("\n"),
        NOTE + "\n",
        NOTE + "a line\n",
        NOTE.split("—")[0],
        NOTE.replace(ORIGIN, ""),
        NOTE + "x" * (1 << 17),
        NOTE + NOTE[NOTE.index("—") :] * 200,
    ],
)
def test_what_is_no_note_is_refused(wrong: str) -> None:
    assert code_of(open_note, wrong, [KEY.public]) == "record.bad_note"


def test_witnesses_are_heard_with_their_time() -> None:
    note = with_cosignature(with_cosignature(NOTE, cosign(NOTE, SOUTH, TIME)), cosign(NOTE, NORTH, TIME + 5))
    assert open_note(note, [KEY.public], WITNESSES) == CHECKPOINT
    heard = cosignatures(note_of(note), WITNESSES)
    assert [(one.witness.name, one.time) for one in heard] == [(NORTH.name, TIME + 5), (SOUTH.name, TIME)]


def test_a_cosignature_is_laid_out_as_c2sp_has_it() -> None:
    (signed,) = note_of(with_cosignature(NOTE, cosign(NOTE, NORTH, TIME))).signatures[1:]
    assert len(signed.blob) == 4 + 8 + 64
    assert signed.blob[:4] == NORTH.public.key_id(0x04) != NORTH.public.key_id(0x01)
    assert int.from_bytes(signed.blob[4:12], "big") == TIME
    body = NOTE[: NOTE.index("\n\n") + 1]
    assert NORTH.public.verify(signed.blob[12:], f"cosignature/v1\ntime {TIME}\n{body}".encode())


def test_a_witness_speaks_once_and_last() -> None:
    twice = with_cosignature(with_cosignature(NOTE, cosign(NOTE, NORTH, TIME)), cosign(NOTE, NORTH, TIME + 1))
    assert [one.time for one in cosignatures(note_of(twice), WITNESSES)] == [TIME + 1]
    doubled = twice + cosign(NOTE, NORTH, TIME)
    assert code_of(open_note, doubled, [KEY.public], WITNESSES) == "record.unknown_signature"


def test_a_witness_nobody_named_is_refused() -> None:
    note = with_cosignature(NOTE, cosign(NOTE, NORTH, TIME))
    assert code_of(open_note, note, [KEY.public]) == "record.unknown_signature"
    assert code_of(open_note, note, [KEY.public], [SOUTH.public]) == "record.unknown_signature"


def test_a_witness_cannot_stand_in_for_the_key_nor_the_key_for_a_witness() -> None:
    signature = NOTE[NOTE.index("—") :]
    body = NOTE[: NOTE.index("—")]
    own = SigningKey.generate(ORIGIN)
    assert code_of(open_note, body + cosign(NOTE, own, TIME), [own.public], [own.public]) == "record.not_signed"
    assert code_of(open_note, NOTE + signature, [KEY.public], [KEY.public]) == "record.unknown_signature"


def test_a_cosignature_of_another_checkpoint_is_found() -> None:
    other = sign_checkpoint(Checkpoint(ORIGIN, 1, EMPTY), KEY)
    mixed = with_cosignature(NOTE, cosign(other, NORTH, TIME))
    assert code_of(open_note, mixed, [KEY.public], WITNESSES) == "record.wrong_signature"
