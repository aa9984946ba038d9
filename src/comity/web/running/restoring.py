"""Bringing an installation back from a backup, into an empty database of either kind."""

import os
import shutil
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from comity.terms.errors import ComityError
from comity.web.running.archive import FILES, KEYS, TABLES, Backup
from comity.web.running.backup import SECRET
from comity.web.running.migrating import Node, all_or_nothing, alone, refuse_newer
from comity.web.running.tables import being_filled, go_on_from, load, models_at, remove_all_tables


def restore_tables(backup: Backup, *, replace: bool) -> None:
    """Make the tables as they were when the backup was made, fill them, and bring them to this version.

    replace: whether tables that are there may go. On PostgreSQL all of it happens or nothing; on SQLite the database is
    a new file. Errors: `running.newer`, `running.database_not_empty`, `running.backup_damaged`,
    `running.backup_does_not_fit`.
    """
    nodes = frozenset(backup.manifest.migrations)
    refuse_newer(nodes)
    with alone(), all_or_nothing():
        if connection.introspection.table_names():
            if not replace:
                raise ComityError("running.database_not_empty")
            remove_all_tables()
        executor = MigrationExecutor(connection)
        executor.migrate(ends(nodes))
        tables = models_at(nodes)
        with being_filled(tables):
            for model in tables:
                name = f"{TABLES}/{model._meta.db_table}.jsonl"
                if name not in backup.manifest.members:
                    raise ComityError("running.backup_does_not_fit", table=model._meta.db_table)
                try:
                    load(model, backup.lines(name))
                    go_on_from(model, backup.manifest.members[name].last)
                except (DatabaseError, ValueError) as problem:
                    raise ComityError("running.backup_does_not_fit", table=model._meta.db_table) from problem
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)


def ends(nodes: frozenset[Node]) -> list[Node]:
    """The migrations among these that no other of their application follows."""
    children = MigrationExecutor(connection).loader.graph.node_map
    followed = {
        node for node in nodes for child in children[node].children if child.key[0] == node[0] and child.key in nodes
    }
    return sorted(nodes - followed)


def restore_files(backup: Backup, home: Path) -> None:
    """Put the files of the backup into a new home folder, and its keys, where it has any."""
    for name in backup.manifest.of(FILES):
        _put(backup, f"{FILES}/{name}", home / FILES / name)
    for name in backup.manifest.of(KEYS):
        _put(backup, f"{KEYS}/{name}", home / SECRET if name == SECRET else home / KEYS / name)


def keep_keys(backup: Backup, old: Path, new: Path) -> None:
    """Take the keys along from the home that is replaced, where the backup has none."""
    if backup.manifest.of(KEYS):
        return
    if (old / KEYS).is_dir():
        shutil.copytree(old / KEYS, new / KEYS, dirs_exist_ok=True)
    if (old / SECRET).is_file():
        shutil.copy2(old / SECRET, new / SECRET)


def _put(backup: Backup, name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for piece in backup.pieces(name):
            file.write(piece)
