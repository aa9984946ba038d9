"""The database's tables and this version's: which migrations are applied, which are missing, and applying them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from comity.terms.errors import ComityError

Node = tuple[str, str]
"""Label of an application, and name of a migration."""
_LOCK = 0x436F6D697479
"""The number of the lock that whoever changes the tables of a PostgreSQL database holds."""


def pending(*, only_reach: bool = False) -> bool:
    """Whether migrations of this version are not applied. only_reach: ask merely whether the database answers."""
    if only_reach:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return False
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def applied() -> frozenset[Node]:
    """The migrations that the database has seen."""
    return frozenset(MigrationLoader(connection).applied_migrations)


def unknown(nodes: frozenset[Node]) -> list[Node]:
    """Those of the migrations that this version does not know: a newer one made them."""
    return sorted(nodes - MigrationLoader(connection).disk_migrations.keys())


def refuse_newer(nodes: frozenset[Node]) -> None:
    """Refuse tables that a newer version made. Error: `running.newer`."""
    if found := unknown(nodes):
        raise ComityError("running.newer", found=".".join(found[0]))


def migrate() -> None:
    """Apply what is missing, and make the table of the cache. Two machines do not do it at the same time."""
    with alone():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)


@contextmanager
def alone() -> Iterator[None]:
    """On PostgreSQL, wait until nobody else changes the tables; on one machine the home folder's lock sees to it."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """One transaction around migrations, where the database can take back a change of tables: PostgreSQL."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        yield
