"""In processes of this machine: each keeps its share of the parts, so that only functions, arguments and results move.

Workers are fresh interpreters, since forking a process that runs threads can leave locks held for ever. Each is joined
to its owner by one socket: a request comes in, replies go back, and when the other end closes, however the owner ended,
the worker ends too. Numerical libraries get one thread each, or a few workers would ask for more than the machine has.
"""

import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from types import TracebackType
from typing import Any, NamedTuple, NoReturn, Self

from comity.engine.failures import portable
from comity.terms.errors import ComityError

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "BLIS_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
_PATIENCE = 2.0  # seconds for a worker whose socket has closed to say how it ended
_BEGIN = """
import json, sys
sys.path[:] = json.loads(sys.argv[2])
from comity.engine.processes import work
work(int(sys.argv[1]))
"""


class _Request(NamedTuple):
    """What a worker is asked: "hold" a part as one of `result`; run on each part of `source` and send ("each") or keep
    as `result` ("derive") what comes of it. `dropped` is no longer wanted."""

    verb: str
    source: int
    result: int
    dropped: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class _Held:
    """A handle: the number by which the workers know the parts, and how many there are."""

    number: int
    count: int


@dataclass(frozen=True, eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    connection: Connection
    dropped: list[int] = field(default_factory=list)


class Processes:
    """Local worker processes, started when there is a part for them and ended with the `with` block.

    workers: how many at most, by default one for each processor this process may use. Part n lives in worker n modulo
    workers; arguments travel once to each worker in each call. What a function raises is raised here: that of the first
    part, as if the parts had been worked on in turn.

    Raises ComityError: engine.bad_workers; engine.worker_lost when a worker ends before its work is done, after which
    all others are ended as well; engine.closed when used after the end.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = _processors() if workers is None else workers
        if self.workers < 1:
            raise ComityError("engine.bad_workers", workers=workers)
        self._started: list[_Worker] = []
        self._handles = 0
        self._dropped: deque[int] = deque()
        self._end = weakref.finalize(self, _end_all, self._started)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers. Nothing they hold can be asked for any more."""
        self._end()

    def hold(self, parts: Sequence[Any]) -> _Held:
        """Send each part to its worker, one at a time, so that no more than one copy each is under way."""
        held = self._handle(len(parts))
        for first in range(0, len(parts), self.workers):
            some = parts[first : first + self.workers]
            self._ask("hold", held, held, [pickle.dumps(part, protocol=5) for part in some])
        return held

    def each(self, function: Callable[..., Any], held: _Held, *arguments: Any) -> list[Any]:
        """[function(part, *arguments) for part in held], in the order of the parts."""
        found = self._ask("each", held, held, self._for_all(function, arguments))
        results: list[Any] = [None] * held.count
        for number, own in enumerate(found):
            results[number :: self.workers] = own
        return results

    def derive(self, function: Callable[..., Any], held: _Held, *arguments: Any) -> _Held:
        """Like `each`; the results stay in the workers of their parts."""
        kept = self._handle(held.count)
        self._ask("derive", held, kept, self._for_all(function, arguments))
        return kept

    def _handle(self, count: int) -> _Held:
        held = _Held(self._handles, count)
        self._handles += 1
        weakref.finalize(held, self._dropped.append, held.number).atexit = False
        return held

    def _for_all(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> list[bytes]:
        return [pickle.dumps((function, arguments), protocol=5)] * len(self._started)

    def _ask(self, verb: str, source: _Held, result: _Held, payloads: Sequence[bytes]) -> list[list[Any]]:
        """Give the first workers one payload each, and return what each of them sends back.

        Whatever interrupts the exchange ends the workers, since a reply left unread would answer the next question.
        """
        if not self._end.alive:
            raise ComityError("engine.closed")
        try:
            while len(self._started) < len(payloads):
                self._started.append(_start(len(self._started)))
            self._forget()
            for number, (worker, payload) in enumerate(zip(self._started, payloads, strict=False)):
                request = _Request(verb, source.number, result.number, tuple(worker.dropped))
                worker.dropped.clear()
                self._send(number, request, payload)
            found, failures = self._replies(len(payloads))
        except BaseException:
            self.close()
            raise
        if failures:
            raise failures[min(failures)]
        return found

    def _forget(self) -> None:
        while self._dropped:
            number = self._dropped.popleft()
            for worker in self._started:
                worker.dropped.append(number)

    def _send(self, number: int, request: _Request, payload: bytes) -> None:
        connection = self._started[number].connection
        try:
            connection.send_bytes(pickle.dumps(request, protocol=5))
            connection.send_bytes(payload)
        except OSError:
            self._lost(number)

    def _replies(self, asked: int) -> tuple[list[list[Any]], dict[int, Exception]]:
        """The results of the first workers, and what was raised by the number of the part."""
        found: list[list[Any]] = [[] for _ in range(asked)]
        failures: dict[int, Exception] = {}
        waiting = {self._started[number].connection: number for number in range(asked)}
        while waiting:
            for ready in wait(list(waiting)):
                assert isinstance(ready, Connection)
                number = waiting[ready]
                kind, value = self._reply(number)
                if kind == "result":
                    found[number].append(value)
                    continue
                del waiting[ready]
                if kind == "failed":
                    position, error = value
                    failures[number + position * self.workers] = error
        return found, failures

    def _reply(self, number: int) -> tuple[str, Any]:
        try:
            sent = self._started[number].connection.recv_bytes()
        except (EOFError, OSError):
            self._lost(number)
        kind, value = pickle.loads(sent)
        return kind, value

    def _lost(self, number: int) -> NoReturn:
        try:
            code = self._started[number].process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            raise ComityError("engine.worker_lost", worker=number + 1) from None
        raise ComityError("engine.worker_lost", worker=number + 1, reason=_ending(code)) from None


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ending(code: int) -> str:
    """How a process ended: the name of the signal that stopped it, or the number it ended with."""
    names = {one.value: one.name for one in signal.Signals}
    return names.get(-code, f"signal {-code}") if code < 0 else f"exit {code}"


def _start(number: int) -> _Worker:
    """A worker process that finds modules where this one does. It is in a group of its own: an interrupt from the
    terminal comes to the owner, who ends it."""
    ours, theirs = socket.socketpair()
    with theirs:
        end = theirs.fileno()
        try:
            process = subprocess.Popen(
                [sys.executable, "-c", _BEGIN, str(end), json.dumps([str(place) for place in sys.path])],
                stdin=subprocess.DEVNULL,
                stdout=2,  # standard output belongs to the owner's result
                env={**os.environ, **ONE_THREAD},
                pass_fds=(end,),
                process_group=0,
            )
        except OSError as error:
            ours.close()
            raise ComityError("engine.worker_lost", worker=number + 1, reason=error.strerror) from error
    return _Worker(process, Connection(ours.detach()))


def _end_all(workers: list[_Worker]) -> None:
    while workers:
        worker = workers.pop()
        worker.connection.close()
        worker.process.kill()
        worker.process.wait()


# ----- what follows runs in the worker -----


def work(descriptor: int) -> None:
    """What a worker process does all its life: answer the requests that arrive on an open socket."""
    connection = Connection(descriptor)
    messages: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(connection, messages), daemon=True).start()
    shelves: dict[int, list[Any]] = {}
    while True:
        request = _Request(*pickle.loads(messages.get()))
        for number in request.dropped:
            shelves.pop(number, None)
        for reply in _answers(request, messages.get(), shelves):
            connection.send_bytes(reply)


def _listen(connection: Connection, messages: "SimpleQueue[bytes]") -> None:
    """Pass messages on. Once there is nobody left to answer to, end the process, whatever it is busy with."""
    try:
        while True:
            messages.put(connection.recv_bytes())
    except (EOFError, OSError):
        os._exit(0)


def _answers(request: _Request, payload: bytes, shelves: dict[int, list[Any]]) -> Iterator[bytes]:
    """The replies to one request: ("result", value) for each part where they are to be sent, then ("done", None), or
    ("failed", (position among the parts here, error))."""
    position = 0
    try:
        if request.verb == "hold":
            shelves.setdefault(request.result, []).append(pickle.loads(payload))
        else:
            function, arguments = pickle.loads(payload)
            kept = []
            for part in shelves.get(request.source, []):
                value = function(part, *arguments)
                if request.verb == "derive":
                    kept.append(value)
                else:
                    yield pickle.dumps(("result", value), protocol=5)
                position += 1
            if request.verb == "derive":
                shelves[request.result] = kept
        yield pickle.dumps(("done", None), protocol=5)
    except Exception as error:
        yield pickle.dumps(("failed", (position, portable(error, f"worker process {os.getpid()}"))), protocol=5)
