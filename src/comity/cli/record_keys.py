"""comity record key: keys are made, shown, rotated and revoked on files; the ceremony is in docs/how-to/keys.md."""

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from comity.cli.options import LANGUAGE, WHOLE, Command, Option
from comity.cli.passphrases import PASSPHRASE, new_passphrase, opened_key
from comity.cli.writing import new_file
from comity.flow.remember.canonical import decode, encode
from comity.flow.remember.keys import (
    INTRODUCED,
    REVOKED,
    WITNESS_INTRODUCED,
    Recovery,
    countersigned,
    introduction,
    revocation,
    witness_introduction,
)
from comity.flow.remember.signing import PublicKey, SigningKey
from comity.terms.errors import ComityError
from comity.words import resolve, say

STANDARD = "-"
PUBLIC = ".pub"
_MOST = 1 << 18
_HOME = Option("--home", "DIR")
_JSON = Option("--json", "FILE|-")
_JSON_OUT = Option("--json", "FILE|-", default=STANDARD)


def new(
    *,
    file: str,
    name: str | None,
    officer: tuple[str, ...],
    threshold: int,
    witness_of: str | None,
    passphrase_file: str | None,
    json: str | None,
    language: str,
) -> int:
    """Make a key: its file, a file of the public key beside it, and the statement that introduces it. Returns 0."""
    language = resolve(language)
    if name is None:
        raise ComityError("use.missing_argument", command="comity record key new", expected="--name NAME")
    recovery = Recovery(threshold, tuple(_public(one) for one in officer))
    key = SigningKey.generate(name)
    if witness_of is None:
        kind, payload = INTRODUCED, introduction(key, recovery=recovery)
    else:
        kind, payload = WITNESS_INTRODUCED, witness_introduction(key, witness_of)
    if Path(file + PUBLIC).exists():
        raise ComityError("record.key_exists", file=file + PUBLIC)
    key.to_file(Path(file), new_passphrase(file, passphrase_file, language) or None)
    with new_file(Path(file + PUBLIC)) as stream:
        stream.write(f"{key.public}\n".encode())
    if json is not None:
        _state(kind, payload, json)
    if json != STANDARD:
        _tell(key.public, language)
    return 0


def show(*, file: str, passphrase_file: str | None, language: str) -> int:
    """Say whose key it is, and its fingerprint. Returns 0."""
    language = resolve(language)
    if _head(file).startswith(b"Comity-Signing-Key:"):
        _tell(opened_key(file, passphrase_file, language).public, language)
    else:
        _tell(_public(file), language)
    return 0


def rotate(
    *,
    file: str,
    replaces: str | None,
    lost: str | None,
    home: str | None,
    passphrase_file: str | None,
    json: str,
    language: str,
) -> int:
    """Put the key in `file` in the place of another: signed by that one, or, where it is lost, to be signed by
    officers; or in the place of an installation's, which is entered in its record at once. Returns 0."""
    if [replaces, lost, home].count(None) != 2:
        expected = "--replaces FILE | --lost FINGERPRINT | --home DIR"
        raise ComityError("use.missing_argument", command="comity record key rotate", expected=expected)
    key = opened_key(file, passphrase_file, language)
    if home is not None:
        return int(_on_installation().rotate(key, file, home, resolve(language)))
    if replaces is None:
        payload = introduction(key, str(lost))
    else:
        old = opened_key(replaces, passphrase_file, language)
        payload = countersigned(INTRODUCED, introduction(key, old.fingerprint), old)
    _state(INTRODUCED, payload, json)
    return 0


def revoke(
    *,
    fingerprint: str,
    last: int | None,
    reason: str | None,
    key: str | None,
    home: str | None,
    passphrase_file: str | None,
    json: str,
    language: str,
) -> int:
    """Say that a key no longer counts: signed by the key given, or to be signed by officers; or signed by that key or
    an installation's own, and entered in its record at once. Returns 0."""
    if last is None or reason is None:
        expected = "--last N" if last is None else "--reason TEXT"
        raise ComityError("use.missing_argument", command="comity record key revoke", expected=expected)
    if home is not None:
        signer = None if key is None else opened_key(key, passphrase_file, language)
        return int(_on_installation().revoke(fingerprint, last, reason, signer, home, resolve(language)))
    payload = revocation(fingerprint, last, reason)
    if key is not None:
        payload = countersigned(REVOKED, payload, opened_key(key, passphrase_file, language))
    _state(REVOKED, payload, json)
    return 0


def sign(*, file: str, key: str | None, passphrase_file: str | None, json: str, language: str) -> int:
    """Put one more signature under a statement, after showing on standard error what it says. Returns 0."""
    language = resolve(language)
    if key is None:
        raise ComityError("use.missing_argument", command="comity record key sign", expected="--key FILE")
    kind, payload = _statement(file)
    signer = opened_key(key, passphrase_file, language)
    signed = countersigned(kind, payload, signer)
    said = encode({name: value for name, value in payload.items() if name != "signatures"}).decode("utf-8")
    sys.stderr.write(f"{say(language, 'key.signing', kind=kind, name=signer.name)} {said}\n")
    _state(kind, signed, json)
    return 0


def enter(*, file: str, key: str | None, home: str | None, language: str) -> int:
    """Enter a statement in the record of an installation. Returns 0."""
    kind, payload = _statement(file)
    return int(_on_installation().enter(kind, payload, key, home, resolve(language)))


def _on_installation() -> Any:
    """What works on an installation is loaded only for it."""
    return import_module("comity.cli.record_home")


def _tell(key: PublicKey, language: str) -> None:
    for label, value in (("name", key.name), ("fingerprint", key.fingerprint), ("public", str(key))):
        sys.stdout.write(f"{say(language, f'key.{label}')} {value}\n")


def _state(kind: str, payload: Mapping[str, object], where: str) -> None:
    """Write a statement: one line of canonical JSON with kind and payload, as the record takes it in."""
    line = encode({"kind": kind, "payload": payload}) + b"\n"
    if where == STANDARD:
        sys.stdout.write(line.decode("utf-8"))
        return
    with new_file(Path(where)) as stream:
        stream.write(line)


def _statement(file: str) -> tuple[str, Mapping[str, Any]]:
    """Kind and payload of a statement in a file. Error: `record.not_a_statement`."""
    try:
        told = decode(_head(file).removesuffix(b"\n"))
    except ComityError as error:
        if error.code != "record.not_canonical":
            raise
        told = None
    if not isinstance(told, dict) or set(told) != {"kind", "payload"} or not isinstance(told["payload"], dict):
        raise ComityError("record.not_a_statement", file=file)
    return str(told["kind"]), told["payload"]


def _public(file: str) -> PublicKey:
    """The public key in a file. Error: `record.not_a_public_key`."""
    try:
        return PublicKey.parsed(_head(file).decode("utf-8"))
    except (UnicodeDecodeError, ComityError) as error:
        if isinstance(error, ComityError) and error.code == "record.key_unreadable":
            raise
        raise ComityError("record.not_a_public_key", file=file) from None


def _head(file: str) -> bytes:
    try:
        with Path(file).open("rb") as stream:
            return stream.read(_MOST)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise ComityError("record.key_unreadable", file=file, reason=reason) from None


KEY = Command(
    "record key",
    verbs={
        "new": Command(
            "record key new",
            argument="FILE",
            options=(
                Option("--name", "NAME"),
                Option("--officer", "FILE", repeated=True),
                Option("--threshold", "N", kind=WHOLE, default=0),
                Option("--witness-of", "NAME"),
                PASSPHRASE,
                _JSON,
                LANGUAGE,
            ),
            examples=(
                "comity record key new head.key --name officer.example/head",
                "comity record key new record.key --name record.example/g20 --officer head.key.pub "
                "--officer chair.key.pub --officer clerk.key.pub --threshold 2 --json introduced.json",
            ),
            run=new,
        ),
        "show": Command(
            "record key show",
            argument="FILE",
            options=(PASSPHRASE, LANGUAGE),
            examples=("comity record key show record.key.pub",),
            run=show,
        ),
        "rotate": Command(
            "record key rotate",
            argument="FILE",
            options=(
                Option("--replaces", "FILE"),
                Option("--lost", "FINGERPRINT"),
                _HOME,
                PASSPHRASE,
                _JSON_OUT,
                LANGUAGE,
            ),
            examples=("comity record key rotate new.key --replaces record.key --json introduced.json",),
            run=rotate,
        ),
        "revoke": Command(
            "record key revoke",
            argument="FINGERPRINT",
            options=(
                Option("--last", "N", kind=WHOLE),
                Option("--reason", "TEXT"),
                Option("--key", "FILE"),
                _HOME,
                PASSPHRASE,
                _JSON_OUT,
                LANGUAGE,
            ),
            examples=(
                'comity record key revoke 3f5a-… --last 1200 --reason "The machine was stolen." --json revoked.json',
            ),
            run=revoke,
        ),
        "sign": Command(
            "record key sign",
            argument="FILE",
            options=(Option("--key", "FILE"), PASSPHRASE, _JSON_OUT, LANGUAGE),
            examples=("comity record key sign revoked.json --key head.key --json revoked-1.json",),
            run=sign,
        ),
        "enter": Command(
            "record key enter",
            argument="FILE",
            options=(Option("--key", "FILE"), _HOME, LANGUAGE),
            examples=("comity record key enter lost-2.json --key found.key --home /srv/comity",),
            run=enter,
        ),
    },
)
