"""comity draw: take part in a draw by lot from one's own machine, and check one, with nothing but files.

What is written is what the secretariat enters in the record; secrets stay in files that only their owner can read.
"""

import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from comity.cli.options import LANGUAGE, Command, Option
from comity.cli.writing import new_file
from comity.flow.remember.bundle import LONGEST_LINE, MARKS, read_entry
from comity.flow.remember.canonical import encode, loaded
from comity.flow.remember.draws.course import KINDS, Course
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

VERBS = ("key", "commit", "reveal", "shares", "run", "check")
COMMAND = Command(
    "draw",
    argument="VERB",
    choices=VERBS,
    options=(
        Option("--record", "FILE"),
        Option("--draw", "ID"),
        Option("--name", "NAME"),
        Option("--secret", "FILE"),
        Option("--nonce", "FILE"),
        Option("--out", "FILE|-", default="-"),
        LANGUAGE,
    ),
    examples=(
        "comity draw key --secret key.json",
        "comity draw commit --record record.jsonl --name bra --secret key.json --nonce nonce.json --out sealed.json",
        "comity draw reveal --record record.jsonl --name bra --nonce nonce.json",
        "comity draw check --record record.jsonl",
    ),
)
_ENTRY = MARKS[1]
_STANDARD = "-"


@dataclass(frozen=True)
class _Asked:
    verb: str
    language: str
    given: Mapping[str, str | None]

    def needed(self, option: str, metavar: str) -> str:
        """The value of an option that this verb cannot do without. Error: `use.missing_argument`."""
        value = self.given[option]
        if value is None:
            raise ComityError(
                "use.missing_argument", command=f"comity draw {self.verb}", expected=f"--{option} {metavar}"
            )
        return value

    @property
    def name(self) -> str:
        """In whose name."""
        return self.needed("name", "NAME")


@dataclass
class _Lines:
    """What a file of the record's lines has of one draw. leaves: hashes of all entries from the first on, as long as
    none is missing."""

    entries: list[Opened] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)

    def course(self) -> tuple[Course, Announced]:
        """The draw so far; what does not follow counts for nothing."""
        course = Course()
        for opened in self.entries:
            if opened.payload is not None:
                try:
                    course.take(opened.entry, opened.payload)
                except ComityError:
                    continue
        if course.announced is None:
            raise ComityError("draw.unannounced")
        return course, course.announced


def run(*, verb: str, out: str | None, language: str, **given: str | None) -> int:
    """Do what the verb says. Returns the exit code: 1 where a draw does not follow from the record."""
    asked = _Asked(verb, resolve(language), {**given, "out": out})
    return _DOES[verb](asked)


def _key(asked: _Asked) -> int:
    path, secret = Path(asked.needed("secret", "FILE")), new_secret()
    key = key_of(secret).hex()
    _keep(path, {"key": key, "secret": secret.to_bytes(SIZE, "big").hex()})
    sys.stdout.write(say(asked.language, "draw.key", key=key) + "\n")
    sys.stdout.write(say(asked.language, "draw.keep", path=str(path)) + "\n")
    return 0


def _commit(asked: _Asked) -> int:
    kept, secret = Path(asked.needed("nonce", "FILE")), _secret(asked)
    course, announced = _lines(asked).course()
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if course.fixed is not None or now > announced.commit_by:
        raise ComityError("draw.committed_late", name=asked.name, deadline=announced.commit_by)
    if asked.name in course.dealings:
        raise ComityError("draw.committed_twice", name=asked.name)
    nonce = secrets.token_bytes(NONCE)
    made = commitment(announced, asked.name, secret, nonce)
    # The nonce is safe on the disk before anyone can see what seals it.
    _keep(kept, {"draw": announced.draw, "name": asked.name, "nonce": nonce.hex()})
    _hand_over(asked, COMMITTED, made)
    sys.stderr.write(say(asked.language, "draw.keep", path=str(kept)) + "\n")
    return 0


def _reveal(asked: _Asked) -> int:
    file = asked.needed("nonce", "FILE")
    course, announced = _lines(asked).course()
    with _ours(file, "comity draw commit"):
        kept = fields(_json(file), ("draw", "name", "nonce"))
        draw, name = identifier(kept["draw"], "draw"), a_name(kept["name"], "name")
        nonce = octets(kept["nonce"], "nonce", NONCE)
    if draw != announced.draw or asked.given["name"] not in (None, name):
        raise ComityError("draw.other_nonce", file=file)
    _hand_over(asked, REVEALED, reveal(course, name, nonce))
    return 0


def _shares(asked: _Asked) -> int:
    secret = _secret(asked)
    course, _ = _lines(asked).course()
    _hand_over(asked, REBUILT, shares(course, asked.name, secret))
    return 0


def _run(asked: _Asked) -> int:
    course, _ = _lines(asked).course()
    _hand_over(asked, CONCLUDED, course.conclusion())
    return 0


def _check(asked: _Asked) -> int:
    lines = _lines(asked)
    course, announced = lines.course()
    faults = [(one.seq, ComityError(one.code, **one.parameters)) for one in replay(lines.entries)]
    roots = fixed_roots(lines.entries)
    for seq, size, claimed in roots:
        if size <= len(lines.leaves) and (over := _root(lines.leaves, size)) != claimed:
            faults.append((seq, ComityError("draw.root_wrong", found=claimed.hex(), expected=over.hex())))
    told = "unsound" if faults else "sound" if course.ended else "open"
    said = [say(asked.language, f"draw.{told}", draw=announced.draw)]
    said += [
        say(asked.language, "draw.entry", seq=seq, sentence=explain(fault, asked.language))
        for seq, fault in sorted(faults, key=lambda one: one[0])
    ]
    if not faults and roots:
        seen = all(size <= len(lines.leaves) for _, size, _ in roots)
        said.append(say(asked.language, "draw.root_checked" if seen else "draw.root_unchecked"))
    if not faults and course.ended and not course.missing:
        said.append(encode(course.conclusion().drawn).decode())
    sys.stdout.writelines(f"{line}\n" for line in said)
    return 1 if faults else 0


_DOES: Mapping[str, Callable[[_Asked], int]] = {
    "key": _key,
    "commit": _commit,
    "reveal": _reveal,
    "shares": _shares,
    "run": _run,
    "check": _check,
}


def _lines(asked: _Asked) -> _Lines:
    """The lines of one draw in a bundle of the record, or in an excerpt of one.

    Errors: `draw.bad_line`, `draw.none_in_file`, `draw.several_in_file`, `draw.no_such_draw`, `draw.cannot_read`.
    """
    file = asked.needed("record", "FILE")
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
    return _Lines(_one_of(draws, asked.given["draw"], file), leaves)


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


def _root(leaves: list[bytes], size: int) -> bytes:
    return root(size, lambda level, index: perfect_root(leaves[index << level : (index + 1) << level]))


def _secret(asked: _Asked) -> int:
    file = asked.needed("secret", "FILE")
    with _ours(file, "comity draw key"):
        kept = fields(_json(file), ("key", "secret"))
        secret = int.from_bytes(octets(kept["secret"], "secret", SIZE), "big")
        if octets(kept["key"], "key", SIZE) != key_of(secret):
            raise ComityError("draw.other_key", name=file)
    return secret


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


def _hand_over(asked: _Asked, kind: str, made: Committed | Revealed | Rebuilt | Concluded) -> None:
    """Write what is to be entered in the record."""
    line = encode({"kind": kind, "payload": made.to_payload()}) + b"\n"
    out = asked.needed("out", "FILE|-")
    if out == _STANDARD:
        sys.stdout.buffer.write(line)
        return
    with new_file(Path(out)) as stream:
        stream.write(line)
