"""A dask scheduler and its workers, real ones on loopback: what happens when they are not there, or go away."""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from comity.engine import Cluster
from comity.engine import cluster as module
from comity.terms.errors import ComityError
from tests.engine import chores
from tests.engine.chores import Row
from tests.engine.conftest import Loopback, loopback

pytestmark = pytest.mark.cluster


def rows(count: int) -> list[Row]:
    return [Row(number, np.full(3, float(number))) for number in range(count)]


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Loopback]:
    """A cluster of one's own, to kill."""
    with loopback(tmp_path, workers=2) as one:
        yield one


@pytest.fixture
def silent() -> Iterator[str]:
    """An address where somebody listens and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"


def refusal(address: str, patience: float = 1.0) -> ComityError:
    began = time.monotonic()
    with pytest.raises(ComityError) as refused:
        Cluster(address, patience)
    assert time.monotonic() - began < 3 * patience + 10
    return refused.value


def test_a_scheduler_that_is_not_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
    found = refusal(address)
    assert (found.code, found.parameters) == ("engine.unreachable", {"address": address})


def test_a_scheduler_that_does_not_answer_is_told(silent: str) -> None:
    assert refusal(silent).code == "engine.unreachable"


@pytest.mark.parametrize("address", ["127.0.0.1", "ftp://127.0.0.1:1", "tcp://127.0.0.1:no", "tcp://no.invalid:8786"])
def test_what_is_no_address_of_a_scheduler_is_told(address: str) -> None:
    assert refusal(address).code == "engine.unreachable"


def test_a_scheduler_without_workers_is_told(tmp_path: Path) -> None:
    with loopback(tmp_path, workers=0) as alone:
        assert refusal(alone.address, patience=5.0).code == "engine.no_workers"


def test_the_extra_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    found = refusal("tcp://127.0.0.1:8786")
    assert (found.code, found.parameters) == ("engine.not_installed", {"extra": "cluster"})


def test_a_worker_with_another_version_is_refused(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = module.__version__
    monkeypatch.setattr(module, "__version__", "999.0")
    with Cluster(cluster) as engine, pytest.raises(ComityError) as refused:
        engine.hold(rows(1))
    assert refused.value.code == "engine.other_version"
    assert refused.value.parameters["found"] == ours
    assert refused.value.parameters["expected"] == "999.0"


def test_the_scheduler_forgets_what_nobody_asks_for_any_more(cluster: str) -> None:
    with Cluster(cluster) as engine:
        held = engine.hold(rows(4))
        first = engine.derive(chores.wrapped, held, "first")
        assert "first" in engine.each(chores.alive, held)[0]
        del first
        while "first" in str(engine.each(chores.alive, held)):  # the time limit ends it
            time.sleep(0.05)


def lost_while_busy(engine: Cluster, process: int) -> ComityError:
    """What is raised when a process is killed while both workers are busy."""
    held = engine.hold(rows(2))
    killer = threading.Timer(1.0, os.kill, (process, signal.SIGKILL))
    killer.start()
    began = time.monotonic()
    with pytest.raises(ComityError) as lost:
        engine.each(chores.sleeps, held, 60)
    killer.join()
    assert time.monotonic() - began < 30
    return lost.value


def test_a_worker_that_is_killed_while_it_works_is_told(mortal: Loopback) -> None:
    with Cluster(mortal.address, patience=20.0) as engine:
        found = lost_while_busy(engine, mortal.workers[0].pid)
    assert found.code == "engine.worker_lost"
    assert str(found.parameters["worker"]).startswith("tcp://127.0.0.1:")


@pytest.mark.parametrize("size", [2, 1_000_000])
def test_a_worker_that_is_killed_while_it_waits_is_told(mortal: Loopback, size: int) -> None:
    with Cluster(mortal.address, patience=20.0) as engine:
        held = engine.hold(rows(2))
        os.kill(mortal.workers[0].pid, signal.SIGKILL)
        mortal.workers[0].wait()
        with pytest.raises(ComityError) as lost:
            engine.each(chores.picked, held, np.zeros(size))
    assert lost.value.code == "engine.worker_lost"


def test_a_scheduler_that_is_killed_is_told(mortal: Loopback) -> None:
    with Cluster(mortal.address, patience=20.0) as engine:
        found = lost_while_busy(engine, mortal.scheduler.pid)
    assert (found.code, found.parameters) == ("engine.unreachable", {"address": mortal.address})
