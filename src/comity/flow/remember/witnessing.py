"""What a witness remembers, and when it may cosign: only what begins with all it saw before.

A witness keeps the last note it cosigned and the public key of the record. It signs another only if that is over as
many entries or more, and the tree is shown to have only grown. It never goes back, and never sideways: a record that
shows two of the same size under two roots tells two stories.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comity.flow.remember.canonical import decode, encode
from comity.flow.remember.merkle import HASH, verify_consistency
from comity.flow.remember.notes import PublicKey, note_of, signer
from comity.flow.remember.signing import from_base64
from comity.terms.errors import ComityError
from comity.terms.record import Checkpoint

_MOST_STEPS = 64


@dataclass(frozen=True)
class Seen:
    """What a witness saw last. key: of the record; note: as it was cosigned."""

    key: PublicKey
    note: str

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note is over."""
        return note_of(self.note).checkpoint

    def to_bytes(self) -> bytes:
        """One line of canonical JSON."""
        return encode({"key": str(self.key), "note": self.note}) + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> "Seen":
        """What `to_bytes` wrote. Error: `record.bad_state`."""
        try:
            told = decode(data.removesuffix(b"\n"))
            if not isinstance(told, dict) or set(told) != {"key", "note"}:
                raise ComityError("record.bad_state")
            seen = cls(PublicKey.parsed(str(told["key"])), str(told["note"]))
            if signer(note_of(seen.note), [seen.key]) is None:
                raise ComityError("record.bad_state")
        except ComityError:
            raise ComityError("record.bad_state") from None
        return seen


def proof_of(text: str) -> list[bytes]:
    """The steps of a consistency proof, one in base64 on each line. Error: `record.bad_proof`."""
    lines = text.splitlines()
    steps = [from_base64(line) for line in lines]
    if len(lines) > _MOST_STEPS:
        raise ComityError("record.bad_proof")
    found = [step for step in steps if step is not None and len(step) == HASH]
    if len(found) != len(steps):
        raise ComityError("record.bad_proof")
    return found


def refuse_turning(seen: Checkpoint, new: Checkpoint) -> None:
    """Refuse what does not go on from what was seen. Errors: `record.witness_other`, `record.witness_back`,
    `record.witness_sideways`."""
    if new.origin != seen.origin:
        raise ComityError("record.witness_other", found=new.origin, expected=seen.origin)
    if new.size < seen.size:
        raise ComityError("record.witness_back", found=new.size, expected=seen.size)
    if new.size == seen.size and new.root != seen.root:
        raise ComityError("record.witness_sideways", size=new.size)


def grown(seen: Seen, note: str, proof: Sequence[bytes]) -> Checkpoint:
    """The checkpoint of `note`, if the record's key signed it and the proof shows that it only grew.

    Errors: those of `refuse_turning` and `note_of`; `record.not_signed`, `record.wrong_signature`;
    `record.witness_unproved`.
    """
    told = note_of(note)
    old, new = seen.checkpoint, told.checkpoint
    refuse_turning(old, new)
    if signer(told, [seen.key]) is None:
        raise ComityError("record.not_signed", origin=new.origin)
    if not verify_consistency(old.size, new.size, old.root, new.root, proof):
        raise ComityError("record.witness_unproved", found=new.size, expected=old.size)
    return new
