"""Bringing the tables of an earlier version to this one: all of it, or nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from comity.terms.errors import ComityError
from comity.version import __version__
from comity.web.running.backup import backup
from comity.web.running.migrating import all_or_nothing, alone, applied, migrate, pending, refuse_newer

FOLDER = "backups"
ABSENT = timedelta(seconds=60)
"""A process that has not been heard of for longer is taken to have gone."""


def upgrade() -> Path | None:
    """Take a backup, then apply what is missing. Returns where the backup is; None where nothing was missing.

    Errors: `running.nothing_to_upgrade`, `running.newer`, `running.still_served`; `running.upgrade_failed` where a
    change did not go through: everything is then as it was.
    """
    nodes = applied()
    if not nodes:
        raise ComityError("running.nothing_to_upgrade")
    refuse_newer(nodes)
    if not pending():
        return None
    folder = Path(settings.COMITY_HOME) / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / f"before-{__version__}-{timezone.now():%Y%m%dT%H%M%S}.zip"
    backup(kept, with_keys=False)
    try:
        with on_the_side(), alone(), all_or_nothing():
            migrate()
    except Exception as problem:
        first = next(iter(str(problem).splitlines()), "")
        reason = f"{type(problem).__name__}: {first}"
        raise ComityError("running.upgrade_failed", reason=reason, backup=str(kept)) from problem
    return kept


def served_elsewhere() -> bool:
    """Whether a worker on any machine said within the last minute that it is at work on this PostgreSQL database. On
    SQLite the home folder's lock knows better."""
    if connection.vendor != "postgresql" or "running_presence" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM running_presence WHERE seen > %s", [timezone.now() - ABSENT])
        return int(cursor.fetchone()[0]) > 0


@contextmanager
def on_the_side() -> Iterator[None]:
    """On SQLite, work on a copy, which takes the place of the database, in one transaction, when the block ends well.
    PostgreSQL undoes a change of tables by itself."""
    if connection.vendor == "postgresql":
        yield
        return
    original = str(connection.settings_dict["NAME"])
    copy = f"{original}.upgrade"
    _remove(copy)
    _copy(original, copy)
    try:
        connection.close()
        connection.settings_dict["NAME"] = copy
        yield
        connection.close()
        _copy(copy, original)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original
        _remove(copy)


def _copy(source: str, target: str) -> None:
    """SQLite's online backup: a consistent copy, which the target has whole or not at all."""
    with closing(sqlite3.connect(source, timeout=20)) as old, closing(sqlite3.connect(target, timeout=20)) as new:
        old.backup(new)


def _remove(name: str) -> None:
    for path in (name, f"{name}-wal", f"{name}-shm"):
        with suppress(FileNotFoundError):
            Path(path).unlink()
