"""The cells of a block cut out by arithmetic on its bytes, without an object for each.

Only for blocks in which this gives exactly the cells that a CSV parser would: as many cells in every row, quotation
marks only around whole cells, no line end within a cell. Every other block is left to the parser.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]
Words = NDArray[np.uint64]

WORD = 8  # bytes
LONGEST_WORDS = 8  # words a cell may take
_LONGEST_PLAIN_CELL = 1 << 16  # bytes; below the parser's own limit, in characters
_COMMA, _LINE_END, _QUOTE, _ZERO = 0x2C, 0x0A, 0x22, 0x30
# _KEEP[n] keeps the first n bytes of a little-endian word.
_KEEP = np.array([(1 << (8 * n)) - 1 for n in range(WORD + 1)], dtype=np.uint64)
_TEN = 10 ** np.arange(18, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class PlainCells:
    """R rows of C cells in `data`: cell (r, c) is data[starts[r, c]:ends[r, c]], UTF-8, quotation marks taken off.

    first_row: the line of the first row in the file; every row is one line.
    """

    data: bytes
    first_row: int
    starts: Places
    ends: Places

    @property
    def rows(self) -> int:
        """R."""
        return len(self.starts)

    def text(self, start: int, end: int) -> str:
        """The cell that begins at `start` and ends before `end`."""
        return self.data[start:end].decode("utf-8")

    def words(self, starts: Places, lengths: Places) -> list[Words] | None:
        """The bytes of n cells as a list of (n,) words, zero behind their ends; None if one is longer than 64 bytes.

        No cell holds a zero byte, so different cells have different words.
        """
        longest = int(lengths.max(initial=0))
        if longest > WORD * LONGEST_WORDS:
            return None
        # Read as 8-byte records at any offset; as plain numbers they would have to be aligned.
        at = np.ndarray((len(self.data) - WORD + 1,), "V8", self.data, 0, (1,))
        if longest <= WORD:
            return [at[starts].view("<u8") & _KEEP[lengths]]
        last = len(at) - 1
        words = []
        for skipped in range(0, longest, WORD):
            kept = _KEEP[np.clip(lengths - skipped, 0, WORD)]
            words.append(at[np.minimum(starts + skipped, last)].view("<u8") & kept)
        return words

    def whole_numbers(self, column: int) -> NDArray[np.int64] | None:
        """(R,) the numbers in `column`; None unless every cell is 1 to 18 digits."""
        ends = self.ends[:, column]
        lengths = ends - self.starts[:, column]
        longest = int(lengths.max(initial=1))
        shortest = int(lengths.min(initial=1))
        if shortest < 1 or longest > len(_TEN):
            return None
        marks = np.frombuffer(self.data, dtype=np.uint8)
        numbers = np.zeros(self.rows, dtype=np.int64)
        for place in range(longest):
            digits = marks[np.maximum(ends - 1 - place, 0)] - np.uint8(_ZERO)
            if place >= shortest:
                digits[lengths <= place] = 0
            if (digits > 9).any():
                return None
            numbers += digits * _TEN[place]
        return numbers


def plain_cells(data: bytes, first_row: int, columns: int) -> PlainCells | None:
    """The cells of `data` (whole lines of UTF-8), or None where only a parser can tell them."""
    quoted = b'"' in data
    if b"\r" in data:
        if quoted and data.count(b"\r") != data.count(b"\r\n"):
            return None
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not data.endswith(b"\n"):
        data += b"\n"
    data += bytes(WORD)  # so that a word may be read from the start of every cell
    marks = np.frombuffer(data, dtype=np.uint8)
    cuts = np.flatnonzero((marks == _COMMA) | (marks == _LINE_END))
    quotes = np.flatnonzero(marks == _QUOTE) if quoted else None
    if quotes is not None:
        if not _around_whole_cells(marks, quotes):
            return None
        cuts = cuts[np.searchsorted(quotes, cuts) % 2 == 0]
    rows, over = divmod(len(cuts), columns)
    if over or data.count(b"\n") != rows or not (marks[cuts[columns - 1 :: columns]] == _LINE_END).all():
        return None
    starts = np.empty_like(cuts)
    starts[0], starts[1:] = 0, cuts[:-1] + 1
    if int((cuts - starts).max()) > _LONGEST_PLAIN_CELL:
        return None
    if quotes is not None:
        within = marks[starts] == _QUOTE
        starts, cuts = starts + within, cuts - within
    return PlainCells(data, first_row, starts.reshape(rows, columns), cuts.reshape(rows, columns))


def _around_whole_cells(marks: Bytes, quotes: Places) -> bool:
    """Whether the quotation marks come in pairs, each opening at the start of a cell and closing at its end."""
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    before = marks[opening[opening > 0] - 1]
    behind = marks[closing + 1]
    return all(bool(((near == _COMMA) | (near == _LINE_END)).all()) for near in (before, behind))


def spans(cells: PlainCells, columns: int | Sequence[int]) -> tuple[Places, Places]:
    """Starts and lengths of the cells in one column (R,), or in several (R, len(columns))."""
    starts = cells.starts[:, columns]
    return starts, cells.ends[:, columns] - starts
