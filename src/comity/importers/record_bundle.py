"""A record bundle, line by line. It is no table: `formats` never offers it for one.

A bundle is read from a plain file as it is, never unpacked: what is packed could unpack without end, and would be
another sequence of bytes than the one that was sealed.
"""

import errno
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader

from comity.flow.remember.bundle import LONGEST_LINE, MARKS
from comity.importers.reading.wording import visible
from comity.terms.errors import ComityError

KIND = "record"
HEAD = 1 << 16
LONGEST_NOTE = 1 << 16
_PACKED = {b"\x1f\x8b": "gzip", b"PK": "zip", b"\xfd7zXZ": "xz", b"BZh": "bzip2", b"\x28\xb5\x2f\xfd": "zstd"}
_BLOCK = 1 << 20


@contextmanager
def opened(path: str | os.PathLike[str]) -> Iterator[Iterator[bytes]]:
    """The lines of the bundle at `path`, each with its newline; one longer than any may be comes in pieces, of which
    the first has no newline.

    Errors: `record.file_missing`, `file.is_folder`, `file.forbidden`, `file.unreadable`, `record.file_empty`,
    `record.not_plain` (a pipe or a device), `record.packed`, `record.not_a_bundle` (nothing in the first 64 KiB is a
    bundle's).
    """
    file = visible(os.fspath(path))
    with _plain(path, file) as stream:
        head = stream.peek(HEAD)[:HEAD]
        if not head:
            raise ComityError("record.file_empty", file=file)
        if not any(mark in head for mark in MARKS):
            packed = next((name for start, name in _PACKED.items() if head.startswith(start)), None)
            if packed:
                raise ComityError("record.packed", file=file, found=packed)
            raise ComityError("record.not_a_bundle", file=file)
        yield _lines(stream, file)


def is_bundle(path: str | os.PathLike[str]) -> bool:
    """Whether a file begins as a bundle does, whole or not. Errors: those of `opened` about files."""
    with _plain(path, visible(os.fspath(path))) as stream:
        head = stream.peek(HEAD)[:HEAD]
    return any(mark in head for mark in MARKS)


def read_note(path: str | os.PathLike[str]) -> str:
    """The text of a checkpoint in a file. Errors: those of `opened`; `record.not_a_note` where it is no text or too
    long for one."""
    file = visible(os.fspath(path))
    with _plain(path, file) as stream:
        data = stream.read(LONGEST_NOTE + 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise ComityError("record.not_a_note", file=file) from None
    if not text or len(data) > LONGEST_NOTE:
        raise ComityError("record.not_a_note", file=file)
    return text


@contextmanager
def _plain(path: str | os.PathLike[str], file: str) -> "Iterator[BufferedReader[io.FileIO]]":
    try:
        # A pipe that nobody writes to would keep us waiting; opened this way it does not, and is refused.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as problem:
        raise _refusal(file, problem) from None
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise ComityError("file.is_folder" if stat.S_ISDIR(mode) else "record.not_plain", file=file)
    with BufferedReader(io.FileIO(handle), _BLOCK) as stream:
        yield stream


def _lines(stream: "BufferedReader[io.FileIO]", file: str) -> Iterator[bytes]:
    try:
        while line := stream.readline(LONGEST_LINE):
            yield line
    except OSError as problem:
        raise _refusal(file, problem) from None


def _refusal(file: str, problem: OSError | ValueError) -> ComityError:
    if isinstance(problem, IsADirectoryError):
        return ComityError("file.is_folder", file=file)
    if isinstance(problem, PermissionError):
        return ComityError("file.forbidden", file=file)
    if isinstance(problem, ValueError | FileNotFoundError | NotADirectoryError):
        return ComityError("record.file_missing", file=file)  # or a path no file can have
    return ComityError("file.unreadable", file=file, found=errno.errorcode.get(problem.errno or 0, "EIO"))
