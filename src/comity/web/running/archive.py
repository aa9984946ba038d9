"""A backup as a file: a zip archive of tables, files and, where asked for, keys, with a manifest of digests.

manifest.json          what is in it, and which migrations the tables are of
tables/NAME.jsonl      a row a line, as `tables.lines_of` writes it
files/PATH             what was uploaded
keys/PATH              what signs: the record's key, and the secret of cookies
"""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from comity.terms.errors import ComityError

FORMAT, FORMAT_VERSION = "comity.backup", 1
TABLES, FILES, KEYS = "tables", "files", "keys"
_MANIFEST = "manifest.json"
_MOST_OF_MANIFEST = 256 * 1024 * 1024
_PIECE = 1 << 20
_TABLE_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError, RuntimeError)
_FAULTS = (*_UNREADABLE, ValueError, TypeError)


@dataclass(frozen=True)
class Member:
    """size: in bytes; rows: of a table; last: see `tables.last_number`."""

    size: int
    sha256: str
    rows: int = 0
    last: int = 0


@dataclass
class Manifest:
    """What a backup holds. made: ISO 8601; database: the kind it came from; record: how many entries it has."""

    version: str
    made: str
    database: str
    migrations: list[tuple[str, str]]
    record: int = 0
    members: dict[str, Member] = field(default_factory=dict)

    def of(self, folder: str) -> dict[str, Member]:
        """The members below a folder, by their path in it."""
        start = f"{folder}/"
        return {name.removeprefix(start): one for name, one in self.members.items() if name.startswith(start)}


class Writer:
    """Adds members one after another, and the manifest when all are there."""

    def __init__(self, stream: BinaryIO, manifest: Manifest) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self.manifest = manifest

    def add(self, name: str, pieces: Iterable[bytes], *, last: int = 0, are_rows: bool = False) -> None:
        """Write a member from its pieces, which are its rows where it is a table."""
        digest, size, number = hashlib.sha256(), 0, 0
        with self._zip.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
                number += 1
        self.manifest.members[name] = Member(size, digest.hexdigest(), number if are_rows else 0, last)

    def finish(self) -> None:
        """Write the manifest and close."""
        document = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self.manifest)}
        self._zip.writestr(_MANIFEST, json.dumps(document, indent=1, sort_keys=True))
        self._zip.close()


class Backup:
    """A backup that is read. Every member is checked against the manifest as it is read to its end."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
        self._zip = archive
        self._path = path
        self.manifest = manifest

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a member. Error: `running.backup_damaged`."""
        with self._checked(name) as (member, note):
            while piece := member.read(_PIECE):
                note(piece)
                yield piece

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member. Error: `running.backup_damaged`."""
        with self._checked(name) as (member, note):
            for line in member:
                note(line)
                yield line

    def verify(self) -> None:
        """Read all of it, and refuse it where anything is not as the manifest says. Error: `running.backup_damaged`."""
        there = {one.filename for one in self._zip.infolist()} - {_MANIFEST}
        if odd := there ^ self.manifest.members.keys():
            raise ComityError("running.backup_damaged", path=str(self._path), part=min(odd))
        for name in self.manifest.members:
            for _ in self.pieces(name):
                pass

    @contextmanager
    def _checked(self, name: str) -> Iterator[tuple[IO[bytes], "_Noting"]]:
        noting = _Noting()
        expected = self.manifest.members[name]
        try:
            with self._zip.open(name) as member:
                yield member, noting
        except _UNREADABLE as problem:
            raise ComityError("running.backup_damaged", path=str(self._path), part=name) from problem
        if (noting.size, noting.digest.hexdigest()) != (expected.size, expected.sha256):
            raise ComityError("running.backup_damaged", path=str(self._path), part=name)


class _Noting:
    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.size = 0

    def __call__(self, piece: bytes) -> None:
        self.digest.update(piece)
        self.size += len(piece)


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """A backup to be read. Errors: `running.no_backup`, `running.not_a_backup`, `running.backup_newer_format`."""
    if not path.is_file():
        raise ComityError("running.no_backup", path=str(path))
    try:
        archive = zipfile.ZipFile(path)
        if archive.getinfo(_MANIFEST).file_size > _MOST_OF_MANIFEST:
            raise ValueError
        document = json.loads(archive.read(_MANIFEST))
        if document["format"] != FORMAT:
            raise ValueError
        manifest = _manifest(document) if document["format_version"] == FORMAT_VERSION else None
    except _FAULTS as problem:
        raise ComityError("running.not_a_backup", path=str(path)) from problem
    if manifest is None:
        raise ComityError("running.backup_newer_format", path=str(path))
    with archive:
        yield Backup(archive, manifest, path)


def _manifest(document: Mapping[str, object]) -> Manifest:
    """The manifest in a document from outside; ValueError, KeyError or TypeError where it is none."""
    members = document["members"]
    migrations = document["migrations"]
    if not isinstance(members, dict) or not isinstance(migrations, list):
        raise ValueError
    made = Manifest(
        version=str(document["version"]),
        made=str(document["made"]),
        database=str(document["database"]),
        migrations=[(str(label), str(name)) for label, name in migrations],
        record=int(str(document["record"])),
    )
    for name, one in members.items():
        if not _is_safe(name):
            raise ValueError
        made.members[name] = Member(int(one["size"]), str(one["sha256"]), int(one["rows"]), int(one["last"]))
    return made


def _is_safe(name: str) -> bool:
    """Whether a member stands where members may stand, and nowhere outside."""
    folder, _, rest = name.partition("/")
    if folder == TABLES:
        return rest.endswith(".jsonl") and bool(_TABLE_NAME.fullmatch(rest.removesuffix(".jsonl")))
    parts = rest.split("/")
    return folder in (FILES, KEYS) and "\\" not in rest and "\0" not in rest and not {"", ".", ".."} & set(parts)
