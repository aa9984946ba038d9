"""The tables of the database as the migrations it has seen describe them, whatever version made them, and their rows
as JSON that means the same in every kind of database."""

import base64
import datetime
import decimal
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from comity.web.running.migrating import Node

Model = type[models.Model]
_AT_A_TIME = 2000


def models_at(nodes: frozenset[Node]) -> list[Model]:
    """The models of these migrations, by the names of their tables. What is worth nothing to anybody afterwards is left
    out: sessions, and what processes tell one another."""
    state = MigrationLoader(connection).project_state(sorted(nodes), at_end=True)
    found = state.apps.get_models(include_auto_created=True)
    kept = [one for one in found if one._meta.managed and not one._meta.proxy and not _is_passing(one)]
    return sorted(kept, key=lambda one: one._meta.db_table)


def lines_of(model: Model) -> Iterator[bytes]:
    """Every row as a line of JSON, in the order of the primary key."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(_AT_A_TIME):
        values = [_written(value) for value in row]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def load(model: Model, lines: Iterable[bytes]) -> int:
    """Add the rows. Returns how many there were."""
    fields = model._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    places = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {table} ({columns}) VALUES ({places})"
    number = 0
    batch: list[list[Any]] = []
    with connection.cursor() as cursor:
        for line in lines:
            values = json.loads(line)
            batch.append([_stored(field, value) for field, value in zip(fields, values, strict=True)])
            if len(batch) == _AT_A_TIME:
                cursor.executemany(insert, batch)
                number += len(batch)
                batch.clear()
        if batch:
            cursor.executemany(insert, batch)
    return number + len(batch)


@contextmanager
def being_filled(tables: Sequence[Model]) -> Iterator[None]:
    """A transaction in which the tables are emptied first, and in which neither the order of the rows nor what the
    database does of itself matters. Afterwards all of it holds again, for the rows that were loaded too."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A migration in the same transaction may have asked for the opposite.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            # Truncating says nothing to triggers on rows.
            names = ", ".join(connection.ops.quote_name(one._meta.db_table) for one in tables)
            cursor.execute(f"TRUNCATE {names} CASCADE")
            for one in tables:
                cursor.execute(f"ALTER TABLE {connection.ops.quote_name(one._meta.db_table)} DISABLE TRIGGER USER")
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for one in tables:
                cursor.execute(f"ALTER TABLE {connection.ops.quote_name(one._meta.db_table)} ENABLE TRIGGER USER")
            return
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        for one in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(one._meta.db_table)}")
        yield
        for _, statement in triggers:
            cursor.execute(statement)


def last_number(model: Model) -> int:
    """The last number that the table gave to a row of its own accord, also where the row is gone; 0 where it gives
    none. A number that stood in an address is not given twice."""
    key = model._meta.pk
    if not isinstance(key, models.AutoField | models.BigAutoField | models.SmallAutoField):
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [_quoted(model), key.column])
            cursor.execute(f"SELECT last_value, is_called FROM {cursor.fetchone()[0]}")
            value, called = cursor.fetchone()
            return int(value) if called else 0
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        found = cursor.fetchone()
        return int(found[0]) if found else 0


def go_on_from(model: Model, number: int) -> None:
    """Let the table give numbers above `number`."""
    if number == 0:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            assert model._meta.pk is not None
            statement = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
            cursor.execute(statement, [_quoted(model), model._meta.pk.column, number])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        statement = "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)"
        cursor.execute(statement, [model._meta.db_table, number])


def remove_all_tables() -> None:
    """Empty a PostgreSQL database of whatever tables it holds; part of the transaction around it."""
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)} CASCADE")


def _is_passing(model: Model) -> bool:
    return model._meta.app_label == "running" or model._meta.model_name == "session"


def _quoted(model: Model) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _written(value: object) -> object:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview | bytearray):
        return base64.b64encode(value).decode()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    return value


def _stored(field: "models.Field[object, object]", value: object) -> object:
    """A value as the driver of the database takes it."""
    if value is None:
        return None
    if isinstance(field, models.DurationField):
        value = datetime.timedelta(seconds=float(str(value)))
    return field.get_db_prep_save(field.to_python(value), connection)
