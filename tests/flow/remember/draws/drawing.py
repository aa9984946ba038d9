"""A record in which a draw is held: participants with keys, a clock, and the entries as they were appended."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from comity.flow.remember.draws.asked import Asked, Sample
from comity.flow.remember.draws.course import KINDS, Course
from comity.flow.remember.draws.part import commitment, reveal, shares
from comity.flow.remember.draws.payloads import (
    ANNOUNCED,
    COMMITTED,
    CONCLUDED,
    REBUILT,
    REVEALED,
    ROOT_FIXED,
    Announced,
    Committed,
    Concluded,
    RootFixed,
    subject_of,
)
from comity.flow.remember.entries import commit, leaf
from comity.flow.remember.merkle import perfect_root, root
from comity.methods.lots.sharing import Dealing, deal, key_of, new_secret
from comity.terms.errors import ComityError
from comity.terms.record import Entry, Opened

START = datetime(2026, 3, 1, tzinfo=UTC)
SALT = bytes(32)
G21 = {f"member-{number:02}": f"region-{number % 5}" for number in range(21)}


def at(minutes: float) -> str:
    return (START + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def root_over(entries: Sequence[Opened]) -> bytes:
    """The root of a record with these entries."""
    leaves = [leaf(opened.entry) for opened in entries]
    return root(len(leaves), lambda level, index: perfect_root(leaves[index << level : (index + 1) << level]))


@dataclass
class Holding:
    """A draw of `names`, in a record whose keeper refuses nothing: `refused` has what ought to be. `minute` is
    the time on the clock; commit_by is at 60, reveal_by at 120, rebuild_by at 180."""

    names: Sequence[str]
    asked: Asked = field(default_factory=lambda: Sample(3))
    pool: Mapping[str, str] = field(default_factory=lambda: dict(G21))
    draw: str = "panel-1"
    minute: float = 0
    entries: list[Opened] = field(default_factory=list)
    course: Course = field(default_factory=Course)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.secrets = {name: new_secret() for name in self.names}
        self.nonces = {name: hashlib.sha256(f"nonce of {name}".encode()).digest() for name in self.names}
        keys = {name: key_of(secret) for name, secret in self.secrets.items()}
        threshold = len(self.names) // 2 + 1
        times = (at(60), at(120), at(180))
        self.announced = Announced(self.draw, "who sits on the panel", self.pool, self.asked, keys, threshold, *times)

    def append(self, kind: str, payload: Mapping[str, object], subject: str = "") -> None:
        subject = subject or subject_of(self.draw)
        entry = Entry(
            len(self.entries),
            at(self.minute),
            "person-1",
            "delegation",
            "",
            "g20",
            kind,
            subject,
            commit(payload, SALT),
        )
        self.entries.append(Opened(entry, payload, SALT.hex()))
        if kind in KINDS:
            try:
                self.course.take(entry, payload)
            except ComityError as error:
                self.refused.append(error.code)

    def announce(self) -> None:
        self.append("body.opened", {"name": "a panel"}, "body:g20")
        self.append(ANNOUNCED, self.announced.to_payload())

    def commit(self, name: str) -> None:
        made = commitment(self.announced, name, self.secrets[name], self.nonces[name])
        self.append(COMMITTED, made.to_payload())

    def cheat(self, name: str) -> None:
        """Commit to a dealing of which one share is not what its proof says."""
        place = self.announced.places[name]
        dealing = deal(self.nonces[name], self.secrets[name], place, self.announced.circle)
        shares = (dealing.shares[1], *dealing.shares[1:])
        wrong = Dealing(shares, dealing.challenge, dealing.responses, dealing.key_response)
        self.append(COMMITTED, Committed(self.draw, name, wrong).to_payload())

    def fix_root(self) -> None:
        size = len(self.entries)
        over = root_over(self.entries)
        self.append(ROOT_FIXED, RootFixed(self.draw, size, over).to_payload())

    def reveal(self, name: str) -> None:
        self.append(REVEALED, reveal(self.course, name, self.nonces[name]).to_payload())

    def open_shares(self, name: str) -> None:
        self.append(REBUILT, shares(self.course, name, self.secrets[name]).to_payload())

    def conclude(self) -> Concluded:
        concluded = self.course.conclusion()
        self.append(CONCLUDED, concluded.to_payload())
        return concluded


def held(names: Sequence[str], silent: Sequence[str] = (), **named: object) -> Holding:
    """A whole draw of `names`, in which the silent ones commit and never reveal."""
    holding = Holding(names, **named)  # type: ignore[arg-type]
    holding.announce()
    for name in names:
        holding.commit(name)
    holding.fix_root()
    speaking = [name for name in names if name not in silent]
    for name in speaking:
        holding.reveal(name)
    holding.minute = 121
    if silent:
        for name in speaking[: holding.announced.threshold]:
            holding.open_shares(name)
    holding.conclude()
    return holding
