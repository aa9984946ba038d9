"""Unpacking gzip files and zip archives of one table as they stream in, in bounded time and memory.

Formats: RFC 1952 (gzip), APPNOTE 6.3 (zip), RFC 1951 (deflate). The zip is read from the front, entry by entry, so
that it may come through standard input and so that a forged directory at its end is never believed.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Any

from comity.importers.reading.limits import BLOCK, FREE_UNPACKED, HIGHEST_RATIO, LARGEST_UNPACKED
from comity.importers.reading.wording import shown
from comity.terms.errors import ComityError

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"

_DIRECTORY = b"PK\x01\x02"
_DESCRIPTOR = b"PK\x07\x08"
_ENTRY = struct.Struct("<4sHHHHHIIIHH")
_ENCRYPTED, _SIZES_FOLLOW = 0x1, 0x8
_STORED, _DEFLATED = 0, 8
_UNKNOWN_SIZE = 0xFFFFFFFF
_SLICE = 1 << 14


class _Packed:
    """The packed bytes, with what has been taken from them counted against what came out."""

    def __init__(self, file: str, blocks: Iterator[bytes]) -> None:
        self.file = file
        self.rest = b""
        # Small slices: what is left of one is copied whenever an entry ends, and there may be very many entries.
        self._blocks = (block[start : start + _SLICE] for block in blocks for start in range(0, len(block), _SLICE))
        self._taken = 0
        self._made = 0

    def more(self) -> bool:
        """Put one more block behind `rest`; False at the end."""
        block = next(self._blocks, b"")
        self._taken += len(block)
        self.rest += block
        return bool(block)

    def has(self, size: int) -> bool:
        """Whether `rest` holds, or could be brought to hold, `size` bytes."""
        while len(self.rest) < size:
            if not self.more():
                return False
        return True

    def take(self, size: int) -> bytes:
        """The next `size` bytes."""
        if not self.has(size):
            raise self.damaged()
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def damaged(self) -> ComityError:
        return ComityError("file.damaged_archive", file=self.file)

    def check(self, size: int) -> None:
        """Count `size` unpacked bytes; refuse what is larger, or grows faster, than any table would."""
        self._made += size
        if self._made > LARGEST_UNPACKED:
            raise ComityError("file.archive_too_large", file=self.file, expected=LARGEST_UNPACKED >> 30)
        used = self._taken - len(self.rest)
        if self._made > FREE_UNPACKED and self._made > HIGHEST_RATIO * used:
            raise ComityError("file.archive_bomb", file=self.file, found=self._made // max(1, used))

    def inflated(self, window: int) -> Iterator[bytes]:
        """The bytes of one deflate stream, in blocks; `rest` then begins with what follows it."""
        engine = zlib.decompressobj(window)
        ended = False
        while not ended:
            if not self.rest and not self.more():
                raise self.damaged()
            try:
                made = engine.decompress(self.rest, BLOCK)
            except zlib.error:
                raise self.damaged() from None
            ended = engine.eof
            self.rest = engine.unused_data if ended else engine.unconsumed_tail
            self.check(len(made))
            if made:
                yield made


def gunzipped(file: str, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The content of a gzip file, its members joined. Errors: `file.damaged_archive`, `file.archive_too_large`,
    `file.archive_bomb`."""
    packed = _Packed(file, blocks)
    while packed.has(1):
        if packed.rest.strip(b"\0") == b"":  # padding, as tapes leave it
            packed.rest = b""
            continue
        yield from packed.inflated(16 + zlib.MAX_WBITS)


def unzipped(file: str, blocks: Iterator[bytes]) -> tuple[str, Iterator[bytes]]:
    """The name and the content of the one table in a zip archive.

    Errors: those of `gunzipped`, and `file.archive_empty`, `file.archive_members` (several),
    `file.is_spreadsheet`, `file.encrypted`, `file.unknown_compression`.
    """
    packed = _Packed(file, blocks)
    while True:
        entry = _next_entry(packed)
        if entry is None:
            raise ComityError("file.archive_empty", file=file)
        name = entry.name
        if not entry.beside_the_point:
            return shown(name), _only_member(packed, entry)
        for _ in _content(packed, entry):
            pass


def joined(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in fewer blocks: an archive may come out in crumbs, and each block has its cost."""
    waiting: list[bytes] = []
    size = 0
    for block in blocks:
        if size + len(block) > BLOCK:
            yield b"".join(waiting)
            waiting, size = [], 0
        waiting.append(block)
        size += len(block)
    if waiting:
        yield b"".join(waiting)


class _Entry:
    def __init__(self, fields: tuple[Any, ...], name: str) -> None:
        self.name = name
        self.flags, self.method = fields[2], fields[3]
        self.crc, self.packed_size = fields[6], fields[7]

    @property
    def beside_the_point(self) -> bool:
        """Folders, and the notes some systems put beside a file."""
        return self.name.endswith("/") or self.name.startswith("__MACOSX/") or self.name.endswith(".DS_Store")


def _next_entry(packed: _Packed) -> _Entry | None:
    if not packed.has(4):
        raise packed.damaged()
    if not packed.rest.startswith(ZIP):
        if packed.rest.startswith((_DIRECTORY, b"PK\x06\x06", EMPTY_ZIP, b"PK\x06\x08")):
            return None
        raise packed.damaged()
    fields = _ENTRY.unpack(packed.take(_ENTRY.size))
    raw_name, _ = packed.take(fields[9]), packed.take(fields[10])
    name = raw_name.decode("utf-8", "replace")
    if name in ("[Content_Types].xml", "_rels/.rels", "mimetype"):
        raise ComityError("file.is_spreadsheet", file=packed.file)
    return _Entry(fields, name)


def _only_member(packed: _Packed, entry: _Entry) -> Iterator[bytes]:
    yield from _content(packed, entry)
    while (following := _next_entry(packed)) is not None:
        if not following.beside_the_point:
            found = f"{shown(entry.name)}, {shown(following.name)}"
            raise ComityError("file.archive_members", file=packed.file, found=found)
        for _ in _content(packed, following):
            pass


def _content(packed: _Packed, entry: _Entry) -> Iterator[bytes]:
    """The unpacked blocks of `entry`, checked against its checksum at their end."""
    if entry.flags & _ENCRYPTED:
        raise ComityError("file.encrypted", file=packed.file)
    sizes_follow = bool(entry.flags & _SIZES_FOLLOW)
    if entry.method == _DEFLATED:
        blocks = packed.inflated(-zlib.MAX_WBITS)
    elif entry.method == _STORED and not (sizes_follow and entry.packed_size == 0 and not entry.name.endswith("/")):
        blocks = _stored(packed, entry.packed_size)
    else:
        raise ComityError("file.unknown_compression", file=packed.file, found=str(entry.method))
    crc = 0
    for block in blocks:
        crc = zlib.crc32(block, crc)
        yield block
    if crc != (_descriptor_crc(packed) if sizes_follow else entry.crc):
        raise packed.damaged()


def _stored(packed: _Packed, size: int) -> Iterator[bytes]:
    if size == _UNKNOWN_SIZE:
        raise ComityError("file.archive_too_large", file=packed.file, expected=LARGEST_UNPACKED >> 30)
    while size:
        block = packed.take(min(size, BLOCK))
        size -= len(block)
        packed.check(len(block))
        yield block


def _descriptor_crc(packed: _Packed) -> int:
    """The checksum written behind an entry; its sizes have 4 or 8 bytes each, told apart by what comes next."""
    signed = packed.has(4) and packed.rest.startswith(_DESCRIPTOR)
    if signed:
        packed.take(4)
    crc = int.from_bytes(packed.take(4), "little")
    wide = packed.has(18) and packed.rest[8:10] != b"PK" and packed.rest[16:18] == b"PK"
    packed.take(16 if wide else 8)
    return crc
