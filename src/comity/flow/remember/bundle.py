"""A record as a file: lines of canonical JSON in a fixed order, of which no byte is free.

    {"bundle":{"format":"comity.record","origin":…,"size":N,"version":1}}
    {"entry":{…},"payload":{…},"salt":…}     N of these; a payload that is not shown takes its salt with it:
    {"entry":{…},"withheld":true}            it is kept, and not shown in this copy
    {"entry":{…},"erased":true}              it is no longer kept
    {"tiles":[…]}                            the root over each 256 entries (the last: over what is left), to say where
    {"checkpoint":…}                         the signed note over the N entries, with its cosignatures
    {"seal":{"key":…,"signature":…}}         by the checkpoint's key, over all bytes before this line

Each line ends with one newline. The tree binds the entries; the seal binds also what is shown and what is not.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from comity.flow.remember.canonical import decode, encode, encode_loaded, loaded
from comity.flow.remember.entries import encoded, fields_encoded, is_digest
from comity.flow.remember.merkle import HASH
from comity.flow.remember.signing import SIGNATURE, PublicKey, from_base64, to_base64
from comity.terms.errors import ComityError
from comity.terms.record import Entry, Opened

FORMAT, VERSION = "comity.record", 1
SHOWN, WITHHELD, ERASED = "shown", "withheld", "erased"
LONGEST_LINE = 1 << 22
"""Bytes of one line, at most: no payload of an act is as long."""

MARKS = (
    b'{"bundle":{"format":"comity.record"',
    b'{"entry":{"actor":',
    b'{"tiles":["',
    b'{"checkpoint":"',
    b'{"seal":{"key":"',
)
"""What lines begin with: a file that holds one of these is, or was, a bundle."""

_SEAL = b"comity.record bundle seal v1\n"


class Row(NamedTuple):
    """One entry of a bundle. data: the bytes its leaf is made of; state: SHOWN, WITHHELD or ERASED; fits: whether the
    payload that is shown, if one is, is the one that was committed to."""

    fields: Mapping[str, object]
    data: bytes
    payload: Mapping[str, object] | None
    salt: str | None
    state: str
    fits: bool

    def opened(self) -> Opened:
        """The entry with what is shown of it, if that fits."""
        payload, salt = (self.payload, self.salt) if self.fits else (None, None)
        return Opened(Entry(**self.fields), payload, salt)  # type: ignore[arg-type]  # checked when read


def header_line(origin: str, size: int) -> bytes:
    """The first line of a bundle."""
    return _line({"bundle": {"format": FORMAT, "origin": origin, "size": size, "version": VERSION}})


def entry_line(opened: Opened, *, withheld: bool = False) -> bytes:
    """The line of an entry, its payload and salt left out where `withheld`. Errors: those of `entries.encoded`;
    `record.commitment_wrong`."""
    start = b'{"entry":' + encoded(opened.entry)
    if opened.payload is None or opened.salt is None:
        return start + b',"erased":true}\n'
    payload = encode(opened.payload)
    if not _committed(opened.salt, payload, opened.entry.commitment):
        raise ComityError("record.commitment_wrong", seq=opened.entry.seq)
    return start + (b',"withheld":true}\n' if withheld else _rest(payload, opened.salt))


def tiles_line(roots: Sequence[bytes]) -> bytes:
    """The line with the root over each 256 entries."""
    return _line({"tiles": [to_base64(root) for root in roots]})


def checkpoint_line(note: str) -> bytes:
    """The line with the signed note."""
    return _line({"checkpoint": note})


def seal_line(key: PublicKey, signature: bytes) -> bytes:
    """The last line of a bundle."""
    return _line({"seal": {"key": str(key), "signature": to_base64(signature)}})


def sealed(digest: bytes) -> bytes:
    """What is signed for the seal. digest: SHA-256 over all bytes before the seal's line."""
    return _SEAL + digest


def read_header(line: bytes) -> tuple[str, int]:
    """Origin and size. Errors, here and below: `record.not_canonical`, `record.bad_line`."""
    told = _only(line, "bundle")
    if not isinstance(told, dict) or set(told) != {"format", "origin", "size", "version"}:
        raise ComityError("record.bad_line", expected="bundle")
    origin, size = told["origin"], told["size"]
    if (told["format"], told["version"]) != (FORMAT, VERSION) or type(size) is not int or not isinstance(origin, str):
        raise ComityError("record.bad_line", expected="bundle")
    return origin, size


def read_entry(line: bytes) -> Row:
    """One entry. Errors besides: `record.bad_entry`; `record.commitment_wrong` where the payload shown is not the one
    that was committed to."""
    row = read_row(line)
    if not row.fits:
        raise ComityError("record.commitment_wrong", seq=row.fields["seq"])
    return row


def read_row(line: bytes) -> Row:
    """One entry, whether its payload fits or not. Error besides: `record.bad_entry`."""
    value = loaded(line)
    if not isinstance(value, dict) or not isinstance(value.get("entry"), dict):
        raise ComityError("record.bad_line", expected="entry")
    fields = value["entry"]
    data = fields_encoded(fields)
    payload, salt, state = None, None, SHOWN
    if "payload" in value:
        payload, salt = value["payload"], value.get("salt")
        if not isinstance(payload, dict) or not is_digest(salt):
            raise ComityError("record.bad_line", expected="entry")
        written = encode_loaded(payload, line)
        rest = _rest(written, salt)
    else:
        state = WITHHELD if "withheld" in value else ERASED
        rest = f',"{state}":true}}\n'.encode()
    # What was read, written again, must be the line itself: no other spelling, no name twice, nothing besides.
    if b'{"entry":' + data + rest != line:
        raise ComityError("record.not_canonical", reason="form")
    fits = salt is None or _committed(salt, written, fields["commitment"])
    return Row(fields, data, payload, salt, state, fits)


def read_tiles(line: bytes) -> list[bytes]:
    """The root over each 256 entries."""
    told = _only(line, "tiles")
    roots = [from_base64(one) if isinstance(one, str) else None for one in told] if isinstance(told, list) else [None]
    if any(root is None or len(root) != HASH for root in roots):
        raise ComityError("record.bad_line", expected="tiles")
    return cast(list[bytes], roots)


def read_checkpoint(line: bytes) -> str:
    """The signed note, as it is written."""
    told = _only(line, "checkpoint")
    if not isinstance(told, str):
        raise ComityError("record.bad_line", expected="checkpoint")
    return told


def read_seal(line: bytes) -> tuple[PublicKey, bytes]:
    """The key that sealed the bundle, and its signature. Error besides: `record.bad_key`."""
    told = _only(line, "seal")
    if not isinstance(told, dict) or set(told) != {"key", "signature"} or not isinstance(told["key"], str):
        raise ComityError("record.bad_line", expected="seal")
    signature = from_base64(told["signature"]) if isinstance(told["signature"], str) else None
    key = PublicKey.parsed(told["key"])
    if signature is None or len(signature) != SIGNATURE or str(key) != told["key"]:
        raise ComityError("record.bad_line", expected="seal")
    return key, signature


def _line(value: Mapping[str, object]) -> bytes:
    return encode(value) + b"\n"


def _only(line: bytes, name: str) -> object:
    """The value of a line that has one name."""
    value = decode(line[:-1])
    if not isinstance(value, dict) or set(value) != {name} or line[-1:] != b"\n":
        raise ComityError("record.bad_line", expected=name)
    return value[name]


def _rest(payload: bytes, salt: object) -> bytes:
    return b',"payload":' + payload + f',"salt":"{salt}"}}\n'.encode()


def _committed(salt: object, payload: bytes, commitment: object) -> bool:
    return hashlib.sha256(bytes.fromhex(str(salt)) + payload).hexdigest() == commitment
