"""Doing again from the record what can be done again: every replay there is, found by listing, on the entries of its
kinds.

Entries are set aside while the bundle is read, on disk where they are many, and given to each replay afterwards, so
that a replay is an ordinary loop over its entries and the file is read once.
"""

import pkgutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from tempfile import SpooledTemporaryFile
from typing import IO, Protocol, cast

from comity import flow
from comity.flow.remember.bundle import read_row
from comity.terms.errors import ComityError
from comity.terms.record import Discrepancy, Opened

MODULE = "replay"
_IN_MEMORY = 1 << 24
_PROCEDURES = "comity.procedure"

RootAt = Callable[[int], bytes]


class Replay(Protocol):
    """What a module called `replay` offers; the protocol is described in `comity.flow.remember`."""

    __name__: str
    KINDS: frozenset[str]

    def replay(self, entries: Iterable[Opened]) -> Iterator[Discrepancy]:
        """What the record claims and does not follow from it."""
        ...


@cache
def found_replays() -> tuple[Replay, ...]:
    """Every replay of the stages and of the procedures, by name."""
    stages = [f"{flow.__name__}.{module.name}" for module in pkgutil.iter_modules(flow.__path__) if module.ispkg]
    packages = sorted([*stages, *([_PROCEDURES] if find_spec(_PROCEDURES) else [])])
    names = [f"{package}.{MODULE}" for package in packages if find_spec(f"{package}.{MODULE}")]
    return tuple(cast(Replay, import_module(name)) for name in names)


@contextmanager
def keeping(modules: Sequence[Replay]) -> Iterator["Replays"]:
    """Room for the entries that these replays ask for."""
    with ExitStack() as stack:
        yield Replays([(module, stack.enter_context(SpooledTemporaryFile(_IN_MEMORY))) for module in modules])


class Replays:
    """The entries that replays ask for. given: name of the replay -> how many it has been given."""

    def __init__(self, kept: Sequence[tuple[Replay, IO[bytes]]]) -> None:
        self._kept = kept
        self.given: Counter[str] = Counter({module.__name__: 0 for module, _ in kept})
        self.kinds: frozenset[str] = frozenset().union(*(module.KINDS for module, _ in kept))

    def keep(self, kind: str, line: bytes) -> None:
        """Set a line of the bundle aside for the replays of this kind."""
        for module, kept in self._kept:
            if kind in module.KINDS:
                kept.write(line)
                self.given[module.__name__] += 1

    def run(self, root_at: RootAt) -> Iterator[Discrepancy]:
        """What each replay says of what was set aside for it, and every root it reports that was not the record's.

        root_at: the record's root over its first so many entries.
        """
        for module, kept in self._kept:
            if self.given[module.__name__]:
                yield from _replayed(module, kept)
                yield from _roots(module, kept, root_at)


def _replayed(module: Replay, kept: IO[bytes]) -> Iterator[Discrepancy]:
    """What a replay says. One that cannot go on says so of the entry it came to."""
    reached = [0]
    try:
        yield from module.replay(_entries(kept, reached))
    except ComityError as error:
        yield Discrepancy(reached[-1], error.code, error.parameters)


def _roots(module: Replay, kept: IO[bytes], root_at: RootAt) -> Iterator[Discrepancy]:
    """Roots that entries say the record had, and it had not."""
    reported: Callable[[Iterable[Opened]], list[tuple[int, int, bytes]]] | None = getattr(module, "fixed_roots", None)
    if reported is None:
        return
    for seq, size, root in reported(_entries(kept, [])):
        if not 0 <= size <= seq or root_at(size) != root:
            yield Discrepancy(seq, "record.root_claimed_wrong", {"size": size})


def _entries(kept: IO[bytes], reached: list[int]) -> Iterator[Opened]:
    """The entries set aside; the number of the last one read is put into `reached`."""
    kept.seek(0)
    for line in kept:
        opened = read_row(line).opened()
        reached[:] = [opened.entry.seq]
        yield opened
