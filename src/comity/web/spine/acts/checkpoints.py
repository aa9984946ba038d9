"""Signing the record: the key of the installation, checkpoints, and the cosignatures of witnesses."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comity.flow.remember.keys import (
    INTRODUCED,
    KINDS,
    REVOKED,
    WITNESS_INTRODUCED,
    Keyring,
    introduction,
    keyring,
)
from comity.flow.remember.notes import (
    PublicKey,
    SigningKey,
    cosignatures,
    fingerprint,
    note_of,
    sign_checkpoint,
    signer,
    with_cosignature,
)
from comity.terms.errors import ComityError
from comity.terms.record import Entry as Entered
from comity.terms.record import Opened
from comity.web.spine.acting import THE_SYSTEM, Acting
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Entry, SignedCheckpoint
from comity.web.spine.queries import record


def key_file() -> Path:
    """Where the key that signs the record is kept."""
    return Path(settings.COMITY_HOME) / "keys" / "record.key"


def passphrase() -> bytes:
    """What opens the key: COMITY_KEY_PASSPHRASE. Error: `record.key_locked`."""
    given = os.environ.get("COMITY_KEY_PASSPHRASE", "")
    if not given:
        raise ComityError("record.key_locked")
    return given.encode()


def signing_key() -> SigningKey:
    """The key of the installation; made where there is none and the record knows of none yet.

    Error: `record.key_missing` where the record knows a key that is not here.
    """
    path = key_file()
    if path.exists():
        return SigningKey.from_file(path, passphrase)
    if ring().tenures:
        raise ComityError("record.key_missing", fingerprint=ring().tenures[-1].key.fingerprint)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = SigningKey.generate(settings.COMITY_RECORD)
    given = os.environ.get("COMITY_KEY_PASSPHRASE", "")
    made.to_file(path, given.encode() or None)
    return made


def ring() -> Keyring:
    """The keys and witnesses as the record tells them."""
    return keyring(_statements())


def sign() -> SignedCheckpoint:
    """A signed checkpoint over all entries; the one there is where nothing was added since. The key is introduced first
    where the record knows of none.

    Errors: `record.key_not_current` where the key here is not the key of the day: it was replaced or revoked;
    `record.history_changed` where the record no longer begins with what was signed last.
    """
    key = signing_key()
    with transaction.atomic():
        if not ring().tenures:
            append(Act(THE_SYSTEM, INTRODUCED, _subject(key.public), introduction(key)))
        if ring().current != key.public:
            raise ComityError("record.key_not_current", fingerprint=key.fingerprint)
        size, latest = record.size(), standing()
        if latest is not None:
            _refuse_another_past(latest, size)
            if latest.size == size:
                return latest
        checkpoint = record.as_checkpoint(settings.COMITY_RECORD, size)
        return SignedCheckpoint.objects.create(size=size, root=checkpoint.root, note=sign_checkpoint(checkpoint, key))


def _refuse_another_past(latest: SignedCheckpoint, size: int) -> None:
    """Whoever has the database can rewrite it; the key does not sign two pasts."""
    if latest.size > size or record.root_at(latest.size) != bytes(latest.root):
        raise ComityError("record.history_changed", size=latest.size)


def standing() -> SignedCheckpoint | None:
    """The checkpoint that covers most, of those whose key could vouch for that many entries: what a key signed after
    it was replaced or revoked counts for nothing."""
    known = ring()
    for one in SignedCheckpoint.objects.order_by("-size", "-pk").iterator():
        by = signer(note_of(one.note), known.keys)
        if by is not None and known.counts(by, one.size):
            return one
    return None


def enter_statement(acting: Acting, kind: str, payload: Mapping[str, object]) -> Entered:
    """Enter what was stated about a key: that it takes the place of another, that it no longer counts, or that it is a
    witness's. It is entered only if it holds by all that the record says of keys.

    Errors: `record.bad_statement` for another kind; `record.witness_known`; the faults that `keys.keyring` finds.
    """
    named = _named(kind, payload)
    with transaction.atomic():
        if kind == WITNESS_INTRODUCED and str(payload["key"]) in map(str, ring().witnesses):
            raise ComityError("record.witness_known", name=str(payload["key"]).partition("+")[0])
        entry = append(Act(acting, kind, f"key:{named}", payload))
        for fault in ring().faults:
            if fault.seq == entry.seq:
                raise ComityError(fault.code, **{"seq": entry.seq, **fault.parameters})
    return entry


def admit_witness(acting: Acting, payload: Mapping[str, object]) -> Entered:
    """Enter the introduction that a witness has signed. Errors: those of `enter_statement`."""
    return enter_statement(acting, WITNESS_INTRODUCED, payload)


def install_key(file: Path) -> None:
    """Let the key in `file` be the one that signs here, whole or not at all; the one before is gone from here.

    Error: `record.key_not_current` where the record does not say that it takes its place.
    """
    key = SigningKey.from_file(file, passphrase)
    if ring().current != key.public:
        raise ComityError("record.key_not_current", fingerprint=key.fingerprint)
    place = key_file()
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # What mkstemp makes can be read by its owner only.
    handle, unfinished = tempfile.mkstemp(dir=place.parent, prefix=".key-")
    with os.fdopen(handle, "wb") as stream:
        stream.write(file.read_bytes())
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(unfinished, place)


def cosigned(line: str, size: int) -> SignedCheckpoint:
    """The checkpoint of `size` entries with a witness's signature line added; as it is, where the same witness has
    cosigned it before.

    Errors: `record.no_checkpoint`; `record.bad_note`; `record.witness_unknown` where no witness of the record made it;
    `record.wrong_signature` where it is of another checkpoint.
    """
    line = line.rstrip("\n") + "\n"
    if line.count("\n") > 1:
        raise ComityError("record.bad_note", line=1)
    with transaction.atomic():
        found = SignedCheckpoint.objects.filter(size=size).order_by("-pk").first()
        if found is None:
            raise ComityError("record.no_checkpoint", size=size)
        note, witnesses = note_of(found.note), ring().witnesses
        new = note_of(with_cosignature(replace(note, signatures=note.signatures[:1]).text(), line))
        if new.signatures[1].name not in {one.name for one in witnesses}:
            raise ComityError("record.witness_unknown")
        (seen,) = cosignatures(new, witnesses)
        if seen.witness in {one.witness for one in cosignatures(note, witnesses)}:
            return found
        whole = with_cosignature(found.note, line)
        return SignedCheckpoint.objects.create(size=size, root=found.root, note=whole)


def _named(kind: str, payload: Mapping[str, object]) -> str:
    """The fingerprint of the key that a statement is about. Errors: `record.bad_statement`, `record.bad_key`,
    `record.bad_fingerprint`."""
    if kind not in KINDS:
        raise ComityError("record.bad_statement", kind=kind)
    if kind == REVOKED:
        return fingerprint(str(payload.get("fingerprint", "")))
    return PublicKey.parsed(str(payload.get("key", ""))).fingerprint


def _subject(key: PublicKey) -> str:
    return f"key:{key.fingerprint}"


def _statements() -> list[Opened]:
    return record.opened(Entry.objects.filter(kind__in=KINDS).order_by("seq"), None)
