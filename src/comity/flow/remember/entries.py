"""Entries as bytes, and what binds a payload to its entry without showing it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from json.encoder import encode_basestring as _quoted
from typing import cast

from comity.flow.remember.canonical import LARGEST, decode, encode
from comity.flow.remember.merkle import leaf_hash
from comity.terms.errors import ComityError
from comity.terms.record import Entry

SALT = 32
"""Bytes of a salt: as many as the commitment has, so that no payload can be found by trying."""

FIELDS = tuple(sorted(field.name for field in fields(Entry)))
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+", re.ASCII)


def encoded(entry: Entry) -> bytes:
    """The canonical JSON of an entry: what its leaf is made of.

    Errors: `record.bad_entry` with the `field` that is not as `Entry` says; `record.not_canonical`.
    """
    check(entry)
    # The names stand in the order of canonical JSON, which is quicker than sorting them each time.
    text = (
        f'{{"actor":{_quoted(entry.actor)},"body":{_quoted(entry.body)},"capacity":{_quoted(entry.capacity)},'
        f'"commitment":"{entry.commitment}","kind":"{entry.kind}","party":{_quoted(entry.party)},'
        f'"seq":{int(entry.seq)},"subject":{_quoted(entry.subject)},"time":"{entry.time}"}}'
    )
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise ComityError("record.not_canonical", reason="text") from None


def parsed(data: bytes) -> Entry:
    """The entry that canonical JSON says. Errors: those of `encoded`."""
    return from_fields(decode(data))


def from_fields(value: object) -> Entry:
    """The entry with these fields, no more and no fewer. Error: `record.bad_entry`."""
    if not isinstance(value, dict) or tuple(sorted(value)) != FIELDS:
        raise ComityError("record.bad_entry", field="entry")
    entry = Entry(**cast(Mapping[str, object], value))  # type: ignore[arg-type]  # checked in the next line
    check(entry)
    return entry


def check(entry: Entry) -> None:
    """Refuse an entry that is not as `Entry` says. Error: `record.bad_entry` with the first such `field`."""
    if type(entry.seq) is not int or not 0 <= entry.seq <= LARGEST:
        raise ComityError("record.bad_entry", field="seq")
    if not is_time(entry.time):
        raise ComityError("record.bad_entry", field="time")
    if not is_digest(entry.commitment):
        raise ComityError("record.bad_entry", field="commitment")
    if not isinstance(entry.kind, str) or not _KIND.fullmatch(entry.kind):
        raise ComityError("record.bad_entry", field="kind")
    for name in ("actor", "capacity", "party", "body", "subject"):
        if not isinstance(getattr(entry, name), str):
            raise ComityError("record.bad_entry", field=name)
    if not entry.actor:
        raise ComityError("record.bad_entry", field="actor")


def is_time(value: object) -> bool:
    """Whether `value` is RFC 3339 in UTC with microseconds and "Z", and a moment that there is."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_digest(value: object) -> bool:
    """Whether `value` is 32 bytes in lower-case hexadecimal digits."""
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def commit(payload: Mapping[str, object], salt: bytes) -> str:
    """The commitment of a payload: SHA-256 over salt and canonical payload, in hex.

    salt: 32 random bytes, kept beside the payload and erased with it. Errors: `record.bad_salt`,
    `record.not_canonical`.
    """
    return commit_bytes(encode(payload), salt)


def commit_bytes(payload: bytes, salt: bytes) -> str:
    """`commit` of a payload that is canonical bytes already."""
    if len(salt) != SALT:
        raise ComityError("record.bad_salt", found=len(salt), expected=SALT)
    return hashlib.sha256(salt + payload).hexdigest()


def leaf(entry: Entry) -> bytes:
    """The hash of an entry as a leaf of the tree: `merkle.leaf_hash` of its canonical bytes (32 bytes)."""
    return leaf_hash(encoded(entry))
