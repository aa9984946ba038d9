"""comity record witness: cosign a checkpoint of a record that, since it was last seen, has only grown."""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from comity.analysis.verifying import verify
from comity.cli.options import LANGUAGE, Command, Option
from comity.cli.passphrases import PASSPHRASE, opened_key
from comity.cli.writing import new_file
from comity.exporters.verification import summary
from comity.flow.remember.notes import cosign, with_cosignature
from comity.flow.remember.verification import SOUND, TAMPERED
from comity.flow.remember.witnessing import Seen, grown, proof_of
from comity.importers.record_bundle import is_bundle, read_note
from comity.terms.errors import ComityError
from comity.words import explain, resolve, say

DONE, NO, BAD = 0, 1, 2
_REFUSALS = frozenset(
    {
        "record.not_signed",
        "record.witness_back",
        "record.witness_other",
        "record.witness_sideways",
        "record.witness_unproved",
        "record.wrong_signature",
    }
)


def witness(
    *,
    file: str,
    key: str | None,
    state: str | None,
    trust: str | None,
    proof: str | None,
    passphrase_file: str | None,
    language: str,
) -> int:
    """Check, remember, and print the cosigned checkpoint. Returns 0 (cosigned), 1 (it did not only grow) or 2."""
    language = resolve(language)
    for name, value in (("--key FILE", key), ("--state FILE", state)):
        if value is None:
            raise ComityError("use.missing_argument", command="comity record witness", expected=name)
    own = opened_key(str(key), passphrase_file, language)
    with _alone(Path(str(state))):
        seen = _remembered(Path(str(state)))
        try:
            found = _from_bundle(file, seen, trust, language) if is_bundle(file) else _from_note(file, seen, proof)
        except ComityError as error:
            if error.code not in _REFUSALS:
                raise
            sys.stdout.write(f"{explain(error, language)}\n")
            return NO
        if isinstance(found, int):
            return found
        signed = with_cosignature(found.note, cosign(found.note, own, int(time.time())))
        # First remembered, then said: whoever has the cosignature can count on its being remembered.
        _remember(Path(str(state)), Seen(found.key, signed))
    sys.stdout.write(signed)
    return DONE


def _from_bundle(file: str, seen: Seen | None, trust: str | None, language: str) -> Seen | int:
    """The checkpoint of a sound bundle, or the exit code where it is not sound."""
    if seen is None and trust is None:
        raise ComityError("use.missing_argument", command="comity record witness", expected="--trust FINGERPRINT")
    with TemporaryDirectory() as folder:
        held = None
        if seen is not None:
            held = Path(folder) / "held"
            held.write_text(seen.note, encoding="utf-8")
        found = verify(file, trust=trust, against=held)
    if found.verdict != SOUND or found.signer is None:
        sys.stdout.write(summary(found, language))
        if found.verdict == TAMPERED:
            return NO
        sys.stderr.write(f"comity: {say(language, 'verification.only_consistent')}\n")
        return BAD
    return Seen(found.signer, found.note)


def _from_note(file: str, seen: Seen | None, proof: str | None) -> Seen:
    """A checkpoint in a file of its own, with the proof that it goes on from the one before."""
    if seen is None:
        raise ComityError("record.witness_needs_bundle", file=file)
    note = read_note(file)
    grown(seen, note, proof_of("" if proof is None else read_note(proof)))
    return Seen(seen.key, note)


def _remembered(path: Path) -> Seen | None:
    """What was seen last, or None where nothing was. Error: `record.bad_state`."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise ComityError("record.key_unreadable", file=str(path), reason=reason) from None
    try:
        return Seen.from_bytes(data)
    except ComityError:
        raise ComityError("record.bad_state", file=str(path)) from None


def _remember(path: Path, seen: Seen) -> None:
    with new_file(path) as stream:
        stream.write(seen.to_bytes())
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two runs on one state would each cosign its own story: the second waits for the first."""
    try:
        handle = os.open(f"{path}.lock", os.O_WRONLY | os.O_CREAT, 0o600)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise ComityError("file.cannot_write", path=f"{path}.lock", reason=reason) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


WITNESS = Command(
    "record witness",
    argument="FILE",
    options=(
        Option("--key", "FILE"),
        Option("--state", "FILE"),
        Option("--trust", "FINGERPRINT"),
        Option("--proof", "FILE"),
        PASSPHRASE,
        LANGUAGE,
    ),
    examples=(
        "comity record witness bundle.jsonl --key witness.key --state seen.json --trust 3f5a-…",
        "comity record witness checkpoint.txt --proof proof.txt --key witness.key --state seen.json",
    ),
    run=witness,
)
