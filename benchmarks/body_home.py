"""How fast the home of a large body is served by one worker: 10,000 entries of the record, 1,000 members.

    python -m benchmarks.body_home                on SQLite, in a folder of its own
    DATABASE_URL=… python -m benchmarks.body_home on PostgreSQL

Promised: the 95th percentile under 100 ms, no more than 12 queries. The server is the real one, in a process of its
own; requests come one after another over one connection. Beside the time on the wall stands the processor's time of
the same requests within this process, which other work on the machine does not lengthen as much.
"""

import datetime
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

ENTRIES, MEMBERS, MATTERS = 10_000, 1_000, 200
WARM, REQUESTS = 20, 200
PATHS = {
    "home of the body": "/en/bodies/bench/",
    "in Arabic": "/ar/bodies/bench/",
    "its members": "/en/bodies/bench/members/",
}
HOST = "127.0.0.1"


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as home:
        port = _free_port()
        os.environ.update(COMITY_HOME=home, COMITY_ADDRESS=f"http://{HOST}:{port}", COMITY_SECRET="only for benchmarks")
        kind = "server" if os.environ.get("DATABASE_URL") else "embedded"
        os.environ["DJANGO_SETTINGS_MODULE"] = f"comity.web.settings.{kind}"
        import_module("django").setup()
        for command in ("migrate", "createcachetable"):
            import_module("django.core.management").call_command(command, verbosity=0)
        import_module("django.core.management").call_command("collectstatic", interactive=False, verbosity=0)
        session = _world()
        sys.stdout.write(f"{import_module('django.db').connection.vendor}\n")
        _within(session)
        _served(port, session)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def _world() -> str:
    """A body of that size, and the session of an officer of its secretariat."""
    now = datetime.datetime.now(datetime.UTC)
    seeds, models = import_module("comity.web.spine.seeds"), import_module("comity.web.spine.models")
    bodies, matters = import_module("comity.web.spine.acts.bodies"), import_module("comity.web.spine.acts.matters")
    record, acting = import_module("comity.web.spine.acts.record"), import_module("comity.web.spine.acting")
    atomic = import_module("django.db").transaction.atomic
    seeds.plant(now)
    who = acting.Acting("5f" * 16, "secretariat", body="bench")
    with atomic():
        slugs = [*models.Party.objects.filter(kind="state").values_list("slug", flat=True), "eu", "au"]
        slugs += [_organisation(number) for number in range(MEMBERS - len(slugs))]
        plan = bodies.Plan(
            "bench",
            "global",
            "en",
            {"en": "A large body", "ar": "هيئة كبيرة"},
            {"en": "It is here to be timed."},
            seats=dict.fromkeys(slugs, "member"),
            start="2020",
        )
        body = bodies.found(who, plan).body
        for number in range(MATTERS):
            deadline = now + datetime.timedelta(days=number + 1)
            opening = matters.Opening(
                body, "draft", "instrument", "en", {"en": f"Matter {number}"}, {}, deadline=deadline
            )
            matters.open_matter(who, opening)
        acts = [
            record.Act(
                who,
                "membership.changed",
                f"membership:bench/{slugs[number % MEMBERS]}",
                _payload(slugs, number),
                "bench",
            )
            for number in range(ENTRIES)
        ]
        for first in range(0, ENTRIES, 5_000):
            record.append_all(acts[first : first + 5_000])
    return _signed_in(body)


def _organisation(number: int) -> str:
    models, texts = import_module("comity.web.spine.models"), import_module("comity.web.spine.acts.texts")
    names = {language: f"Organisation {number} ({language})" for language in ("en", "ar", "es", "fr", "ru", "zh-Hans")}
    name = texts.write_in_all(names, "en", "system")
    return str(models.Party.objects.create(slug=f"organisation-{number}", kind="civil_society", name=name).slug)


def _payload(slugs: list[str], number: int) -> dict[str, object]:
    return {"body": "bench", "party": slugs[number % MEMBERS], "was": "observer", "seat": "member", "on": "2026-11-25"}


def _signed_in(body: object) -> str:
    people = import_module("comity.web.people.models")
    person = people.Person.objects.create_user("officer@example.org")
    capacity = people.Capacity.objects.create(person=person, kind="secretariat", body=body)
    client = import_module("django.test").Client()
    client.force_login(person)
    session = client.session
    session["capacity"] = capacity.pk
    session.save()
    return str(client.cookies["session"].value)


def _within(session: str) -> None:
    """Queries, and processor time in this process."""
    client = import_module("django.test").Client(SERVER_NAME=HOST)
    connection = import_module("django.db").connection
    counted = import_module("django.test.utils").CaptureQueriesContext
    for reader in ("the public", "an officer"):
        if reader == "an officer":
            client.cookies["session"] = session
        for name, path in PATHS.items():
            for _ in range(WARM):
                answer = client.get(path)
            if answer.status_code != 200:
                raise SystemExit(f"{path}: {answer.status_code}")
            with counted(connection) as queries:
                client.get(path)
            asked, spent = len(queries), []
            for _ in range(REQUESTS // 4):
                start = time.process_time()
                client.get(path)
                spent.append(1000 * (time.process_time() - start))
            sys.stdout.write(
                f"{name}, read by {reader}: {asked} queries (promised 12), {len(answer.content) / 1000:,.0f} kB, "
                f"processor {_percentiles(spent)}\n"
            )


def _served(port: int, session: str) -> None:
    """Time on the wall, over HTTP."""
    granian = Path(sys.executable).parent / "granian"
    command = [str(granian), "--interface", "wsgi", "comity.web.wsgi:application", "--host", HOST, "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--workers", "1", "--no-access-log"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _until_up(port)
        for reader, cookie in (("the public", ""), ("an officer", f"session={session}")):
            for name, path in PATHS.items():
                spent = _timed(port, path, cookie)
                sys.stdout.write(f"{name}, served to {reader}: {_percentiles(spent)} (promised p95 under 100 ms)\n")
    finally:
        server.terminate()
        server.wait()


def _until_up(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


def _timed(port: int, path: str, cookie: str) -> list[float]:
    connection = http.client.HTTPConnection(HOST, port)
    spent = []
    for turn in range(WARM + REQUESTS):
        start = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        if answer.status == 429:  # the limit for one address; what is timed is the page
            time.sleep(float(answer.headers.get("Retry-After", "1")))
            continue
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        if turn >= WARM:
            spent.append(1000 * (time.perf_counter() - start))
    return spent


def _percentiles(spent: list[float]) -> str:
    cuts = statistics.quantiles(spent, n=20)
    return f"median {statistics.median(spent):.0f} ms, p95 {cuts[-1]:.0f} ms"


if __name__ == "__main__":
    main()
