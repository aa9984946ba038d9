"""comity draw: take part in a draw by lot from one's own machine, and check one, with nothing but files.

What is written is what the secretariat enters in the record; secrets stay in files that only their owner can read.
"""

import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from comity.cli.options import LANGUAGE, Command, Option
from comity.cli.writing import new_file
from comity.flow.remember.bundle import LONGEST_LINE, MARKS, read_entry
from comity.flow.remember.canonical import encode, loaded
from comity.flow.remember.draws.course import KINDS, Course, course_of
from comity.flow.remember.draws.fields import fields, identifier, octets
from comity.flow.remember.draws.fields import name as a_name
from comity.flow.remember.draws.part import commitment, reveal, shares
from comity.flow.remember.draws.payloads import (
    COMMITTED,
    CONCLUDED,
    REBUILT,
    REVEALED,
    Announced,
    Committed,
    Concluded,
    Rebuilt,
    Revealed,
    subject_of,
)
from comity.flow.remember.merkle import leaf_hash, perfect_root, root
from comity.flow.remember.replay import fixed_roots, replay
from comity.methods.lots.group import SIZE
from comity.methods.lots.sharing import NONCE, key_of, new_secret
from comity.terms.errors import ComityError
from comity.terms.record import Opened
from comity.words import explain, resolve, say

_ENTRY = MARKS[1]
_STANDARD = "-"


@dataclass
class _Lines:
    """What a file of the record's lines has of one draw. leaves: hashes of all entries from the first on, as long as
    none is missing."""

    entries: list[Opened] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)

    def course(self) -> tuple[Course, Announced]:
        """The draw so far; what does not follow counts for nothing."""
        course = course_of(self.entries)
        if course.announced is None:
            raise ComityError("draw.unannounced")
        return course, course.announced


def key(*, file: str, language: str) -> int:
    """Make a key, keep its secret in a new file and show what is to be announced. Returns the exit code."""
    chosen, secret = resolve(language), new_secret()
    shown = key_of(secret).hex()
    _keep(Path(file), {"key": shown, "secret": secret.to_bytes(SIZE, "big").hex()})
    said = (say(chosen, "draw.key", shown=shown), say(chosen, "draw.keep", path=file))
    sys.stdout.writelines(f"{line}\n" for line in said)
    return 0


def commit(
    *, record: str, draw: str | None, name: str | None, secret: str | None, nonce: str | None, out: str, language: str
) -> int:
    """Seal a nonce: keep it in a new file, and write its dealing. Returns the exit code."""
    who, opens = _needed(name, "commit", "--name NAME"), _secret(_needed(secret, "commit", "--secret FILE"))
    kept = Path(_needed(nonce, "commit", "--nonce FILE"))
    course, announced = _lines(record, draw).course()
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if course.fixed is not None or now > announced.commit_by:
        raise ComityError("draw.committed_late", name=who, deadline=announced.commit_by)
    if who in course.dealings:
        raise ComityError("draw.committed_twice", name=who)
    drawn = secrets.token_bytes(NONCE)
    made = commitment(announced, who, opens, drawn)
    # The nonce is safe on the disk before anyone can see what seals it.
    _keep(kept, {"draw": announced.draw, "name": who, "nonce": drawn.hex()})
    _hand_over(COMMITTED, made, out)
    sys.stderr.write(say(resolve(language), "draw.keep", path=str(kept)) + "\n")
    return 0


def open_nonce(*, record: str, nonce: str | None, out: str, language: str) -> int:
    """Write the nonce that was sealed, once the root is fixed. Returns the exit code."""
    file = _needed(nonce, "reveal", "--nonce FILE")
    with _ours(file, "comity draw commit"):
        kept = fields(_json(file), ("draw", "name", "nonce"))
        draw, who = identifier(kept["draw"], "draw"), a_name(kept["name"], "name")
        sealed = octets(kept["nonce"], "nonce", NONCE)
    course, _ = _lines(record, draw).course()
    made = reveal(course, who, sealed)
    _hand_over(REVEALED, made, out)
    return 0


def open_shares(*, record: str, draw: str | None, name: str | None, secret: str | None, out: str, language: str) -> int:
    """Write the shares one holds of what others have not opened. Returns the exit code."""
    who, opens = _needed(name, "shares", "--name NAME"), _secret(_needed(secret, "shares", "--secret FILE"))
    course, _ = _lines(record, draw).course()
    _hand_over(REBUILT, shares(course, who, opens), out)
    return 0


def conclude(*, record: str, draw: str | None, out: str, language: str) -> int:
    """Write what comes out. Returns the exit code."""
    course, _ = _lines(record, draw).course()
    _hand_over(CONCLUDED, course.conclusion(), out)
    return 0


def check(*, record: str, draw: str | None, language: str) -> int:
    """Draw again from the record. Returns the exit code: 1 where something does not follow."""
    chosen, lines = resolve(language), _lines(record, draw)
    course, announced = lines.course()
    roots = fixed_roots(lines.entries)
    faults = sorted([*_not_following(lines), *_wrong_roots(lines, roots)], key=lambda one: one[0])
    told = "unsound" if faults else "sound" if course.ended else "open"
    said = [say(chosen, f"draw.{told}", draw=announced.draw)]
    said += [say(chosen, "draw.entry", seq=seq, sentence=explain(fault, chosen)) for seq, fault in faults]
    if not faults and roots:
        seen = all(size <= len(lines.leaves) for _, size, _ in roots)
        said.append(say(chosen, "draw.root_checked" if seen else "draw.root_unchecked"))
    if not faults and course.ended and not course.missing:
        said.append(encode(course.conclusion().drawn).decode())
    sys.stdout.writelines(f"{line}\n" for line in said)
    return 1 if faults else 0


def _not_following(lines: _Lines) -> Iterator[tuple[int, ComityError]]:
    for one in replay(lines.entries):
        yield one.seq, ComityError(one.code, **one.parameters)


def _wrong_roots(lines: _Lines, roots: Sequence[tuple[int, int, bytes]]) -> Iterator[tuple[int, ComityError]]:
    """Roots that are not those of the entries, as far as these are there."""
    leaves = lines.leaves
    for seq, size, claimed in roots:
        if size <= len(leaves):
            over = root(size, lambda level, index: perfect_root(leaves[index << level : (index + 1) << level]))
            if over != claimed:
                yield seq, ComityError("draw.root_wrong", found=claimed.hex(), expected=over.hex())


def _lines(file: str, draw: str | None) -> _Lines:
    """The lines of one draw in a bundle of the record, or in an excerpt of one.

    Errors: `draw.bad_line`, `draw.none_in_file`, `draw.several_in_file`, `draw.no_such_draw`, `draw.cannot_read`.
    """
    draws: dict[str, list[Opened]] = {}
    leaves: list[bytes] = []
    for number, line in enumerate(_read(file), start=1):
        if not line.startswith(_ENTRY):
            if not line.startswith(MARKS):
                raise ComityError("draw.bad_line", file=file, line=number)
            continue
        try:
            row = read_entry(line)
        except ComityError as fault:
            raise ComityError("draw.bad_line", file=file, line=number) from fault
        opened = row.opened()
        if opened.entry.seq == len(leaves):
            leaves.append(leaf_hash(row.data))
        if opened.entry.kind in KINDS:
            draws.setdefault(opened.entry.subject, []).append(opened)
    return _Lines(_one_of(draws, draw, file), leaves)


def _one_of(draws: Mapping[str, list[Opened]], draw: str | None, file: str) -> list[Opened]:
    there = ", ".join(sorted(subject.partition(":")[2] for subject in draws))
    if not draws:
        raise ComityError("draw.none_in_file", file=file)
    if draw is None:
        if len(draws) > 1:
            raise ComityError("draw.several_in_file", file=file, expected=there)
        return next(iter(draws.values()))
    if subject_of(draw) not in draws:
        raise ComityError("draw.no_such_draw", file=file, found=draw, expected=there)
    return draws[subject_of(draw)]


def _secret(file: str) -> int:
    with _ours(file, "comity draw key"):
        kept = fields(_json(file), ("key", "secret"))
        secret = int.from_bytes(octets(kept["secret"], "secret", SIZE), "big")
        if octets(kept["key"], "key", SIZE) != key_of(secret):
            raise ComityError("draw.other_key", name=file)
    return secret


def _needed(value: str | None, verb: str, expected: str) -> str:
    if value is None:
        raise ComityError("use.missing_argument", command=f"comity draw {verb}", expected=expected)
    return value


def _json(file: str) -> object:
    return loaded(b"".join(_read(file)))


def _read(file: str) -> Iterator[bytes]:
    """The lines of a file. Errors: `draw.cannot_read`, `draw.bad_line` for one that is too long."""
    try:
        with Path(file).open("rb") as stream:
            number = 0
            while line := stream.readline(LONGEST_LINE):
                number += 1
                if not line.endswith(b"\n") and len(line) == LONGEST_LINE:
                    raise ComityError("draw.bad_line", file=file, line=number)
                yield line
    except OSError as problem:
        raise ComityError("draw.cannot_read", file=file, reason=problem.strerror or str(problem)) from problem


@dataclass
class _ours:  # noqa: N801  # reads as the statement it is used in
    """Whatever is wrong with a file that only this command writes is said in one way."""

    file: str
    made_with: str

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> None:
        if isinstance(fault, ComityError) and fault.code != "draw.cannot_read":
            raise ComityError("draw.bad_file", file=self.file, expected=self.made_with) from fault


def _keep(path: Path, secret: Mapping[str, str]) -> None:
    """Write a secret that only its owner can read, and never over another. Errors: `draw.file_exists`,
    `file.cannot_write`."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(encode(secret) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError as there:
        raise ComityError("draw.file_exists", path=str(path)) from there
    except OSError as problem:
        raise ComityError("file.cannot_write", path=str(path), reason=problem.strerror or str(problem)) from problem


def _hand_over(kind: str, made: Committed | Revealed | Rebuilt | Concluded, out: str) -> None:
    """Write what is to be entered in the record."""
    line = encode({"kind": kind, "payload": made.to_payload()}) + b"\n"
    if out == _STANDARD:
        sys.stdout.buffer.write(line)
        return
    with new_file(Path(out)) as stream:
        stream.write(line)


_DRAW, _NAME, _SECRET = Option("--draw", "ID"), Option("--name", "NAME"), Option("--secret", "FILE")
_NONCE, _OUT = Option("--nonce", "FILE"), Option("--out", "FILE|-", default=_STANDARD)
_VERBS = (
    Command("draw key", "FILE", options=(LANGUAGE,), examples=("comity draw key key.json",), run=key),
    Command(
        "draw commit",
        "RECORD",
        options=(_DRAW, _NAME, _SECRET, _NONCE, _OUT, LANGUAGE),
        examples=("comity draw commit record.jsonl --name bra --secret key.json --nonce nonce.json --out sealed.json",),
        run=commit,
    ),
    Command(
        "draw reveal",
        "RECORD",
        options=(_NONCE, _OUT, LANGUAGE),
        examples=("comity draw reveal record.jsonl --nonce nonce.json",),
        run=open_nonce,
    ),
    Command(
        "draw shares",
        "RECORD",
        options=(_DRAW, _NAME, _SECRET, _OUT, LANGUAGE),
        examples=("comity draw shares record.jsonl --name bra --secret key.json",),
        run=open_shares,
    ),
    Command(
        "draw run",
        "RECORD",
        options=(_DRAW, _OUT, LANGUAGE),
        examples=("comity draw run record.jsonl --out result.json",),
        run=conclude,
    ),
    Command(
        "draw check",
        "RECORD",
        options=(_DRAW, LANGUAGE),
        examples=("comity draw check record.jsonl",),
        run=check,
    ),
)
COMMAND = Command("draw", verbs={verb.name.partition(" ")[2]: verb for verb in _VERBS})


def run() -> int:
    """Never called: every verb has its own."""
    return 2
