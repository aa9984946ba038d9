"""On the workers of a dask scheduler, which may be other machines: each keeps its share of the parts.

What travels is pickled here and opened there as a whole, so that arrays lie in memory as they do in any other engine,
and the same votes give the same bytes. Everybody who reaches the scheduler can run code on its workers: it belongs on a
network of its own, or behind TLS.
"""

import asyncio
import gc
import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Self

from comity.engine.failures import portable
from comity.terms.errors import ComityError
from comity.version import __version__

_LOOK = 1.0  # seconds between looks at whether the workers are still there, while waiting for them
_SMALL = 100_000  # bytes of a call that travel with each task; a larger one is put in the cluster's memory once


@dataclass(frozen=True, eq=False)
class _Held:
    """A handle: one dask future a part, and the address of the worker it stays on."""

    futures: tuple[Any, ...]
    places: tuple[str, ...]


class Cluster:
    """The workers of the dask scheduler at `address`, such as "tcp://host:8786" or "tls://host:8786".

    patience: seconds to wait for an answer from the scheduler, and for its first worker. Part n lives on worker n
    modulo workers, among those there when the parts are held. A large argument travels to each worker once a call. What
    a function raises is raised here: that of the first part, as if the parts had been worked on in turn.

    Raises ComityError: engine.not_installed without the extra `comity[cluster]`; engine.unreachable; engine.no_workers;
    engine.other_version where a worker does not run this version; engine.worker_lost when a worker goes away with its
    parts; engine.closed when used after the end.
    """

    def __init__(self, address: str, patience: float = 10.0) -> None:
        self.address, self.patience = address, patience
        self._client = _connected(_distributed().Client, address, patience)
        try:
            self._client.wait_for_workers(1, timeout=patience)
        except TimeoutError:
            self.close()
            raise ComityError("engine.no_workers", address=address) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the scheduler, which forgets the parts. Its workers stay."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(OSError, TimeoutError, CancelledError):
                client.close(timeout=self.patience)

    def hold(self, parts: Sequence[Any]) -> _Held:
        """Send each part to its worker, one at a time."""
        there = self._workers()
        places = tuple(there[number % len(there)] for number in range(len(parts)))
        futures = []
        for part, place in zip(parts, places, strict=True):
            sent = self._put(pickle.dumps(part, protocol=5), place)
            futures.append(self._submit(pickle.loads, place, sent))
        return self._settled(futures, places)

    def each(self, function: Callable[..., Any], held: _Held, *arguments: Any) -> list[Any]:
        """[function(part, *arguments) for part in held], in the order of the parts."""
        futures = self._call(_sent, function, held, arguments)
        return [pickle.loads(result) for result in self._gather(futures, held.places)]

    def derive(self, function: Callable[..., Any], held: _Held, *arguments: Any) -> _Held:
        """Like `each`; the results stay on the workers of their parts."""
        return self._settled(self._call(_kept, function, held, arguments), held.places)

    def _call(
        self, way: Callable[..., Any], function: Callable[..., Any], held: _Held, arguments: tuple[Any, ...]
    ) -> list[Any]:
        call: Any = pickle.dumps((function, arguments), protocol=5)
        if len(call) > _SMALL and held.places:
            call = self._put(call, held.places[0])  # the other workers fetch it from there
        return [self._submit(way, place, call, part) for part, place in zip(held.futures, held.places, strict=True)]

    def _settled(self, futures: list[Any], places: tuple[str, ...]) -> _Held:
        """The handle, once every part of it is there."""
        self._gather([self._submit(_arrived, place, f) for f, place in zip(futures, places, strict=True)], places)
        return _Held(tuple(futures), places)

    def _submit(self, function: Callable[..., Any], place: str, *arguments: Any) -> Any:
        return self._open().submit(function, *arguments, workers=[place], pure=False)

    def _put(self, data: bytes, place: str) -> Any:
        try:
            return self._open().scatter(data, workers=[place], hash=False, timeout=self.patience)
        except Exception as error:  # the scheduler's own, of whatever kind, when it no longer knows the place
            self._sync(self._look, {place})
            raise ComityError("engine.worker_lost", worker=place) from error

    def _workers(self) -> list[str]:
        """Addresses of the workers there now, all of which run this version."""
        versions: dict[str, Any] = self._sync(self._versions)
        if not versions:
            raise ComityError("engine.no_workers", address=self.address)
        for worker, found in sorted(versions.items()):
            if found != __version__:
                known = found if isinstance(found, str) else "-"
                raise ComityError("engine.other_version", worker=worker, found=known, expected=__version__)
        return sorted(versions)

    async def _versions(self) -> Any:
        return await asyncio.wait_for(self._client.run(_version, on_error="return", asynchronous=True), self.patience)

    def _gather(self, futures: list[Any], places: Sequence[str]) -> list[Any]:
        """The results, or what the first part that failed has raised."""
        found: list[Any] = self._sync(self._gathered, futures, set(places))
        for future in futures:
            if future.status == "error":
                raise future.exception()
        if len(found) < len(futures):
            self._sync(self._look, set(places))
            raise ComityError("engine.worker_lost", worker=self.address)
        return found

    async def _gathered(self, futures: list[Any], places: set[str]) -> Any:
        """All results there are. A task bound to a worker that has gone would wait for ever, so look now and then."""
        task = asyncio.ensure_future(self._client.gather(futures, errors="skip", asynchronous=True))
        try:
            while not (await asyncio.wait({task}, timeout=_LOOK))[0]:
                await self._look(places)
            return task.result()
        finally:
            task.cancel()

    async def _look(self, places: set[str]) -> None:
        """engine.worker_lost unless the scheduler still knows all of these workers."""
        if self._client.status != "running":
            raise ComityError("engine.unreachable", address=self.address)
        here = await asyncio.wait_for(self._client.nthreads(asynchronous=True), self.patience)
        for gone in sorted(places - set(here)):
            raise ComityError("engine.worker_lost", worker=gone)

    def _sync(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Run a coroutine function on the client's loop."""
        try:
            return self._open().sync(function, *arguments)
        except (OSError, CancelledError):
            raise ComityError("engine.unreachable", address=self.address) from None

    def _open(self) -> Any:
        if self._client is None:
            raise ComityError("engine.closed")
        return self._client


def _distributed() -> Any:
    """dask.distributed, which is known nowhere else."""
    try:
        return import_module("distributed")
    except ImportError:
        raise ComityError("engine.not_installed", extra="cluster") from None


def _connected(client: Callable[..., Any], address: str, patience: float) -> Any:
    """A dask client. It is made in a thread that can be left behind: where something else than a scheduler listens, its
    own limit does not hold and it may wait for ever."""
    made: SimpleQueue[Any] = SimpleQueue()

    def make() -> None:
        # A client that failed lives on in a circle of references. Collected while the next one starts, it would close
        # itself and wait for a lock that its own thread holds; so it goes before.
        gc.collect()
        try:
            made.put(client(address, timeout=patience, set_as_default=False, name="comity"))
        except Exception as error:
            made.put(error.with_traceback(None))

    Thread(target=make, daemon=True).start()
    try:
        found = made.get(timeout=2 * patience)
    except Empty as error:
        found = error
    if isinstance(found, Exception):
        raise ComityError("engine.unreachable", address=address) from found
    return found


# ----- what follows runs on the workers -----


def _version() -> str:
    return __version__


def _kept(call: bytes, part: Any) -> Any:
    """The result of a pickled (function, arguments) on a part."""
    try:
        function, arguments = pickle.loads(call)
        return function(part, *arguments)
    except Exception as error:
        raise portable(error, "a worker of the cluster") from None


def _sent(call: bytes, part: Any) -> bytes:
    """The same, pickled."""
    result = _kept(call, part)
    try:
        return pickle.dumps(result, protocol=5)
    except Exception as error:
        raise portable(error, "a worker of the cluster") from None


def _arrived(part: Any) -> None:
    """Nothing: that it could be run says that the part is there."""
