"""The processes of an installation, kept alive: whichever ends without being told to is begun again."""

import ctypes
import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from types import FrameType

LOG = logging.getLogger("comity.supervisor")
STOPS_WITHIN = 20.0  # seconds; after that a process is killed
LOOKS_EVERY = 0.2  # seconds
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds before a process that ended is begun again
_STEADY = 60.0  # seconds after which a process counts as having come up well
_PARENT_DEATH = 1  # PR_SET_PDEATHSIG
_LIBC = ctypes.CDLL(None, use_errno=True)


class Supervisor:
    """Begins processes in a group of their own each, begins them again when they end, and stops them all.

    They are told to stop also when this process is killed.
    """

    def __init__(self, commands: dict[str, Sequence[str]]) -> None:
        self._commands = commands
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._begun: dict[str, float] = {}
        self._pause = dict.fromkeys(commands, _FIRST_PAUSE)
        self._again: dict[str, float] = {}
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin every process. SIGTERM and SIGINT stop them from here on."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told)
        for name in self._commands:
            self._begin(name)

    def watch(self) -> None:
        """Keep them running until SIGTERM, SIGINT or `stop`."""
        while not self._stop.wait(LOOKS_EVERY):
            now = time.monotonic()
            for name, process in self._running.items():
                if process.poll() is not None:
                    self._ended(name, process, now)
            for name in [name for name, when in self._again.items() if when <= now]:
                del self._again[name]
                self._begin(name)

    @property
    def stopping(self) -> bool:
        """Whether we were told to stop."""
        return self._stop.is_set()

    def has_ended(self, name: str) -> bool:
        """Whether a process has ended already."""
        return self._running[name].poll() is not None

    def stop(self) -> None:
        """Tell all to stop, wait, and kill what does not."""
        self._stop.set()
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + STOPS_WITHIN
        for name, process in self._running.items():
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                LOG.warning("killed", extra={"fields": {"process": name}})
            _kill_group(process)

    def _begin(self, name: str) -> None:
        self._running[name] = subprocess.Popen(
            self._commands[name],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        self._begun[name] = time.monotonic()

    def _ended(self, name: str, process: subprocess.Popen[bytes], now: float) -> None:
        if name in self._again:
            return
        LOG.error("ended", extra={"fields": {"process": name, "code": process.returncode}})
        _kill_group(process)
        if now - self._begun[name] > _STEADY:
            self._pause[name] = _FIRST_PAUSE
        self._again[name] = now + self._pause[name]
        self._pause[name] = min(self._pause[name] * 2, _LONGEST_PAUSE)

    def _told(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End what a process left behind: children of its own that hold the port or the database."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _end_with_parent() -> None:
    _LIBC.prctl(_PARENT_DEATH, signal.SIGTERM)
