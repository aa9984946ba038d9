"""Opening what the user named: a file, standard input, or a table inside a gzip or zip archive, as blocks of bytes."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from comity.importers.reading.archives import EMPTY_ZIP, GZIP, ZIP, gunzipped, joined, unzipped
from comity.importers.reading.limits import BLOCK
from comity.importers.reading.wording import visible
from comity.terms.errors import ComityError

STANDARD_INPUT = "-"

# The first bytes of what is often sent in place of a table, with the name its users know it by.
NOT_TABLES = {
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"PAR1": "Parquet",
    b"ARROW1": "Arrow",
    b"SQLite format 3": "SQLite",
    b"\xfd7zXZ": "xz",
    b"BZh": "bzip2",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!": "RAR",
}


@dataclass(frozen=True)
class Source:
    """`file`: how errors name it, archive member included; `blocks`: its bytes, unpacked, none of them empty."""

    file: str
    blocks: Iterator[bytes]


@contextmanager
def opened(path: str | os.PathLike[str]) -> Iterator[Source]:
    """Open `path` ("-" for standard input) and unpack it if it is a gzip file or a zip archive of one table.

    Errors: `file.missing`, `file.is_folder`, `file.forbidden`, `file.unreadable`, `file.empty`, `file.not_text`,
    and those of `archives`. What is packed is told by its first bytes, not by its name.
    """
    name = os.fspath(path)
    file = visible(name)
    if name == STANDARD_INPUT:
        yield _unpacked(file, _blocks(file, sys.stdin.buffer))
        return
    try:
        stream = io.FileIO(name)  # unbuffered: blocks are large already
    except (OSError, ValueError) as problem:
        raise _refusal(file, problem) from None
    with stream:
        yield _unpacked(file, _blocks(file, stream))


def _blocks(file: str, stream: io.FileIO | BinaryIO) -> Iterator[bytes]:
    while True:
        try:
            block = stream.read(BLOCK)
        except (OSError, ValueError) as problem:
            raise _refusal(file, problem) from None
        if not block:
            return
        yield block


def _unpacked(file: str, blocks: Iterator[bytes]) -> Source:
    first = next(blocks, b"")
    while len(first) < 16 and (more := next(blocks, b"")):
        first += more  # a pipe may hand over a few bytes at a time
    if not first:
        raise ComityError("file.empty", file=file)
    for start, kind in NOT_TABLES.items():
        if first.startswith(start):
            raise ComityError("file.not_text", file=file, found=kind)
    if first.startswith(EMPTY_ZIP):
        raise ComityError("file.archive_empty", file=file)
    whole = chain([first], blocks)
    if first.startswith(GZIP):
        return Source(file, joined(gunzipped(file, whole)))
    if first.startswith(ZIP):
        member, unpacked = unzipped(file, whole)
        return Source(f"{file}:{member}", joined(unpacked))
    return Source(file, whole)


def _refusal(file: str, problem: OSError | ValueError) -> ComityError:
    if isinstance(problem, FileNotFoundError | NotADirectoryError):
        return ComityError("file.missing", file=file)
    if isinstance(problem, IsADirectoryError):
        return ComityError("file.is_folder", file=file)
    if isinstance(problem, PermissionError):
        return ComityError("file.forbidden", file=file)
    if isinstance(problem, OSError):
        return ComityError("file.unreadable", file=file, found=errno.errorcode.get(problem.errno or 0, "EIO"))
    return ComityError("file.missing", file=file)  # a path no file can have, such as one with a NUL in it
