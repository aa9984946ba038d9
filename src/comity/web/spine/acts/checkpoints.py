"""Signing the record: the key of the installation, checkpoints, and the cosignatures of witnesses."""

import os
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comity.flow.remember.keys import INTRODUCED, KINDS, Keyring, introduction, keyring
from comity.flow.remember.notes import (
    SigningKey,
    cosignatures,
    note_of,
    sign_checkpoint,
    with_cosignature,
)
from comity.terms.errors import ComityError
from comity.terms.record import Opened
from comity.web.spine.acting import THE_SYSTEM
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
    where it was not yet."""
    key = signing_key()
    with transaction.atomic():
        if not ring().tenures:
            append(Act(THE_SYSTEM, INTRODUCED, f"key:{key.fingerprint}", introduction(key)))
        size, latest = record.size(), record.latest_checkpoint()
        if latest is not None and latest.size == size:
            return latest
        checkpoint = record.as_checkpoint(settings.COMITY_RECORD, size)
        return SignedCheckpoint.objects.create(size=size, root=checkpoint.root, note=sign_checkpoint(checkpoint, key))


def cosigned(line: str, size: int) -> SignedCheckpoint:
    """The checkpoint of `size` entries with a witness's signature line added.

    Errors: `record.no_checkpoint`; `record.witness_unknown` where no witness of the record made it.
    """
    with transaction.atomic():
        found = SignedCheckpoint.objects.filter(size=size).order_by("-pk").first()
        if found is None:
            raise ComityError("record.no_checkpoint", size=size)
        note = with_cosignature(found.note, line)
        if len(cosignatures(note_of(note), ring().witnesses)) <= len(
            cosignatures(note_of(found.note), ring().witnesses)
        ):
            raise ComityError("record.witness_unknown")
        return SignedCheckpoint.objects.create(size=size, root=found.root, note=note)


def _statements() -> list[Opened]:
    return record.opened(Entry.objects.filter(kind__in=KINDS).order_by("seq"), None)
