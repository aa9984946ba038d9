"""Making a backup of a live installation: everything as it was at one moment, while others go on writing."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from comity.terms.errors import ComityError
from comity.version import __version__
from comity.web.running import archive
from comity.web.running.archive import FILES, KEYS, TABLES, Manifest, Writer
from comity.web.running.migrating import applied, refuse_newer
from comity.web.running.tables import last_number, lines_of, models_at

MARK = ".last-backup"
"""In the home folder; its time is that of the last backup."""
SECRET = "secret"
_PIECE = 1 << 20


def backup(path: Path, *, with_keys: bool) -> Manifest:
    """Write a backup, read it again, and only then let it have its name. What was there is replaced; a backup is for
    its owner alone.

    Errors: `file.cannot_write`, `running.newer`, `running.backup_damaged` where the disk does not return what was
    written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".comity-", dir=path.absolute().parent)
    except OSError as problem:
        raise _cannot_write(path, problem) from problem
    try:
        with os.fdopen(handle, "wb") as stream:
            manifest = _begin()
            writer = Writer(stream, manifest)
            _add_tables(writer)
            home = Path(settings.COMITY_HOME)
            _add_files(writer, FILES, home / "files")
            if with_keys:
                _add_files(writer, KEYS, home / "keys", home / SECRET)
            writer.finish()
            stream.flush()
            os.fsync(stream.fileno())
        with archive.opened(Path(name)) as written:
            written.verify()
        os.replace(name, path)
        (home / MARK).touch()
    except OSError as problem:
        raise _cannot_write(path, problem) from problem
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)
    return manifest


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads within see the database at one moment. Writers are not kept waiting."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    # Not `atomic`, which would take the place of the one writer that there may be.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _begin() -> Manifest:
    return Manifest(__version__, timezone.now().isoformat(timespec="seconds"), connection.vendor, [])


def _add_tables(writer: Writer) -> None:
    with snapshot():
        nodes = applied()
        refuse_newer(nodes)
        writer.manifest.migrations = sorted(nodes)
        for model in models_at(nodes):
            name = f"{TABLES}/{model._meta.db_table}.jsonl"
            writer.add(name, lines_of(model), last=last_number(model), are_rows=True)
    entries = writer.manifest.members.get(f"{TABLES}/spine_entry.jsonl")
    writer.manifest.record = entries.rows if entries else 0


def _add_files(writer: Writer, folder: str, *places: Path) -> None:
    """After the tables: a file is there before a row names it, so each that the rows name is there now."""
    for place in places:
        base = place if place.is_dir() else place.parent
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and not path.is_symlink():
                # One that is removed while we look was not named any more.
                with suppress(FileNotFoundError), path.open("rb") as file:
                    writer.add(f"{folder}/{path.relative_to(base).as_posix()}", _pieces(file))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _cannot_write(path: Path, problem: OSError) -> ComityError:
    return ComityError("file.cannot_write", path=str(path), reason=problem.strerror or str(problem))
