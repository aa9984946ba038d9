"""Small records to try things on: their entries, their checkpoints, and bundles of them."""

import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from comity.exporters.record_bundle import write
from comity.flow.remember.entries import commit, leaf
from comity.flow.remember.keys import INTRODUCED, Payload, Recovery, introduction
from comity.flow.remember.merkle import root_of
from comity.flow.remember.notes import SigningKey, sign_checkpoint
from comity.terms.record import SYSTEM, Checkpoint, Entry, Opened

ORIGIN = "record.example/g20"
ACT = "statement.accepted"


@dataclass
class Record:
    """A record that grows entry by entry. key: the one that signs its checkpoints now."""

    key: SigningKey = field(default_factory=lambda: SigningKey.generate(ORIGIN))
    opened: list[Opened] = field(default_factory=list)

    def add(self, kind: str = ACT, payload: Payload | None = None, **other: str) -> Opened:
        seq = len(self.opened)
        told = {"text": f"entry {seq}", "n": seq} if payload is None else payload
        salt = hashlib.sha256(b"salt %d" % seq).digest()
        entry = Entry(
            seq=seq,
            time=f"2026-11-24T18:{seq // 60 % 60:02d}:{seq % 60:02d}.000000Z",
            actor=f"p-{seq}",
            capacity="secretariat",
            party="",
            body="g20",
            kind=kind,
            subject="body:g20",
            commitment=commit(told, salt),
        )
        self.opened.append(Opened(replace(entry, **other), told, salt.hex()))
        return self.opened[-1]

    def acts(self, count: int) -> "Record":
        for _ in range(count):
            self.add()
        return self

    def erase(self, seq: int) -> None:
        self.opened[seq] = Opened(self.opened[seq].entry, None, None)

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        covered = self.opened[:size]
        return Checkpoint(ORIGIN, len(covered), root_of([leaf(one.entry) for one in covered]))

    def note(self, size: int | None = None, key: SigningKey | None = None) -> str:
        return sign_checkpoint(self.checkpoint(size), key or self.key)

    def bundle(self, note: str | None = None, withhold: Callable[[Opened], bool] | None = None) -> bytes:
        return bundled(self.opened, note or self.note(), self.key, withhold)


def bundled(
    entries: Iterable[Opened], note: str, key: SigningKey, withhold: Callable[[Opened], bool] | None = None
) -> bytes:
    target = io.BytesIO()
    write(target, origin=ORIGIN, entries=entries, checkpoint=note, key=key, withhold=withhold)
    return target.getvalue()


def begun(key: SigningKey | None = None, officers: Sequence[SigningKey] = (), threshold: int = 0) -> Record:
    """A record whose first entry introduces its key, with its officers."""
    record = Record() if key is None else Record(key)
    recovery = Recovery(threshold, tuple(officer.public for officer in officers))
    record.add(INTRODUCED, introduction(record.key, recovery=recovery), actor=SYSTEM)
    return record
