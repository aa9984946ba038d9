"""Keys that sign, keys that check, and the files they are kept in: Ed25519 (RFC 8032).

A key has a name. That of a record's key is the record's origin; that of a witness is its own. A public key travels as
the C2SP signed note writes verifier keys: name, key id in hex, and base64 of 0x01 and the key, joined by "+".
"""

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from comity.terms.errors import ComityError

PUBLIC, SIGNATURE, ID = 32, 64, 4
LOG, WITNESS = 0x01, 0x04
"""What a key id says a signature is: a log's own, or a witness's with its time."""

_MOST_IN_A_FILE = 1 << 16
_LONGEST_NAME = 200
_HEADER = "Comity-Signing-Key: "
_OTHERS_MAY = 0o077
_GROUP = 4


@dataclass(frozen=True)
class PublicKey:
    """What checks a signature. name: whose it is; raw: the key (32 bytes)."""

    name: str
    raw: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.raw) != PUBLIC:
            raise ComityError("record.bad_key", found=len(self.raw))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key as sixteen groups of four hexadecimal digits, to be printed and read out."""
        return fingerprint(hashlib.sha256(self.raw).hexdigest())

    def key_id(self, kind: int = LOG) -> bytes:
        """The four bytes that tell a signature line by which key it is, and of which kind."""
        return hashlib.sha256(self.name.encode("utf-8") + b"\n" + bytes([kind]) + self.raw).digest()[:ID]

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Whether this key signed `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id().hex()}+{to_base64(bytes([LOG]) + self.raw)}"

    @classmethod
    def parsed(cls, text: str) -> "PublicKey":
        """The key that `str` wrote. Error: `record.bad_key`."""
        name, _, rest = text.strip().partition("+")
        found = from_base64(rest[ID * 2 + 1 :])
        if found is None or len(found) != PUBLIC + 1 or found[0] != LOG or not is_name(name):
            raise ComityError("record.bad_key", found=len(text))
        key = cls(name, found[1:])
        if str(key) != text.strip():
            raise ComityError("record.bad_key", found=len(text))
        return key


class SigningKey:
    """What makes a signature. It is held in memory only, and leaves it through `to_file`."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        self.public = PublicKey(name, private.public_key().public_bytes_raw())
        self._private = private

    @classmethod
    def generate(cls, name: str) -> "SigningKey":
        """A new key from the system's own randomness. Error: `record.bad_name`."""
        return cls(name, Ed25519PrivateKey.generate())

    @property
    def name(self) -> str:
        """Whose key it is."""
        return self.public.name

    @property
    def fingerprint(self) -> str:
        """That of the public key."""
        return self.public.fingerprint

    def sign(self, message: bytes) -> bytes:
        """The signature of `message` (64 bytes); the same message has the same signature."""
        return self._private.sign(message)

    def to_bytes(self, passphrase: bytes | None = None) -> bytes:
        """The key as PKCS #8 in PEM under a line with its name, encrypted where there is a passphrase."""
        locked: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if passphrase:
            locked = serialization.BestAvailableEncryption(passphrase)
        pem = self._private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
        return f"{_HEADER}{self.name}\n".encode() + pem

    @classmethod
    def from_bytes(cls, data: bytes, ask: Callable[[], bytes] | None = None) -> "SigningKey":
        """The key that `to_bytes` wrote. ask: gives the passphrase, where one is needed.

        Errors: `record.not_a_key`, `record.passphrase_needed`, `record.passphrase_wrong`.
        """
        header, _, pem = data.partition(b"\n")
        name = header.decode("utf-8", "replace").removeprefix(_HEADER)
        if not header.startswith(_HEADER.encode()) or not is_name(name):
            raise ComityError("record.not_a_key")
        passphrase = None
        if b"-----BEGIN ENCRYPTED PRIVATE KEY-----" in pem:
            if ask is None:
                raise ComityError("record.passphrase_needed")
            passphrase = ask()
        try:
            private = serialization.load_pem_private_key(pem, passphrase or None)
        except (ValueError, TypeError):
            raise ComityError("record.passphrase_wrong" if passphrase is not None else "record.not_a_key") from None
        if not isinstance(private, Ed25519PrivateKey):
            raise ComityError("record.not_a_key")
        return cls(name, private)

    def to_file(self, path: Path, passphrase: bytes | None = None) -> None:
        """Write the key to a new file that only its owner may read.

        Errors: `record.key_exists`, `file.cannot_write`.
        """
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(self.to_bytes(passphrase))
                stream.flush()
                os.fsync(stream.fileno())
        except FileExistsError:
            raise ComityError("record.key_exists", file=str(path)) from None
        except OSError as problem:
            raise ComityError("file.cannot_write", path=str(path), reason=problem.strerror or str(problem)) from problem

    @classmethod
    def from_file(cls, path: Path, ask: Callable[[], bytes] | None = None) -> "SigningKey":
        """The key in a file that nobody else may read. Errors: those of `from_bytes`, `record.key_exposed`,
        `record.key_unreadable`."""
        try:
            with path.open("rb") as stream:
                mode, data = os.fstat(stream.fileno()).st_mode, stream.read(_MOST_IN_A_FILE)
        except OSError as problem:
            reason = problem.strerror or str(problem)
            raise ComityError("record.key_unreadable", file=str(path), reason=reason) from problem
        if os.name == "posix" and mode & _OTHERS_MAY:
            raise ComityError("record.key_exposed", file=str(path))
        return cls.from_bytes(data, ask)


def fingerprint(text: str) -> str:
    """A fingerprint as it is printed, from one written with any separators or none, in either case.

    Error: `record.bad_fingerprint`.
    """
    digits = re.sub(r"[\s:.\-–_]", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digits, re.ASCII):
        raise ComityError("record.bad_fingerprint", found=text)
    return "-".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


def is_name(name: str) -> bool:
    """Whether keys may have this name: some text without spaces, control characters and "+"."""
    return 0 < len(name) <= _LONGEST_NAME and name.isprintable() and not re.search(r"[\s+\u00ad]", name)


def check_name(name: str) -> None:
    """Refuse what `is_name` denies. Error: `record.bad_name`."""
    if not is_name(name):
        raise ComityError("record.bad_name", found=name)


def to_base64(data: bytes) -> str:
    """Standard base64 with its padding."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes | None:
    """The bytes of base64 in the one form that `to_base64` writes, or None."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if to_base64(data) == text else None
