"""The record of an installation: taken away as a file, and statements about its keys entered.

Loaded only when asked for, because what works on files alone needs neither settings nor a database.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from comity.cli.installation import home_folder, refuse_missing, set_up, using
from comity.cli.writing import new_file, refuse_unwritable
from comity.flow.remember.keys import INTRODUCED, REVOKED, countersigned, introduction, revocation
from comity.flow.remember.signing import SigningKey
from comity.terms.errors import ComityError
from comity.words import say

_ACTS = "comity.web.spine.acts.checkpoints"


def export(*, file: str, whole: bool, replace: bool, home: str | None, language: str) -> int:
    """Write the record with a checkpoint over all of it. Returns 0."""
    folder, path = home_folder(home), Path(file)
    refuse_missing(folder)
    refuse_unwritable(path)
    if path.exists() and not replace:
        raise ComityError("record.export_there", path=file)
    with using(folder):
        set_up(folder)
        bundles, checkpoints = import_module("comity.web.rooms.remember.bundles"), import_module(_ACTS)
        entry = import_module("comity.web.rooms.remember.acts").note_export() if whole else None
        checkpoint = checkpoints.sign()
        with new_file(path) as stream:
            bundles.export(stream, checkpoint, whole=whole)
        key = checkpoints.signing_key().fingerprint
    said = [say(language, "record.exported", n=checkpoint.size, path=file, fingerprint=key)]
    said += [say(language, "record.exported.whole", entry=entry.seq)] if entry is not None else []
    sys.stdout.writelines(f"{line}\n" for line in said)
    return 0


def rotate(key: SigningKey, file: str, home: str, language: str) -> int:
    """Put `key`, whose file is `file`, in the place of the installation's own, which signs that. Returns 0."""
    with _installation(home) as checkpoints:
        old = checkpoints.signing_key()
        if old.fingerprint != key.fingerprint:
            payload = countersigned(INTRODUCED, introduction(key, old.fingerprint), old)
            return _enter(checkpoints, INTRODUCED, payload, Path(file), language)
        return _installed(checkpoints, Path(file), language)


def revoke(fingerprint: str, last: int, reason: str, key: SigningKey | None, home: str, language: str) -> int:
    """Revoke a key, signed by `key`, or by the installation's own where none is given. Returns 0."""
    with _installation(home) as checkpoints:
        payload = countersigned(REVOKED, revocation(fingerprint, last, reason), key or checkpoints.signing_key())
        return _enter(checkpoints, REVOKED, payload, None, language)


def enter(kind: str, payload: Mapping[str, Any], key: str | None, home: str | None, language: str) -> int:
    """Enter a statement that has its signatures; where it introduces a key of the record, `key` is its file. Returns
    0."""
    with _installation(home) as checkpoints:
        file = Path(key) if key is not None else None
        if kind == INTRODUCED and file is None:
            raise ComityError("use.missing_argument", command="comity record key enter", expected="--key FILE")
        if file is not None and str(checkpoints.ring().current) == payload.get("key"):
            return _installed(checkpoints, file, language)
        return _enter(checkpoints, kind, payload, file if kind == INTRODUCED else None, language)


@contextmanager
def _installation(home: str | None) -> Iterator[Any]:
    """The acts on checkpoints of an installation, while nobody replaces its home."""
    folder = home_folder(home)
    refuse_missing(folder)
    with using(folder):
        set_up(folder)
        yield import_module(_ACTS)


def _enter(checkpoints: Any, kind: str, payload: Mapping[str, Any], file: Path | None, language: str) -> int:
    acting = import_module("comity.web.spine.acting").THE_SYSTEM
    if file is not None:
        # Whatever is wrong with the file is found before anything is entered.
        SigningKey.from_file(file, checkpoints.passphrase)
    entry = checkpoints.enter_statement(acting, kind, payload)
    sys.stdout.write(say(language, "key.entered", entry=entry.seq) + "\n")
    return 0 if file is None else _installed(checkpoints, file, language)


def _installed(checkpoints: Any, file: Path, language: str) -> int:
    """Also where an earlier try entered the statement and was cut off before the key was in its place."""
    checkpoints.install_key(file)
    checkpoint = checkpoints.sign()
    fingerprint = checkpoints.signing_key().fingerprint
    sys.stdout.write(say(language, "key.in_place", fingerprint=fingerprint, size=checkpoint.size) + "\n")
    return 0
