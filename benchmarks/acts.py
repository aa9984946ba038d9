"""How fast the record takes acts in a real database: in bulk, and one by one beside a bare insert as durable.

    python -m benchmarks.acts                on SQLite, in a folder of its own
    DATABASE_URL=… python -m benchmarks.acts on PostgreSQL

Promised: 20,000 entries a second in bulk; acts one by one at no less than half the rate of a bare insert.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module

BULK, ONES, ROUNDS = 100_000, 300, 5


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as home:
        os.environ["COMITY_HOME"] = home
        kind = "server" if os.environ.get("DATABASE_URL") else "embedded"
        os.environ["DJANGO_SETTINGS_MODULE"] = f"comity.web.settings.{kind}"
        import_module("django").setup()
        import_module("django.core.management").call_command("migrate", verbosity=0)
        database = import_module("django.db")
        sys.stdout.write(f"{database.connection.vendor}\n")
        _bulk(database)
        _one_by_one(database)
        _proofs()


def _acts(n: int) -> list[object]:
    record, acting = import_module("comity.web.spine.acts.record"), import_module("comity.web.spine.acting")
    who = acting.Acting("5f" * 16, "delegation", "fra")
    return [
        record.Act(who, "statement.accepted", f"matter:{place}", {"matter": place, "text": "a statement"}, "g20")
        for place in range(n)
    ]


def _bulk(database: object) -> None:
    append_all = import_module("comity.web.spine.acts.record").append_all
    acts = _acts(BULK)
    start = time.perf_counter()
    for first in range(0, BULK, 5_000):
        with database.transaction.atomic():  # type: ignore[attr-defined]
            append_all(acts[first : first + 5_000])
    took = time.perf_counter() - start
    sys.stdout.write(f"in bulk: {BULK / took:,.0f} entries a second ({took:.2f} s for {BULK:,}; promised 20,000)\n")


def _one_by_one(database: object) -> None:
    append = import_module("comity.web.spine.acts.record").append
    acts = _acts(ONES)
    connection, transaction = database.connection, database.transaction  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        key = "bigserial" if connection.vendor == "postgresql" else "integer"
        cursor.execute(f"CREATE TABLE bench_bare (id {key} PRIMARY KEY, document text)")

    def bare(place: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_bare (document) VALUES (%s)", [f'{{"matter":{place}}}'])

    def act(place: int) -> None:
        with transaction.atomic():
            append(acts[place])

    # Turn by turn, so that what else the machine does falls on both.
    rates: dict[str, list[float]] = {"bare": [], "act": []}
    for _ in range(ROUNDS):
        for name, do in (("bare", bare), ("act", act)):
            rates[name].append(_rate(do))
    bare_rate, act_rate = (statistics.median(rates[name]) for name in ("bare", "act"))
    sys.stdout.write(
        f"one by one: {act_rate:,.0f} acts a second, a bare insert {bare_rate:,.0f}: "
        f"{act_rate / bare_rate:.2f} of it (promised 0.5)\n"
    )


def _rate(do: Callable[[int], None]) -> float:
    start = time.perf_counter()
    for place in range(ONES):
        do(place)
    return ONES / (time.perf_counter() - start)


def _proofs() -> None:
    record = import_module("comity.web.spine.queries.record")
    size = record.size()
    times = []
    for place in range(200):
        start = time.perf_counter()
        assert record.proof(place * (size // 200), size) is not None
        times.append(time.perf_counter() - start)
    times.sort()
    sys.stdout.write(
        f"inclusion proof among {size:,}: median {times[100] * 1e3:.2f} ms, p95 {times[190] * 1e3:.2f} (promised 5)\n"
    )


if __name__ == "__main__":
    main()
