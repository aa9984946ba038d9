"""What the record costs: writing and verifying a bundle of a million entries, and an inclusion proof from its tiles.

`python -m benchmarks.record [ENTRIES]` prints the figures. The entries are generated: seven kinds of acts, of which one
in ten is withheld, with payloads of the length that acts have.
"""

import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.machine import describe
from comity.analysis.verifying import verify
from comity.exporters.record_bundle import write
from comity.flow.remember.entries import commit, leaf
from comity.flow.remember.keys import introduction
from comity.flow.remember.merkle import HASH, TILE, Frontier, from_tiles, inclusion, perfect_root, verify_inclusion
from comity.flow.remember.notes import SigningKey, sign_checkpoint
from comity.terms.record import SYSTEM, Checkpoint, Entry, Opened

ENTRIES = 1_000_000
ORIGIN = "record.example/benchmark"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = (
    "statement.accepted",
    "membership.admitted",
    "amendment.tabled",
    "silence.broken",
    "score.published",
    "reply.given",
    "ruling.given",
)
PROOFS = 200


def entries(count: int, key: SigningKey) -> Iterator[Opened]:
    """A record of `count` entries: the first introduces its key, the others are acts of every kind."""
    for seq in range(count):
        payload: dict[str, object] = introduction(key) if seq == 0 else _payload(seq)
        salt = hashlib.sha256(b"%d" % seq).digest()
        entry = Entry(
            seq=seq,
            time=(BEGAN + timedelta(seconds=seq)).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            actor=f"p-{seq % 997:08x}" if seq else SYSTEM,
            capacity="delegation",
            party="",
            body="g20",
            kind=KINDS[seq % len(KINDS)] if seq else "key.introduced",
            subject=f"matter:{seq % 1009}",
            commitment=commit(payload, salt),
        )
        yield Opened(entry, payload, salt.hex())


def _payload(seq: int) -> dict[str, object]:
    return {
        "text": f"Paragraph {seq % 40} of the text, as amended by the working group at its sitting no. {seq % 17}.",
        "language": "fr" if seq % 3 else "en",
        "number": seq,
        "of": [seq % 7, seq % 11],
        "reasons": {"given": True, "by": "délégation"},
    }


def measured(count: int = ENTRIES) -> dict[str, float]:
    """Seconds of each job, and bytes of the bundle."""
    key = SigningKey.generate(ORIGIN)
    tree, tiles = Frontier(), bytearray()
    for opened in entries(count, key):
        hashed = leaf(opened.entry)
        tree.add(hashed)
        tiles += hashed
    note = sign_checkpoint(Checkpoint(ORIGIN, count, tree.root()), key)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.jsonl"
        with path.open("wb") as stream:
            wrote = _seconds(
                lambda: write(
                    stream,
                    origin=ORIGIN,
                    entries=entries(count, key),
                    checkpoint=note,
                    key=key,
                    withhold=lambda opened: opened.entry.seq % 10 == 0,
                )
            )
        size = path.stat().st_size
        found = []
        started = time.process_time()
        checked = _seconds(lambda: found.append(verify(path, trust=key.fingerprint)))
        own = time.process_time() - started
    assert found[0].verdict == "sound", found[0].findings
    slow, middle = _proofs(tiles, count, tree.root())
    return {
        "bytes": size,
        "write": wrote,
        "verify": checked,
        "of the processor": own,
        "proof": middle,
        "slowest proof": slow,
    }


def _proofs(leaves: bytearray, count: int, root: bytes) -> tuple[float, float]:
    """Slowest and median seconds of an inclusion proof, each read from cold tiles and verified."""
    levels = [bytes(leaves)]
    while len(levels[-1]) >= TILE * HASH:
        below = levels[-1]
        full = len(below) // (TILE * HASH)
        levels.append(b"".join(perfect_root(_hashes(below, tile)) for tile in range(full)))
    times = []
    for number in range(PROOFS):
        index = number * 7919 * 631 % count
        read = from_tiles(lambda level, tile: levels[level][tile * TILE * HASH : (tile + 1) * TILE * HASH], count)
        proof: list[bytes] = []
        times.append(_seconds(lambda proof=proof, index=index, read=read: proof.extend(inclusion(index, count, read))))
        own = bytes(leaves[index * HASH : (index + 1) * HASH])
        assert verify_inclusion(own, index, count, proof, root)
    return max(times), statistics.median(times)


def _hashes(level: bytes, tile: int) -> list[bytes]:
    start = tile * TILE * HASH
    return [level[at : at + HASH] for at in range(start, start + TILE * HASH, HASH)]


def _seconds(job: Callable[[], object]) -> float:
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def main() -> None:
    """Print what was measured, and on which machine."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    found = measured(count)
    for name, value in describe().items():
        print(f"{name}: {value}")
    print(f"bundle of {count:,} entries: {found['bytes'] / 1e6:.0f} MB")
    for job in ("write", "verify"):
        print(f"{job}: {found[job]:.1f} s, {found[job] / count * 1e6:.1f} µs an entry")
    print(f"verify, time of the processor alone: {found['of the processor']:.1f} s")
    median, slowest = found["proof"] * 1e3, found["slowest proof"] * 1e3
    print(f"inclusion proof from tiles: median {median:.2f} ms, slowest {slowest:.2f} ms")


if __name__ == "__main__":
    main()
