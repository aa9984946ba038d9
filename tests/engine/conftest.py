"""Time limits, and a scheduler with its workers on loopback."""

import asyncio
import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psutil
import pytest
from distributed import Client

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 90
IMPORTS = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}


@pytest.fixture(autouse=True)
def time_limit() -> Iterator[None]:
    """What waits for a process that never answers fails instead."""

    def over(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"took more than {MOST_SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(MOST_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@dataclass(frozen=True)
class Loopback:
    """A scheduler and its workers, each a process of this machine."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: tuple[subprocess.Popen[bytes], ...]


@contextmanager
def loopback(folder: Path, workers: int) -> Iterator[Loopback]:
    """A real scheduler with real workers, reachable from this machine only, and gone afterwards."""
    known = folder / "scheduler.json"
    here = ["--host", "127.0.0.1", "--no-dashboard"]
    started = [_dask("scheduler", folder, *here, "--port", "0", "--no-show", "--scheduler-file", str(known))]
    try:
        address = _address(known)
        alone = ["--no-nanny", "--nthreads", "1", "--memory-limit", "0", "--local-directory", str(folder)]
        started += [_dask("worker", folder, address, *here, *alone) for _ in range(workers)]
        gc.collect()  # as the engine does, and for its reason
        with Client(address, timeout=30, set_as_default=False) as client:
            client.sync(_all_there, client, workers)
        yield Loopback(address, started[0], tuple(started[1:]))
    finally:
        for process in started:
            process.kill()
            process.wait()


def _dask(kind: str, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
    with (folder / f"{kind}.log").open("ab") as log:
        return subprocess.Popen(command, env=IMPORTS, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


async def _all_there(client: Client, workers: int) -> None:
    while len(await client.nthreads(asynchronous=True)) < workers:
        await asyncio.sleep(0.05)


def _address(known: Path) -> str:
    while True:  # the time limit ends it
        try:
            return str(json.loads(known.read_text(encoding="utf-8"))["address"])
        except (FileNotFoundError, json.JSONDecodeError):
            time.sleep(0.05)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, which the tests leave as they found it."""
    with loopback(tmp_path_factory.mktemp("cluster"), workers=2) as one:
        yield one.address


def has_ended(process: int, seconds: float = 10.0) -> bool:
    """Whether a process is gone, or goes within some seconds; one that only waits to be reaped counts as gone."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if psutil.Process(process).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False
