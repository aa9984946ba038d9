"""Checking a record bundle on a machine that has nothing but the bundle, a fingerprint and perhaps an older checkpoint.

First the bundle against itself: every line in its one form, every payload against its commitment, the tree against the
signed note, the seal against all bytes. Then who signed: a key that is trusted, or that follows from it by the record's
own entries, and that could still vouch for this size. Then, where a checkpoint is held, whether this record begins with
all it was over. Then everything is done again that can be.
"""

import hashlib
import os
from collections.abc import Sequence

from comity.analysis.replaying import Replay, Replays, found_replays, keeping
from comity.flow.remember import bundle
from comity.flow.remember.keys import KINDS as KEY_KINDS
from comity.flow.remember.keys import Keyring, keyring
from comity.flow.remember.merkle import HASH, TILE, leaf_hash, root_of
from comity.flow.remember.notes import Note, PublicKey, cosignatures, fingerprint, note_of, signer
from comity.flow.remember.redaction import REDACTED, may_be_redacted, redactions
from comity.flow.remember.verification import (
    CONSISTENT,
    GROWN,
    REPLAYED,
    SOUND,
    TAMPERED,
    TRUSTED,
    UNVERIFIABLE,
    WITNESSED,
    Counts,
    Finding,
    Verification,
)
from comity.importers import record_bundle
from comity.terms.errors import ComityError
from comity.terms.record import Opened

MOST_FINDINGS = 100


def verify(
    path: str | os.PathLike[str],
    *,
    trust: str | None = None,
    against: str | os.PathLike[str] | None = None,
    replays: Sequence[Replay] | None = None,
) -> Verification:
    """Check the bundle at `path`.

    trust: the fingerprint of a key that is trusted; against: the file of a signed checkpoint that is held; replays: in
    place of every one the library has. With neither of the first two only inner consistency can be shown, and the
    verdict is UNVERIFIABLE at best.
    Errors: `record.bad_fingerprint`; for either file those of `record_bundle.opened`; `record.not_a_note` where
    `against` is no checkpoint.
    """
    trusted = fingerprint(trust) if trust is not None else ""
    held = None if against is None else _held(against)
    with record_bundle.opened(path) as lines, keeping(found_replays() if replays is None else replays) as again:
        reading = _Reading(again)
        try:
            for line in lines:
                reading.take(line)
            reading.end()
        except ComityError as error:
            reading.stop(error)
        # What was read to the end, or to where it broke; the rest of a broken file is only hashed.
        for line in lines:
            reading.digest.update(line)
        return _judged(reading, trusted, held)


class _Reading:
    """What is known of a bundle, line by line; a ComityError from `take` or `end` says what is wrong with the line."""

    def __init__(self, replays: Replays) -> None:
        self.digest = hashlib.sha256()
        self.line = 0
        self.origin, self.size, self.count = "", 0, 0
        self.times: tuple[str, str] = ("", "")
        self.shown = self.withheld = 0
        self.erased: dict[int, str] = {}
        self.keys: list[Opened] = []
        self.redactions: list[Opened] = []
        self.roots: list[bytes] = []
        self.listed: list[bytes] = []
        self.note: Note | None = None
        self.seal: tuple[PublicKey, bytes, bytes] | None = None
        self.replays = replays
        self.broken = False
        self.findings: list[Finding] = []
        self.more = 0
        self._leaves = bytearray()

    def take(self, line: bytes) -> None:
        """One more line."""
        self.line += 1
        before = self.digest.digest() if self.line > self.size + 3 else b""
        self.digest.update(line)
        if self.line == 1:
            self.origin, self.size = bundle.read_header(line)
        elif self.count < self.size:
            self._entry(line)
        elif self.line == self.size + 2:
            self.listed = bundle.read_tiles(line)
            if self.count % TILE:
                self.roots.append(root_of(self._last(self.count)))
        elif self.line == self.size + 3:
            self.note = note_of(bundle.read_checkpoint(line))
        elif self.line == self.size + 4:
            self.seal = (*bundle.read_seal(line), before)
        else:
            raise ComityError("record.more_lines")

    def end(self) -> None:
        """There are no more lines. Error: `record.cut_short`."""
        if self.seal is None:
            self.line += 1
            raise ComityError("record.cut_short", expected=self.size, found=self.count)

    def stop(self, error: ComityError) -> None:
        """Note what is wrong with the line read last; nothing behind it is looked at."""
        self.broken = True
        entry = 1 < self.line <= self.size + 1
        self.found(error.code, error.parameters, line=self.line, seq=self.line - 2 if entry else None)

    def found(self, code: str, parameters: object, *, line: int | None = None, seq: int | None = None) -> None:
        """Note something wrong."""
        if len(self.findings) == MOST_FINDINGS:
            self.more += 1
            return
        told = dict(parameters) if isinstance(parameters, dict) else {}
        if line is None and seq is not None:
            line = seq + 2
        self.findings.append(Finding(code, told, line, seq))

    def _entry(self, line: bytes) -> None:
        row = bundle.read_row(line)
        seq, kind, time = self.count, str(row.fields["kind"]), str(row.fields["time"])
        if row.fields["seq"] != seq:
            raise ComityError("record.out_of_order", found=str(row.fields["seq"]), seq=seq)
        if time < self.times[1]:
            raise ComityError("record.back_in_time", found=time, expected=self.times[1])
        self.times = (self.times[0] or time, time)
        if not row.fits:
            # Only this payload is in question: the rest of the bundle can still be told.
            self.found("record.commitment_wrong", {"seq": seq}, seq=seq)
        if row.state == bundle.SHOWN:
            self.shown += 1
        elif row.state == bundle.WITHHELD:
            self.withheld += 1
        else:
            self.erased[seq] = kind
        if kind in KEY_KINDS:
            self.keys.append(row.opened())
        elif kind == REDACTED:
            self.redactions.append(row.opened())
        if kind in self.replays.kinds:
            self.replays.keep(kind, line)
        self.count += 1
        self._leaves += leaf_hash(row.data)
        if self.count % TILE == 0:
            self.roots.append(root_of(self._last(self.count)))

    def root_at(self, size: int) -> bytes:
        """The root over the first `size` entries of those that were read."""
        rest = [root_of(self._last(size))] if size % TILE else []
        return root_of([*self.roots[: size // TILE], *rest])

    def _last(self, size: int) -> list[bytes]:
        """The leaf hashes of the tile that ends, whole or not, where there are `size` entries."""
        start = (size - 1) // TILE * TILE
        return [bytes(self._leaves[at : at + HASH]) for at in range(start * HASH, size * HASH, HASH)]


def _held(path: str | os.PathLike[str]) -> Note:
    """The checkpoint that is held. Error: `record.not_a_note`."""
    text = record_bundle.read_note(path)
    try:
        return note_of(text)
    except ComityError as error:
        raise ComityError("record.not_a_note", file=os.path.basename(path)) from error


def _judged(reading: _Reading, trusted: str, held: Note | None) -> Verification:
    """The verdict on all that was read."""
    ring, redacted, shown = Keyring(), 0, set()
    witnesses: dict[str, int] = {}
    if not reading.broken:
        _tree(reading)
        ring = _keys(reading)
        witnesses = _signatures(reading, ring)
        intact = not reading.findings
        redacted = _redacted(reading)
        if not reading.findings:
            shown.add(CONSISTENT)
        anchors = _anchored(reading, ring, trusted, held)
        if intact:
            # A signature vouches for nothing in a file that is not the one that was signed.
            shown |= anchors | ({WITNESSED} if witnesses else set())
        if _replayed(reading):
            shown.add(REPLAYED)
    findings = sorted(reading.findings, key=lambda one: (one.line is None, one.line or 0))
    anchored = shown & {TRUSTED, GROWN}
    checkpoint = reading.note.checkpoint if reading.note else None
    return Verification(
        verdict=TAMPERED if findings else SOUND if anchored else UNVERIFIABLE,
        shown=tuple(sorted(shown)),
        findings=tuple(findings),
        more=reading.more,
        origin=reading.origin,
        size=reading.size,
        root=checkpoint.root.hex() if checkpoint else "",
        signer=reading.seal[0] if reading.seal else None,
        note=reading.note.text() if reading.note else "",
        first_time=reading.times[0],
        last_time=reading.times[1],
        counts=Counts(reading.count, reading.shown, reading.withheld, redacted, len(reading.erased) - redacted),
        witnesses=witnesses,
        replayed=dict(reading.replays.given),
        digest=reading.digest.hexdigest(),
        trust=trusted,
        held=held.checkpoint.size if held else None,
    )


def _tree(reading: _Reading) -> None:
    """The entries against the signed root, and where they differ; origin and size against the header."""
    assert reading.note is not None
    checkpoint = reading.note.checkpoint
    if (checkpoint.origin, checkpoint.size) != (reading.origin, reading.size):
        reading.found("record.header_wrong", {}, line=1)
    if root_of(reading.roots) == checkpoint.root and reading.listed == reading.roots:
        return
    if root_of(reading.listed) != checkpoint.root or len(reading.listed) != len(reading.roots):
        reading.found("record.root_wrong", {"size": reading.size}, line=reading.size + 3)
        return
    # The list of roots is the one that was signed, so that a root which differs says where.
    for place, (listed, own) in enumerate(zip(reading.listed, reading.roots, strict=True)):
        if listed != own:
            first = place * TILE
            last = min(first + TILE, reading.size) - 1
            reading.found("record.entries_changed", {"first": first, "second": last}, seq=first)


def _keys(reading: _Reading) -> Keyring:
    ring = keyring(reading.keys)
    for fault in ring.faults:
        reading.found(fault.code, {**fault.parameters, "seq": fault.seq}, seq=fault.seq)
    return ring


def _signatures(reading: _Reading, ring: Keyring) -> dict[str, int]:
    """The note and the seal, by one key that could vouch for this size; the witnesses. Name -> time of these."""
    assert reading.note is not None and reading.seal is not None
    key, signature, digest = reading.seal
    last = reading.size + 3
    try:
        if signer(reading.note, [key]) is None:
            reading.found("record.not_signed", {"origin": reading.origin}, line=last)
        heard = cosignatures(reading.note, ring.witnesses)
    except ComityError as error:
        reading.found(error.code, error.parameters, line=last)
        heard = ()
    if not key.verify(signature, bundle.sealed(digest)):
        reading.found("record.seal_wrong", {}, line=last + 1)
    if ring.tenures and not ring.counts(key, reading.size):
        reading.found("record.key_does_not_count", {"fingerprint": key.fingerprint, "size": reading.size}, line=last)
    return {one.witness.name: one.time for one in heard}


def _redacted(reading: _Reading) -> int:
    """How many entries were emptied with an entry that says why; every other emptied one is wrong."""
    told, faults = redactions(reading.redactions)
    for fault in faults:
        reading.found(fault.code, {"seq": fault.seq}, seq=fault.seq)
    for seq, kind in reading.erased.items():
        if seq not in told or not may_be_redacted(kind):
            reading.found("record.erased_unexplained", {"seq": seq}, seq=seq)
    for seq in sorted(told.keys() - reading.erased.keys()):
        reading.found("record.redacted_but_there", {"seq": seq, "by": told[seq].at}, seq=seq)
    return len(told.keys() & reading.erased.keys())


def _anchored(reading: _Reading, ring: Keyring, trusted: str, held: Note | None) -> set[str]:
    """Which of the two anchors hold."""
    assert reading.seal is not None
    key, shown = reading.seal[0], set()
    if trusted:
        if ring.follows(key, trusted):
            shown.add(TRUSTED)
        else:
            reading.found("record.other_key", {"found": key.fingerprint, "expected": trusted}, line=reading.size + 4)
    if held is not None and _grown(reading, ring, key, held):
        shown.add(GROWN)
    return shown


def _grown(reading: _Reading, ring: Keyring, key: PublicKey, held: Note) -> bool:
    """Whether the record begins with what the held checkpoint is over, and one line of keys signed both."""
    size = held.checkpoint.size
    if held.checkpoint.origin != reading.origin:
        reading.found("record.held_of_another", {"found": held.checkpoint.origin, "expected": reading.origin}, line=1)
    elif size > reading.size:
        reading.found("record.held_is_longer", {"found": reading.size, "expected": size}, line=reading.size + 2)
    elif reading.root_at(size) != held.checkpoint.root:
        reading.found("record.history_changed", {"size": size})
    else:
        try:
            by = signer(held, ring.keys or (key,))
        except ComityError:
            by = None
        if by is not None and ring.follows(key, by.fingerprint):
            return not ring.tenures or ring.counts(by, size)
        reading.found("record.held_by_another", {"found": key.fingerprint}, line=reading.size + 4)
    return False


def _replayed(reading: _Reading) -> bool:
    """Do again what can be; whether all of it came out as claimed, and there was any."""
    before = len(reading.findings)
    for fault in reading.replays.run(reading.root_at):
        reading.found(fault.code, {**fault.parameters, "seq": fault.seq}, seq=fault.seq)
    return len(reading.findings) == before and any(reading.replays.given.values())
