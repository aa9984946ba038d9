"""comity serve: one folder, one command."""

import errno
import os
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from http.client import HTTPConnection

from django.conf import settings

from comity.cli.installation import HOME, home_folder, make_home, serving, set_up, using, vendor
from comity.cli.options import LANGUAGE, WHOLE, Command, Option
from comity.terms.errors import ComityError
from comity.web.running.first import first_link, has_operator
from comity.web.running.outbox import outbox
from comity.web.running.preparing import plant_facts, prepare
from comity.web.running.supervisor import Supervisor
from comity.words import resolve, say, tag

COMMAND = Command(
    "serve",
    options=(
        Option("--port", "N", kind=WHOLE, default=8000),
        Option("--host", "HOST", default="127.0.0.1"),
        Option("--workers", "N", kind=WHOLE, default=2, least=1),
        HOME,
        LANGUAGE,
    ),
    examples=("comity serve", "comity serve --port 9000 --home /srv/comity"),
)
_COMES_UP_WITHIN = 30.0  # seconds
_MOST_PORTS = 65535


def run(*, port: int, host: str, workers: int, home: str | None, language: str) -> int:
    """Serve until told to stop. Returns the exit code."""
    folder, chosen = home_folder(home), resolve(language)
    port = free_port(host, port)
    os.environ.setdefault("COMITY_ADDRESS", f"http://127.0.0.1:{port}")
    make_home(folder)
    with using(folder), serving(folder):
        set_up(folder, log="INFO")
        prepare()
        plant_facts()
        supervisor = Supervisor(commands(host, port, workers))
        try:
            supervisor.start()
            if comes_up(supervisor, host, port):
                sys.stdout.write("".join(f"{line}\n" for line in announcement(chosen)))
                sys.stdout.flush()
                supervisor.watch()
        finally:
            supervisor.stop()
    return 0


def free_port(host: str, port: int) -> int:
    """The port, which nobody listens to; one that is free where 0 is asked for. Errors: `running.port_taken`,
    `running.cannot_listen`."""
    if port > _MOST_PORTS:
        raise ComityError("running.cannot_listen", host=host, port=str(port), reason=os.strerror(errno.EINVAL))
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(found[0]) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[4])
            return int(probe.getsockname()[1])
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise ComityError("running.port_taken", port=str(port)) from problem
        reason = problem.strerror or str(problem)
        raise ComityError("running.cannot_listen", host=host, port=str(port), reason=reason) from problem


def commands(host: str, port: int, workers: int) -> dict[str, Sequence[str]]:
    """What is run: SQLite is written by one at a time, so threads would only wait there; on PostgreSQL they wait for
    the other machine meanwhile."""
    threads = 4 if vendor() == "postgresql" else 1
    web = [sys.executable, "-m", "comity.web.running.server", host, str(port), str(workers), str(threads)]
    return {"web": web, "worker": [sys.executable, "-m", "django", "work"]}


def comes_up(supervisor: Supervisor, host: str, port: int) -> bool:
    """Wait until the first request is answered; False where we were told to stop meanwhile. Error:
    `running.did_not_come_up`."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    until = time.monotonic() + _COMES_UP_WITHIN
    while time.monotonic() < until and not supervisor.has_ended("web"):
        if supervisor.stopping:
            return False
        try:
            connection = HTTPConnection(near, port, timeout=5)
            connection.request("GET", "/ready")
            if connection.getresponse().status == HTTPStatus.OK:
                return True
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    raise ComityError("running.did_not_come_up")


def announcement(language: str) -> Iterator[str]:
    """Where the site is and how to stop it; what is not as on a server; how to become the operator."""
    yield f"{say(language, 'running.serving')} {settings.ADDRESS}/"
    if settings.MAIL is None:
        yield say(language, "running.mail_kept", folder=str(outbox()))
    if not has_operator():
        yield say(language, "running.first_link")
        yield first_link(tag(language).lower())
