"""From a CSV file to the result: what reading costs, and the whole command."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.conversations import Conversation
from benchmarks.measuring import ONE_THREAD, ROOT, comity, memory, race

SHAPES = {  # name -> header, line of participant {0}, statement {1}, vote {2} and second {3}
    "participant,statement,vote": ("participant,statement,vote", "{0},{1},{2}"),
    "Polis export": (
        "timestamp,datetime,comment-id,voter-id,vote",
        "{3},Tue Nov 24 2026 18:00:00 GMT+0000 (Coordinated Universal Time),{1},{0},{2}",
    ),
}
JOBS = ("read", "csv", "csv stability")
ROUNDS = 3
COMMAND = "import sys; from comity.cli import main; sys.exit(main())"


def from_files(held: Conversation, file: Path, folder: Path) -> list[dict[str, Any]]:
    """For each shape of file: its bytes, and seconds and memory of reading it, of point results and of results with
    stability from it, in a warm process, and of the whole command."""
    found = []
    for shape, (header, line) in SHAPES.items():
        path = folder / "votes.csv"
        _write(held, path, header, line)
        contenders = [comity(job, str(path)) for job in JOBS]
        results = race(contenders, [file] * len(contenders), ROUNDS)
        steps = {c.name: result | memory(c, file) for c, result in zip(contenders, results, strict=True)}
        steps["command"] = _command(path, folder / "result.json")
        found.append({"shape": shape, "bytes": path.stat().st_size, "results": steps})
    return found


def _write(held: Conversation, path: Path, header: str, line: str) -> None:
    """The votes in an order of arrival, a second apart."""
    order = np.random.default_rng(0).permutation(len(held.values))
    columns = held.rows()[order], held.indices[order], held.values[order]
    with path.open("w", encoding="ascii") as out:
        out.write(header + "\n")
        for start in range(0, len(order), 100_000):
            block = [column[start : start + 100_000].tolist() for column in columns]
            rows = enumerate(zip(*block, strict=True), 1_795_500_000 + start)
            out.writelines(line.format(*row, second) + "\n" for second, row in rows)


def _command(path: Path, result: Path) -> dict[str, Any]:
    """`comity compare FILE --json FILE` from its start to its end: Python starting, reading, comparing with stability,
    writing."""
    arguments = [sys.executable, "-c", COMMAND, "compare", str(path), "--json", str(result)]
    seconds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        subprocess.run(arguments, cwd=ROOT, env={**os.environ, **ONE_THREAD}, check=True, capture_output=True)
        seconds.append(time.perf_counter() - started)
    middle = statistics.median(seconds)
    return {"seconds": middle, "least": min(seconds), "most": max(seconds), "runs": len(seconds)}
