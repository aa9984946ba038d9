"""Entries as bytes, and what binds a payload to its entry without showing it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from json.encoder import encode_basestring as _quoted
from typing import Any

from comity.flow.remember.canonical import LARGEST, decode, encode
from comity.flow.remember.merkle import leaf_hash
from comity.terms.errors import ComityError
from comity.terms.record import Entry

SALT = 32
"""Bytes of a salt: as many as the commitment has, so that no payload can be found by trying."""

FIELDS = frozenset(field.name for field in fields(Entry))
_TEXTS = ("actor", "capacity", "party", "body", "subject")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+", re.ASCII)


def encoded(entry: Entry) -> bytes:
    """The canonical JSON of an entry: what its leaf is made of.

    Errors: `record.bad_entry` with the `field` that is not as `Entry` says; `record.not_canonical`.
    """
    return fields_encoded(vars(entry))


def fields_encoded(entry: Mapping[str, Any]) -> bytes:
    """The same of an entry's fields. Errors: those of `encoded`; `record.bad_entry` also where one is missing or is
    none of an entry's."""
    _check(entry)
    # The names stand in the order of canonical JSON, which is quicker than sorting them each time.
    text = (
        f'{{"actor":{_quoted(entry["actor"])},"body":{_quoted(entry["body"])},"capacity":{_quoted(entry["capacity"])},'
        f'"commitment":"{entry["commitment"]}","kind":"{entry["kind"]}","party":{_quoted(entry["party"])},'
        f'"seq":{entry["seq"]},"subject":{_quoted(entry["subject"])},"time":"{entry["time"]}"}}'
    )
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise ComityError("record.not_canonical", reason="text") from None


def parsed(data: bytes) -> Entry:
    """The entry that canonical JSON says. Errors: those of `fields_encoded`."""
    value = decode(data)
    if not isinstance(value, dict):
        raise ComityError("record.bad_entry", field="entry")
    _check(value)
    return Entry(**value)


def _check(entry: Mapping[str, Any]) -> None:
    """Refuse fields that are not as `Entry` says, naming the first."""
    if len(entry) != len(FIELDS) or not FIELDS.issuperset(entry):
        raise ComityError("record.bad_entry", field="entry")
    seq, kind = entry["seq"], entry["kind"]
    if type(seq) is not int or not 0 <= seq <= LARGEST:
        raise ComityError("record.bad_entry", field="seq")
    if not is_time(entry["time"]):
        raise ComityError("record.bad_entry", field="time")
    if not is_digest(entry["commitment"]):
        raise ComityError("record.bad_entry", field="commitment")
    if type(kind) is not str or not _KIND.fullmatch(kind):
        raise ComityError("record.bad_entry", field="kind")
    for name in _TEXTS:
        if not isinstance(entry[name], str):
            raise ComityError("record.bad_entry", field=name)
    if not entry["actor"]:
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
