"""Time Comity's comparison side by side with red-dwarf's, on real and on synthetic conversations.

python -m benchmarks                      everything; writes benchmarks/results/ and docs/methods/speed.md
python -m benchmarks --only seattle 2M    some conversations, printed only
python -m benchmarks --long               red-dwarf also at 5 million votes: ten minutes and 6 GB more
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import machine, page
from benchmarks.conversations import DATA, REAL, Conversation, synthetic
from benchmarks.files import from_files
from benchmarks.measuring import ROOT, THREADS, Contender, comity, memory, profile, race, red_dwarf, versions
from benchmarks.peer import PACKAGES, PEER, interpreter
from benchmarks.targets import judge
from comity.importers import read_votes
from comity.version import __version__

RESULTS = Path(__file__).resolve().parent / "results"
SPEED_PAGE = ROOT / "docs" / "methods" / "speed.md"
SYNTHETIC = {  # name -> people, statements, votes
    "250k": (10_000, 500, 250_000),
    "2M": (33_422, 783, 2_000_000),
    "5M": (100_000, 1_000, 5_000_000),
    "50M": (1_000_000, 1_000, 50_000_000),
}
DOUBLING = (20_000, 40_000, 80_000, 160_000)  # people, on 1,000 statements, 50 votes each: 1 to 8 million votes
PROFILED = ("seattle", "bowling-green", "2M")
FROM_FILE = "2M"
PEER_UP_TO, PEER_AT_LENGTH = 3_000_000, 6_000_000  # votes on which red-dwarf is timed, always and if asked for
TRIPLES = "from triples"

Make = Callable[[], Conversation]


def conversations() -> dict[str, Make]:
    """Name -> how to make each conversation; the real ones only where they stand beside the checkout."""
    real: dict[str, Make] = {name: partial(_real, name, DATA / folder) for name, folder in REAL.items()}
    if not DATA.is_dir():
        print("The real conversations do not stand beside this checkout: skipped.", file=sys.stderr)
        real = {}
    return real | {name: partial(synthetic, name, *size) for name, size in SYNTHETIC.items()}


def _real(name: str, folder: Path) -> Conversation:
    votes = read_votes(folder / "participants-votes.csv").votes
    planted = np.empty(0, dtype=np.int8)
    return Conversation(name, votes.shape[1], votes.indptr, votes.indices, votes.values, planted)


def measure(held: Conversation, peer: Path | None, at_length: bool, folder: Path) -> dict[str, Any]:
    """Times in turns, and the memory of each alone, of red-dwarf and of Comity on one conversation."""
    file, votes = folder / "conversation.npz", len(held.values)
    held.save(file)
    contenders = [*_peer(peer, votes, at_length), comity("point"), comity("stability")]
    results = race(contenders, [file] * len(contenders), _rounds(votes))
    timed = {c.name: result | memory(c, file) for c, result in zip(contenders, results, strict=True)}
    if len(held.planted):
        arriving = comity("triples", "triples")
        timed[TRIPLES] = race([arriving], [file], min(3, _rounds(votes)))[0] | memory(arriving, file)
    return {
        "name": held.name,
        "kind": "real" if held.name in REAL else "synthetic",
        "people": held.people,
        "statements": held.statements,
        "votes": votes,
        "results": timed,
        "profiles": {c.name: profile(c, file) for c in contenders} if held.name in PROFILED else {},
        "files": from_files(held, file, folder) if held.name == FROM_FILE else [],
    }


def _peer(peer: Path | None, votes: int, at_length: bool) -> list[Contender]:
    if peer is None or votes > (PEER_AT_LENGTH if at_length else PEER_UP_TO):
        return []
    return [red_dwarf(peer, turns=1 if votes > PEER_UP_TO else 1000)]


def _rounds(votes: int) -> int:
    return 9 if votes < 1_000_000 else 3


def doubling(folder: Path) -> list[dict[str, Any]]:
    """Point results on conversations of which each has twice the votes of the one before, timed in turns."""
    files, sizes = [], []
    for people in DOUBLING:
        held = synthetic("doubling", people, 1_000, people * 50)
        files.append(folder / f"doubling-{people}.npz")
        held.save(files[-1])
        sizes.append(len(held.values))
    results = race([comity("point") for _ in files], files, rounds=5)
    return [{"votes": votes, **result} for votes, result in zip(sizes, results, strict=True)]


def run(only: list[str], at_length: bool) -> dict[str, Any]:
    """All figures, as they are written to results/compare.json."""
    where, peer = machine.describe(), interpreter()
    found, doubled = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for one, make in conversations().items():
            if not only or one in only:
                print(f"{one} …", file=sys.stderr, flush=True)
                found.append(measure(make(), peer, at_length, folder))
        if not only or "doubling" in only:
            print("doubling …", file=sys.stderr, flush=True)
            doubled = doubling(folder)
        used = _versions(peer, folder)
    return {
        "schema": "comity-benchmark/1",
        "machine": where,
        "threads": THREADS,
        "versions": used,
        "conversations": found,
        "doubling": doubled,
        "targets": [asdict(target) for target in judge(found, doubled)],
    }


def _versions(peer: Path | None, folder: Path) -> dict[str, dict[str, str]]:
    used = {"Comity": {"Comity": __version__, "numpy": version("numpy"), "scipy": version("scipy")}}
    if peer is None:
        return used
    file = folder / "small.npz"
    synthetic("small", 100, 20, 1_000).save(file)
    return used | {PEER: versions(red_dwarf(peer), file, PACKAGES)}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Time Comity beside red-dwarf.")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="conversations to time, or doubling")
    parser.add_argument("--long", action="store_true", help="red-dwarf also at 5 million votes")
    asked = parser.parse_args()
    known = [*REAL, *SYNTHETIC, "doubling"]
    if unknown := [name for name in asked.only if name not in known]:
        parser.error(f"no conversation called {', '.join(unknown)}; there are {', '.join(known)}")
    results = run(asked.only, asked.long)
    text = page.render(results)
    print(text)
    if not asked.only:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "compare.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        (RESULTS / "compare.md").write_text("# Results\n\n" + text, encoding="utf-8")
        page.quote(SPEED_PAGE, text)
