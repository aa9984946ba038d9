"""From bytes to UTF-8 in pieces of whole lines, with every line counted and every doubtful byte named."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from comity.importers.reading.limits import LONGEST_LINE
from comity.importers.reading.source import Source
from comity.importers.reading.wording import column_label, shown
from comity.terms.errors import ComityError

_BOM = codecs.BOM_UTF8
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Codecs Python counts as text but which no table is saved in; some take quadratic time.
_NOT_FOR_FILES = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"}


@dataclass(frozen=True)
class Piece:
    """`data`: valid UTF-8 without NUL, whole lines (the last of a file may lack its end); `line`: the number of the
    first, from 1."""

    data: bytes
    line: int


def count_lines(data: bytes) -> int:
    """How many line ends (LF, CRLF or a bare CR) there are in `data`."""
    ends = data.count(b"\n")
    return ends + data.count(b"\r") - data.count(b"\r\n") if b"\r" in data else ends


def known_encoding(encoding: str | None) -> str | None:
    """The codec for `encoding`, None for UTF-8. Error: `file.unknown_encoding`."""
    if encoding is None:
        return None
    try:
        name = codecs.lookup(encoding).name
        b"x".decode(name, "replace")
    except (LookupError, ValueError):  # no such codec, or one that is not for text
        name = "undefined"
    if name in _NOT_FOR_FILES:
        raise ComityError("file.unknown_encoding", found=shown(encoding))
    return None if name in ("utf-8", "utf-8-sig") else name


class Text:
    """The lines of a source. `columns` may be set once they are known, so that errors can name them."""

    def __init__(self, source: Source, encoding: str | None = None) -> None:
        self.file = source.file
        self.columns: tuple[str, ...] = ()
        self._blocks = source.blocks
        self._encoding = known_encoding(encoding)
        self._given = encoding or "utf-8"
        self._carry = b""  # the beginning of a line whose end has not been read
        self._held = b""  # a CR that may be half of a CRLF
        self._line = 1
        self._decoded = self._decode()
        self._ended = False

    def piece(self, unfinished: bytes = b"") -> Piece | None:
        """The next whole lines, None at the end. `unfinished`: the record they continue, to name columns by.

        Errors: `file.not_utf8`, `file.not_encoding`, `file.utf16`, `file.nul_byte`, `csv.line_too_long`.
        """
        while not self._ended:
            block = self._next_block(unfinished)
            if block is None:
                self._ended = True
                block, cut = b"", 0
                data, self._carry = self._carry, b""
            else:
                cut = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
                self._refuse_long_line(block, cut)
                if not cut:
                    self._carry += block
                    continue
                data, self._carry = self._carry + block[:cut], block[cut:]
            if data:
                return self._checked(data, unfinished)
        return None

    def _next_block(self, unfinished: bytes) -> bytes | None:
        fresh = next(self._decoded, None)
        if fresh is None:
            last, self._held = self._held, b""
            return last or None
        if (nul := fresh.find(b"\0")) >= 0:
            row = self._line + count_lines(self._carry + self._held + fresh[:nul])
            raise ComityError("file.nul_byte", file=self.file, row=row)
        if isinstance(fresh, _Undecodable):
            raise self._undecodable(unfinished, self._carry + self._held + fresh, fresh.byte)
        block = self._held + fresh
        self._held = b""
        if block.endswith(b"\r"):
            self._held, block = b"\r", block[:-1]
        return block

    def _refuse_long_line(self, block: bytes, cut: int) -> None:
        """Refuse the line that began in an earlier block if it is too long; within one block none can be."""
        length = len(self._carry) + (_first_end(block) if cut else len(block))
        if length > LONGEST_LINE:
            raise ComityError("csv.line_too_long", file=self.file, row=self._line, expected=LONGEST_LINE)

    def _checked(self, data: bytes, unfinished: bytes) -> Piece:
        if self._encoding is None and not data.isascii():
            try:
                data.decode("utf-8")
            except UnicodeDecodeError as problem:
                raise self._undecodable(unfinished, data[: problem.start], data[problem.start]) from None
        piece = Piece(data, self._line)
        self._line += count_lines(data)
        return piece

    def _decode(self) -> Iterator[bytes]:
        """UTF-8 blocks: the source's own, or those of another encoding translated. Ends in an `_Undecodable`."""
        first = next(self._blocks, b"")
        if first.startswith(_BOM):
            if self._encoding is not None:
                raise ComityError(
                    "file.encoding_contradicted", file=self.file, found="utf-8", expected=shown(self._given)
                )
            first = first[len(_BOM) :]
        elif self._encoding is None:
            for mark, name in _WIDE_MARKS:
                if first.startswith(mark):
                    raise ComityError("file.utf16", file=self.file, found=name)
        if self._encoding is not None:
            yield from self._translate(first)
            return
        if first:
            yield first
        yield from self._blocks

    def _translate(self, first: bytes) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(self._encoding or "utf-8")()
        block, last, first_of_all = first, False, True
        while not last:
            following = next(self._blocks, b"")
            last = not following
            try:
                made = decoder.decode(block, last).encode("utf-8")
            except UnicodeError as problem:
                yield self._undecoded(problem, block)
                return
            if first_of_all and made.startswith(_BOM):
                made = made[len(_BOM) :]
            first_of_all = first_of_all and not made
            # Slices, because a translation may be longer than a line may be.
            yield from (made[start : start + LONGEST_LINE] for start in range(0, len(made), LONGEST_LINE))
            block = following

    def _undecoded(self, problem: UnicodeError, block: bytes) -> "_Undecodable":
        if isinstance(problem, UnicodeDecodeError):
            before = problem.object[: problem.start].decode(self._encoding or "utf-8", "replace")
            return _Undecodable.of(before, problem.object[problem.start])
        if isinstance(problem, UnicodeEncodeError):  # half of a character, which some codecs let through
            return _Undecodable.of(problem.object[: problem.start], ord(problem.object[problem.start]) & 0xFF)
        return _Undecodable.of("", block[0] if block else 0)

    def _undecodable(self, unfinished: bytes, before: bytes, byte: int) -> ComityError:
        place = {"file": self.file, "row": self._line + count_lines(before), "found": f"0x{byte:02X}"}
        header, record = _records(unfinished + before)
        # The header stands in the first piece, which may be refused before it is read.
        columns = self.columns or (header if header is not record else [])
        column = column_label(max(0, len(record) - 1), columns)
        if self._encoding is None:
            return ComityError("file.not_utf8", **place, column=column)
        return ComityError("file.not_encoding", **place, column=column, expected=shown(self._given))


class _Undecodable(bytes):
    """What could still be decoded before `byte`, which could not."""

    byte: int

    @classmethod
    def of(cls, before: str, byte: int) -> "_Undecodable":
        made = cls(before.encode("utf-8", "replace"))
        made.byte = byte
        return made


def _first_end(block: bytes) -> int:
    """Where the first line of `block` ends."""
    ends = [place for place in (block.find(b"\n"), block.find(b"\r")) if place >= 0]
    return min(ends, default=len(block))


def _records(text: bytes) -> tuple[list[str], list[str]]:
    """The first and the last record of `text`, which is cut off in the middle of the last."""
    # Some mark stands for the undecodable byte, so that the last record is the one it is in.
    rows = csv.reader(io.StringIO(text.decode("utf-8", "replace") + "x", newline=""))
    first: list[str] = []
    last: list[str] = []
    with suppress(csv.Error):
        for last in rows:
            first = first or last
    return first, last
