"""Where the passphrase of a key comes from: a file that is named, or whoever sits at the terminal."""

import getpass
import sys
from collections.abc import Callable
from pathlib import Path

from comity.cli.options import Option
from comity.flow.remember.signing import SigningKey
from comity.terms.errors import ComityError
from comity.words import say

PASSPHRASE = Option("--passphrase-file", "FILE")
_LONGEST = 1 << 12


def opened_key(file: str, passphrase_file: str | None, language: str) -> SigningKey:
    """The key in a file, its passphrase read or asked for where it has one. Errors: those of `SigningKey.from_file`."""
    return SigningKey.from_file(Path(file), asking(file, passphrase_file, language))


def asking(file: str, passphrase_file: str | None, language: str) -> Callable[[], bytes] | None:
    """What gives the passphrase of the key in `file`, or None where nobody can be asked."""
    if passphrase_file is not None:
        return lambda: _read(passphrase_file)
    if sys.stdin.isatty():
        return lambda: getpass.getpass(say(language, "key.passphrase", file=file) + " ").encode("utf-8")
    return None


def new_passphrase(file: str, passphrase_file: str | None, language: str) -> bytes:
    """A passphrase for a new key, asked for twice at a terminal; empty for none. Error: `record.passphrase_differs`."""
    if passphrase_file is not None:
        return _read(passphrase_file)
    if not sys.stdin.isatty():
        return b""
    first = getpass.getpass(say(language, "key.new_passphrase", file=file) + " ")
    if first and getpass.getpass(say(language, "key.passphrase_again") + " ") != first:
        raise ComityError("record.passphrase_differs")
    return first.encode("utf-8")


def _read(path: str) -> bytes:
    """The first line of a file."""
    try:
        with Path(path).open("rb") as stream:
            return stream.readline(_LONGEST).rstrip(b"\r\n")
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise ComityError("record.key_unreadable", file=path, reason=reason) from None
