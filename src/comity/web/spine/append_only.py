"""What keeps the record append-only below the application: triggers, by which the database itself refuses a change."""

from django.db.backends.base.base import BaseDatabaseWrapper

_SEALED = ("spine_entry", "spine_tile", "spine_signedcheckpoint")
_ERASURE = "NEW.document IS NULL AND NEW.salt IS NULL"
_SAME = (
    "NEW.entry_id = OLD.entry_id AND NEW.level = OLD.level AND NEW.party = OLD.party "
    'AND NEW."group" IS NOT DISTINCT FROM OLD."group"'
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the database refuse to change or remove entries, tiles and checkpoints, and to change payloads otherwise
    than by erasing them."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away again, as undoing the migration must."""
    with connection.cursor() as cursor:
        for name, table in _names():
            place = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def _names() -> list[tuple[str, str]]:
    sealed = [(f"{table}_no_{verb}", table) for table in _SEALED for verb in ("update", "delete")]
    return [*sealed, ("spine_payload_no_update", "spine_payload"), ("spine_payload_no_delete", "spine_payload")]


def _sqlite() -> list[str]:
    same = _SAME.replace("IS NOT DISTINCT FROM", "IS")
    made = []
    for name, table in _names():
        verb = name.rsplit("_", 1)[1].upper()
        when = f" WHEN NOT ({_ERASURE} AND {same})" if name == "spine_payload_no_update" else ""
        made.append(
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {table}{when} "
            "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
        )
    return made


def _postgresql() -> list[str]:
    made = [
        "CREATE OR REPLACE FUNCTION spine_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$"
    ]
    for name, table in _names():
        verb = name.rsplit("_", 1)[1].upper()
        when = f" WHEN (NOT ({_ERASURE} AND {_SAME}))" if name == "spine_payload_no_update" else ""
        made.append(
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {verb} ON {table} "
            f"FOR EACH ROW{when} EXECUTE FUNCTION spine_append_only()"
        )
    return made
