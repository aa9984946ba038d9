"""Numbering what the cells of a column say, so that millions of cells become one array of small integers."""

import re
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from comity.importers.reading.cells import SPACES, Refused
from comity.importers.reading.plain import Places, PlainCells, Words, spans
from comity.importers.reading.wording import shown

Meaning = TypeVar("Meaning", bound=Hashable)


class Column(Protocol):
    """Reads the cells of one column as integers, one at a time or a plain block at once.

    `codes` gives None for a block that holds anything but what `code` would take; `code` then says what is wrong.
    """

    def code(self, cell: str) -> int:
        """What `cell` says, as a number; raises `Refused`."""
        ...

    def codes(self, cells: PlainCells, column: int) -> NDArray[np.integer] | None:
        """(R,) what the cells of `column` say."""
        ...


class Coder(Generic[Meaning]):
    """Gives each distinct meaning of a column's cells a number, by first appearance; `meanings` lists them.

    `meaning` says what a cell stands for and raises `Refused` where it stands for nothing. A cell seen before costs one
    look-up by its text or, in a plain block, one by its words in a table that many cells consult at once.
    """

    def __init__(self, meaning: Callable[[str], Meaning]) -> None:
        self.meanings: list[Meaning] = []
        self._meaning = meaning
        self._of_cell: dict[str, int] = {}
        self._of_meaning: dict[Meaning, int] = {}
        self._tables: dict[int, _Table] = {}

    def code(self, cell: str) -> int:
        """The number of what `cell` means; raises `Refused` where it means nothing."""
        code = self._of_cell.get(cell)
        if code is None:
            meaning = self._meaning(cell)
            code = self._of_meaning.setdefault(meaning, len(self.meanings))
            if code == len(self.meanings):
                self.meanings.append(meaning)
            self._of_cell[cell] = code
        return code

    def codes(self, cells: PlainCells, column: int) -> NDArray[np.int32] | None:
        """(R,) the numbers of the cells in `column`; None if one is too long for this way or means nothing."""
        return self.codes_at(cells, *spans(cells, column))

    def codes_at(self, cells: PlainCells, starts: Places, lengths: Places) -> NDArray[np.int32] | None:
        """(n,) the numbers of the cells at `starts` (n,) with `lengths` (n,), or None as in `codes`."""
        words = cells.words(starts, lengths)
        if words is None:
            return None
        table = self._tables.setdefault(len(words), _Table(len(words)))
        codes = table.look_up(words)
        unknown = np.flatnonzero(codes < 0)
        try:
            while len(unknown):
                # A few thousand at a time: what they teach answers most of the others.
                taught, unknown = unknown[:_LESSON], unknown[_LESSON:]
                codes[taught] = [
                    self.code(cells.text(start, start + length))
                    for start, length in zip(starts[taught].tolist(), lengths[taught].tolist(), strict=True)
                ]
                table.learn([word[taught] for word in words], codes[taught])
                codes[unknown] = table.look_up([word[unknown] for word in words])
                unknown = unknown[codes[unknown] < 0]
        except Refused:
            return None
        return codes


_LESSON = 4096
_SMALLEST, _LARGEST = 10, 22  # bits of a table's size
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio, odd: spreads close keys far apart
_NO_TEXT = np.uint64(1 << 56)  # a zero byte before a byte that is not: no cell has this word


class _Table:
    """Cells, as words, with their codes, each in the one slot its words point to; what finds its slot taken by another
    cell is simply not known here. Looking up compares every word, so a code found is right."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._cells = 0
        self._resize(_SMALLEST)

    def look_up(self, words: list[Words]) -> NDArray[np.int32]:
        """(n,) codes, -1 where not known."""
        slots = self._slots(words)
        codes = self._codes[slots]
        for mine, theirs in zip(self._words, words, strict=True):
            codes[mine[slots] != theirs] = -1
        return codes

    def learn(self, words: list[Words], codes: NDArray[np.int32]) -> None:
        slots = self._slots(words)
        _, chosen = np.unique(slots[self._codes[slots] < 0], return_index=True)
        chosen = np.flatnonzero(self._codes[slots] < 0)[chosen]
        self._codes[slots[chosen]] = codes[chosen]
        for mine, theirs in zip(self._words, words, strict=True):
            mine[slots[chosen]] = theirs[chosen]
        self._cells += len(chosen)
        if self._cells * 8 > 1 << self._bits and self._bits < _LARGEST:
            self._grow()

    def _grow(self) -> None:
        held = np.flatnonzero(self._codes >= 0)
        words, codes = [word[held] for word in self._words], self._codes[held]
        self._cells = 0
        self._resize(min(_LARGEST, self._bits + 3))
        self.learn(words, codes)

    def _resize(self, bits: int) -> None:
        self._bits = bits
        self._codes = np.full(1 << bits, -1, dtype=np.int32)
        self._words = [np.full(1 << bits, _NO_TEXT, dtype=np.uint64) for _ in range(self._width)]

    def _slots(self, words: list[Words]) -> NDArray[np.intp]:
        mixed = words[0] * _SPREAD
        for word in words[1:]:
            mixed = (mixed ^ (mixed >> np.uint64(29)) ^ word) * _SPREAD
        return (mixed >> np.uint64(64 - self._bits)).astype(np.intp)


_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?[0-9]{1,12}\.[0-9]+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """Reads timestamps so that later ones are greater: whole numbers (seconds or milliseconds) as they are, numbers
    with a fraction and ISO 8601 dates in millionths. One file keeps to one of these; a date without a zone is UTC."""

    def __init__(self) -> None:
        self._kind = ""

    def code(self, cell: str) -> int:
        """The moment in `cell`; raises `Refused` where it is none, or written in another way than those before."""
        kind, time = _moment(cell.strip(SPACES))
        if kind != (self._kind or kind):
            raise Refused("votes.mixed_timestamps", found=shown(cell))
        self._kind = kind
        return time

    def codes(self, cells: PlainCells, column: int) -> NDArray[np.int64] | None:
        """(R,) the moments in `column`; None unless all are whole numbers."""
        if self._kind not in ("", "whole"):
            return None
        times = cells.whole_numbers(column)
        if times is not None:
            self._kind = "whole"
        return times


def _moment(text: str) -> tuple[str, int]:
    if _WHOLE.fullmatch(text):
        return "whole", int(text)
    if _DECIMAL.fullmatch(text):
        whole, _, fraction = text.partition(".")
        millionths = int(fraction[:6].ljust(6, "0"))
        return "decimal", int(whole) * 1_000_000 + (-millionths if text.startswith("-") else millionths)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("votes.bad_timestamp", found=shown(text)) from None
    since = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH
    return "date", (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
