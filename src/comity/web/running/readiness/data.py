"""What is asked about the database and about what works on it."""

from datetime import timedelta

from django.apps import apps
from django.db import connection
from django.utils import timezone

from comity.web.running.first import has_operator
from comity.web.running.migrating import applied, pending, unknown
from comity.web.running.readiness.findings import Question, Wrong

_OLDEST_POSTGRESQL = 150000
_CLOCKS_APART = timedelta(seconds=5)
_ABSENT = timedelta(seconds=60)


def database() -> Wrong | None:
    """The database is of a version and with settings that keep what was acknowledged."""
    return _postgresql() if connection.vendor == "postgresql" else _sqlite()


def tables() -> Wrong | None:
    """The tables are those of this version."""
    there = applied()
    if not there:
        return Wrong("none")
    if newer := unknown(there):
        return Wrong("newer", {"found": ".".join(newer[0])})
    return Wrong("older") if pending() else None


def worker() -> Wrong | None:
    """A worker said lately that it is at work."""
    if pending():
        return None
    presence = apps.get_model("running", "Presence").objects
    return None if presence.filter(seen__gt=timezone.now() - _ABSENT).exists() else Wrong("none")


def jobs() -> Wrong | None:
    """What happens by the clock has gone well."""
    if pending():
        return None
    failed = apps.get_model("running", "Clock").objects.filter(failed=True).order_by("name")
    names = list(failed.values_list("name", flat=True)[:5])
    return Wrong("failed", {"found": names}) if names else None


def operator() -> Wrong | None:
    """Somebody runs the installation."""
    return None if pending() or has_operator() else Wrong("none")


def _sqlite() -> Wrong | None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        journal = str(cursor.fetchone()[0])
        cursor.execute("PRAGMA synchronous")
        synchronous = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA quick_check(1)")
        sound = str(cursor.fetchone()[0])
    if sound != "ok":
        return Wrong("damaged", {"reason": sound.splitlines()[-1]})
    return (
        None if journal == "wal" and synchronous == 2 else Wrong("not_durable", {"found": f"{journal} {synchronous}"})
    )


def _postgresql() -> Wrong | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        version, shown = cursor.fetchone()
        if version < _OLDEST_POSTGRESQL:
            return Wrong("old", {"found": shown})
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit'), now()")
        fsync, synchronous, now = cursor.fetchone()
        cursor.execute("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
        encoding = cursor.fetchone()[0]
    if encoding != "UTF8":
        return Wrong("not_utf8", {"found": encoding})
    if fsync != "on" or synchronous == "off":
        return Wrong("not_durable", {"found": f"fsync={fsync} synchronous_commit={synchronous}"})
    if abs(now - timezone.now()) > _CLOCKS_APART:
        return Wrong("clocks_apart", {"seconds": round(abs(now - timezone.now()).total_seconds())})
    return None


QUESTIONS: dict[str, Question] = {"database": database, "tables": tables, "worker": worker, "jobs": jobs}
FOR_PUBLIC: dict[str, Question] = {"operator": operator}
