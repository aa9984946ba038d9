"""Worker processes: what travels, and that none outlives its owner, however that ends."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from comity.engine import Processes
from comity.terms.errors import ComityError
from tests.engine import chores
from tests.engine.chores import Parcel, Row
from tests.engine.conftest import IMPORTS, has_ended


def rows(count: int) -> list[Row]:
    return [Row(number, np.full(3, float(number))) for number in range(count)]


def test_a_part_is_sent_once() -> None:
    with Processes(2) as engine:
        held = engine.hold([Parcel(name) for name in "abcde"])
        for _ in range(3):
            found = engine.each(chores.opened, held)
        assert found == [["a", "c", "e"], ["b", "d"], ["a", "c", "e"], ["b", "d"], ["a", "c", "e"]]


def test_an_argument_is_sent_once_a_call_to_each_worker() -> None:
    with Processes(2) as engine:
        held = engine.hold([Parcel(name) for name in "abcd"])
        engine.each(chores.opened_with, held, Parcel("x"))
        assert engine.each(chores.opened_with, held, Parcel("y"))[0] == ["a", "c", "x", "y"]


def test_what_nobody_can_ask_for_any_more_is_let_go() -> None:
    with Processes(2) as engine:
        held = engine.hold(rows(4))
        first = engine.derive(chores.wrapped, held, "first")
        second = engine.derive(chores.wrapped, held, "second")
        assert engine.each(chores.alive, held)[0] == ["first", "first", "second", "second"]
        del first
        gc.collect()
        assert engine.each(chores.alive, second) == [["second", "second"]] * 4


def test_libraries_in_a_worker_have_one_thread() -> None:
    with Processes(1) as engine:
        held = engine.hold(rows(1))
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            assert engine.each(chores.environment, held, name) == ["1"]


def test_no_more_workers_are_started_than_there_are_parts() -> None:
    with Processes(8) as engine:
        assert len(set(engine.each(chores.process, engine.hold(rows(2))))) == 2


@pytest.mark.parametrize("workers", [0, -3])
def test_some_worker_is_needed(workers: int) -> None:
    with pytest.raises(ComityError) as refused:
        Processes(workers)
    assert (refused.value.code, refused.value.parameters) == ("engine.bad_workers", {"workers": workers})


# ----- a worker ends -----


def test_a_worker_that_is_killed_while_it_works_is_told_and_takes_the_others_with_it() -> None:
    with Processes(2) as engine:
        held = engine.hold(rows(2))
        first, second = engine.each(chores.process, held)
        killer = threading.Timer(1.0, os.kill, (second, signal.SIGKILL))
        killer.start()
        began = time.monotonic()
        with pytest.raises(ComityError) as lost:
            engine.each(chores.sleeps, held, 60)
        killer.join()
        assert time.monotonic() - began < 20
        assert lost.value.code == "engine.worker_lost"
        assert lost.value.parameters == {"worker": 2, "reason": "SIGKILL"}
        assert has_ended(first) and has_ended(second)
        with pytest.raises(ComityError, match=r"engine\.closed"):
            engine.each(chores.process, held)


def test_a_worker_that_is_killed_while_it_waits_is_told() -> None:
    with Processes(2) as engine:
        held = engine.hold(rows(2))
        os.kill(engine.each(chores.process, held)[0], signal.SIGKILL)
        with pytest.raises(ComityError) as lost:
            engine.each(chores.picked, held, np.zeros(1_000_000))
        assert lost.value.code == "engine.worker_lost"
        assert lost.value.parameters == {"worker": 1, "reason": "SIGKILL"}


def test_a_worker_that_ends_itself_is_told() -> None:
    with Processes(2) as engine:
        held = engine.hold(rows(2))
        with pytest.raises(ComityError) as lost:
            engine.each(chores.dies, held, 1)
        assert lost.value.parameters == {"worker": 2, "reason": "exit 3"}


def test_a_worker_that_cannot_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(Path(sys.executable).with_name("no-such-python")))
    with Processes(1) as engine, pytest.raises(ComityError) as lost:
        engine.hold(rows(1))
    assert lost.value.code == "engine.worker_lost" and lost.value.parameters["worker"] == 1


# ----- the owner ends -----


def test_nothing_is_left_after_the_block() -> None:
    with Processes(2) as engine:
        there = engine.each(chores.process, engine.hold(rows(2)))
    assert all(has_ended(process, 0.2) for process in there)


def test_nothing_is_left_when_the_block_fails() -> None:
    there: list[int] = []
    with pytest.raises(ZeroDivisionError), Processes(2) as engine:
        there += engine.each(chores.process, engine.hold(rows(2)))
        raise ZeroDivisionError
    assert all(has_ended(process, 0.2) for process in there)


def test_nothing_is_left_when_an_engine_is_forgotten() -> None:
    engine = Processes(2)
    there = engine.each(chores.process, engine.hold(rows(2)))
    del engine
    gc.collect()
    assert all(has_ended(process) for process in there)


BUSY = """
import numpy as np
from comity.engine import Processes
from tests.engine import chores
with Processes(2) as engine:
    held = engine.hold([chores.Row(n, np.zeros(2)) for n in range(2)])
    print(*engine.each(chores.process, held), flush=True)
    engine.each(chores.sleeps, held, 60)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_nothing_is_left_when_the_owner_is_stopped_while_its_workers_are_busy(number: signal.Signals) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", BUSY], env=IMPORTS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None and owner.stderr is not None
    with owner.stdout, owner.stderr:
        there = [int(process) for process in owner.stdout.readline().split()]
        time.sleep(0.3)
        owner.send_signal(number)
        assert owner.wait(10) != 0
        assert len(there) == 2
        assert all(has_ended(process) for process in there)
        assert owner.stderr.read().count("Traceback") == (1 if number == signal.SIGINT else 0)


def test_a_script_needs_no_guard_and_keeps_its_output_to_itself(tmp_path: Path) -> None:
    """A worker does not run the owner's script again, and what is said in one is not in the owner's output."""
    script = tmp_path / "script.py"
    script.write_text(
        "from comity.engine import Processes\n"
        "from tests.engine import chores\n"
        "print('begin', flush=True)\n"
        "with Processes(2) as engine:\n"
        "    engine.each(chores.speaks, engine.hold([1, 2]))\n"
        "print('end')\n",
        encoding="utf-8",
    )
    found = subprocess.run(
        [sys.executable, script], env=IMPORTS, capture_output=True, text=True, timeout=60, check=True
    )
    assert found.stdout.split() == ["begin", "end"]
    assert found.stderr.count("said in a worker") == 2
