"""Timing processes against one another, in turns, and the memory of each alone."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peer import PEER

ROOT = Path(__file__).resolve().parents[1]
THREADS = 1
ONE_THREAD = {
    name: str(THREADS) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
}


@dataclass(frozen=True)
class Contender:
    """A job in a process of its own: python -m module file [source]. turns: how often it is timed at most."""

    name: str
    job: str
    interpreter: Path
    module: str
    source: str = ""
    turns: int = 1000


def red_dwarf(interpreter: Path, turns: int = 1000) -> Contender:
    """Everything that red-dwarf computes."""
    return Contender(PEER, "point", interpreter, "benchmarks.red_dwarf_worker", turns=turns)


def comity(job: str, source: str = "votes") -> Contender:
    """One of the jobs of `comity_worker`."""
    return Contender(job, job, Path(sys.executable), "benchmarks.comity_worker", source)


class Worker:
    """A running process that answers orders (see `worker.serve`)."""

    def __init__(self, contender: Contender, file: Path) -> None:
        command = [str(contender.interpreter), "-W", "ignore", "-m", contender.module, str(file)]
        self._process = subprocess.Popen(
            [*command, contender.source] if contender.source else command,
            cwd=ROOT,
            env={**os.environ, **ONE_THREAD},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, order: str, about: Any) -> Any:
        """The answer to an order, once it is done."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps([order, about]), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the worker ended before it answered {order} {about}")
        return json.loads(answer)

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


@contextmanager
def working(contender: Contender, file: Path) -> Iterator[Worker]:
    """A worker that is ended afterwards."""
    worker = Worker(contender, file)
    try:
        yield worker
    finally:
        worker.close()


def race(contenders: Sequence[Contender], files: Sequence[Path], rounds: int) -> list[dict[str, Any]]:
    """Wall-clock seconds of every contender on its file: each is warmed up on a small slice, then they take turns for
    `rounds` rounds, so that whatever else the machine does falls on all. One process each, all of them alive; in a turn
    a job runs once, or as often as a fifth of a second allows."""
    times: list[list[dict[str, Any]]] = [[] for _ in contenders]
    load = []
    with ExitStack() as stack:
        workers = [stack.enter_context(working(c, file)) for c, file in zip(contenders, files, strict=True)]
        for contender, worker in zip(contenders, workers, strict=True):
            worker.ask("warm", contender.job)
        for turn in range(rounds):
            load.append(os.getloadavg()[0])
            for contender, worker, own in zip(contenders, workers, times, strict=True):
                if turn < contender.turns:
                    own.extend(worker.ask("time", contender.job))
        results = [
            {"name": c.name, **_summary(own), "load": round(max(load), 1)}
            for c, own in zip(contenders, times, strict=True)
        ]
        for contender, worker, result in zip(contenders, workers, results, strict=True):
            if contender.job in ("point", "stability"):
                result["facts"] = worker.ask("facts", contender.job)
    return results


def _summary(times: Sequence[dict[str, Any]]) -> dict[str, Any]:
    seconds = [one["seconds"] for one in times]
    return {
        "seconds": statistics.median(seconds),
        "least": min(seconds),
        "most": max(seconds),
        "processor": statistics.median(one["processor"] for one in times),
        "runs": len(seconds),
    }


def memory(contender: Contender, file: Path) -> dict[str, Any]:
    """Resident bytes of a process that does the job once: `before` it, and at the `peak`."""
    with working(contender, file) as worker:
        peak: dict[str, Any] = worker.ask("peak", contender.job)
    return peak


def profile(contender: Contender, file: Path) -> dict[str, Any]:
    """Where the time of one warm run goes (see `worker`)."""
    with working(contender, file) as worker:
        worker.ask("warm", contender.job)
        found: dict[str, Any] = worker.ask("profile", contender.job)
    return found


def versions(contender: Contender, file: Path, packages: Sequence[str]) -> dict[str, Any]:
    """Package -> version in the contender's environment."""
    with working(contender, file) as worker:
        found: dict[str, Any] = worker.ask("versions", list(packages))
    return found
