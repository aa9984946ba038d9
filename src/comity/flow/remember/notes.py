"""Checkpoints as signed notes: what a record's key vouches for, and what witnesses saw.

Formats: C2SP signed-note and tlog-checkpoint for the note, tlog-cosignature v1 for witnesses. A note is

    origin
    size
    base64 of the root

    — name base64(key id, signature)

with one line for the record's key and one for each witness. Whatever could be written in another way, or is not known
here, is refused: there is one sequence of bytes for what a note says.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from comity.flow.remember.merkle import HASH
from comity.flow.remember.signing import (
    ID,
    LOG,
    SIGNATURE,
    WITNESS,
    PublicKey,
    SigningKey,
    fingerprint,
    from_base64,
    is_name,
    to_base64,
)
from comity.terms.errors import ComityError
from comity.terms.record import Checkpoint

__all__ = [
    "Cosignature",
    "Note",
    "PublicKey",
    "Signed",
    "SigningKey",
    "cosign",
    "cosignatures",
    "fingerprint",
    "note_of",
    "open_note",
    "sign_checkpoint",
    "signer",
    "with_cosignature",
]

LONGEST = 1 << 16
_MOST_SIGNATURES = 100
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_TIME = 8


@dataclass(frozen=True)
class Signed:
    """One signature line. blob: key id, then the signature (a witness's time before it)."""

    name: str
    blob: bytes

    def line(self) -> str:
        """As it stands in the note."""
        return f"— {self.name} {to_base64(self.blob)}\n"


@dataclass(frozen=True)
class Note:
    """A note as it is written; nothing of it is verified. body: the text that is signed."""

    checkpoint: Checkpoint
    body: str
    signatures: tuple[Signed, ...]

    def text(self) -> str:
        """The note itself."""
        return f"{self.body}\n{''.join(signed.line() for signed in self.signatures)}"


@dataclass(frozen=True)
class Cosignature:
    """A witness's word that, at `time` (seconds since 1970, UTC), the record it knew had only grown."""

    witness: PublicKey
    time: int


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The note by which `key`, whose name is the record's origin, vouches for a checkpoint.

    Error: `record.key_of_another` where the name is another.
    """
    if key.name != checkpoint.origin:
        raise ComityError("record.key_of_another", found=key.name, expected=checkpoint.origin)
    body = _body(checkpoint)
    return Note(checkpoint, body, (Signed(key.name, key.public.key_id() + key.sign(body.encode())),)).text()


def note_of(text: str) -> Note:
    """What a note says, unverified. Error: `record.bad_note` with the `line` that is not as it must be."""
    body, gap, rest = text.partition("\n\n")
    lines = body.split("\n")
    if len(text) > LONGEST or not gap or len(lines) != 3:
        raise ComityError("record.bad_note", line=min(len(lines), 4))
    origin, size, root = lines
    digest = from_base64(root)
    for number, right in enumerate((is_name(origin), bool(_SIZE.fullmatch(size)), len(digest or b"") == HASH), 1):
        if not right:
            raise ComityError("record.bad_note", line=number)
    checkpoint = Checkpoint(origin, int(size), digest or b"")
    return Note(checkpoint, f"{body}\n", tuple(_signatures(rest, len(lines) + 2)))


def open_note(text: str, keys: Iterable[PublicKey], witnesses: Iterable[PublicKey] = ()) -> Checkpoint:
    """The checkpoint of a note that one of `keys` signed, and besides it only some of `witnesses`.

    Errors: `record.bad_note`; `record.unknown_signature` for a line by nobody given here; `record.wrong_signature` for
    one that does not fit the text; `record.not_signed` where none of `keys` signed.
    """
    note, known = note_of(text), list(witnesses)
    if signer(note, keys) is None:
        raise ComityError("record.not_signed", origin=note.checkpoint.origin)
    cosignatures(note, known)
    return note.checkpoint


def signer(note: Note, keys: Iterable[PublicKey]) -> PublicKey | None:
    """The one of `keys` that signed, as the record's key, in the first line; None where that is none of them.

    Error: `record.wrong_signature`.
    """
    first = note.signatures[0]
    meant = [key for key in keys if (key.name, key.key_id(LOG)) == (first.name, first.blob[:ID])]
    if not meant or first.name != note.checkpoint.origin:
        return None
    # A key id has four bytes: two keys may share it.
    for key in meant:
        if key.verify(first.blob[ID:], note.body.encode()):
            return key
    raise ComityError("record.wrong_signature", name=first.name)


def cosign(text: str, key: SigningKey, time: int) -> str:
    """The line by which a witness says that it saw this note at `time` (seconds since 1970, UTC) and that the record
    had only grown; whoever calls this must have seen to that."""
    note = note_of(text)
    signature = key.sign(_seen(note.body, time))
    return Signed(key.name, key.public.key_id(WITNESS) + time.to_bytes(_TIME, "big") + signature).line()


def with_cosignature(text: str, line: str) -> str:
    """The note with one more cosignature; that of the same witness before is replaced. Lines stand in the order of
    their names. Error: `record.bad_note`."""
    note = note_of(text)
    (new,) = _signatures(line, 1)
    first, *others = note.signatures
    kept = {(signed.name, signed.blob[:ID]): signed for signed in (*others, new)}
    return Note(note.checkpoint, note.body, (first, *(kept[name] for name in sorted(kept)))).text()


def cosignatures(note: Note, witnesses: Iterable[PublicKey]) -> tuple[Cosignature, ...]:
    """What witnesses say of a note, in its order. Every line but the first must be the only one of one of `witnesses`.

    Errors: `record.unknown_signature`, `record.wrong_signature`.
    """
    known = {(witness.name, witness.key_id(WITNESS)): witness for witness in witnesses}
    found = []
    for signed in note.signatures[1:]:
        witness = known.pop((signed.name, signed.blob[:ID]), None)
        if witness is None:
            raise ComityError("record.unknown_signature", name=signed.name)
        stamp = signed.blob[ID : ID + _TIME]
        time = int.from_bytes(stamp, "big")
        if len(stamp) != _TIME or not witness.verify(signed.blob[ID + _TIME :], _seen(note.body, time)):
            raise ComityError("record.wrong_signature", name=signed.name)
        found.append(Cosignature(witness, time))
    return tuple(found)


def _body(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.origin}\n{checkpoint.size}\n{to_base64(checkpoint.root)}\n"


def _seen(body: str, time: int) -> bytes:
    """What a witness signs."""
    return f"cosignature/v1\ntime {time}\n{body}".encode()


def _signatures(text: str, line: int) -> Iterable[Signed]:
    """The signature lines of a note, the first of which is its line number `line`."""
    lines = text.split("\n")
    if len(lines) < 2 or lines[-1] or len(lines) > _MOST_SIGNATURES:
        raise ComityError("record.bad_note", line=line)
    for number, one in enumerate(lines[:-1], line):
        mark, _, rest = one.partition(" ")
        name, _, blob = rest.partition(" ")
        data = from_base64(blob)
        if mark != "—" or not is_name(name) or data is None or len(data) < ID + SIGNATURE:
            raise ComityError("record.bad_note", line=number)
        yield Signed(name, data)
