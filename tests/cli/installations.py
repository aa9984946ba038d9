"""Installations as an operator has them: a home folder, a database of either kind, commands, and a site."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

PATIENCE = 90.0


@dataclass
class Installation:
    """home: its folder; database: the URL of a PostgreSQL database, or "" for SQLite."""

    home: Path
    database: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What a command sees: nothing of the tests' own settings."""
        names = ("COMITY_", "DJANGO_", "DATABASE_URL", "TEST_DATABASE_URL", "PYTEST_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(names)}
        chosen = {"COMITY_HOME": str(self.home), **self.settings}
        return {**kept, **chosen, **({"DATABASE_URL": self.database} if self.database else {})}

    def run(self, *words: object) -> "subprocess.CompletedProcess[str]":
        """Run `comity` with these words."""
        command = [sys.executable, "-m", "comity", *map(str, words)]
        return subprocess.run(
            command,
            env=self.environment,
            cwd=self.home.parent,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def python(self, program: str) -> str:
        """What a program prints that works on the installation's tables."""
        done = subprocess.run(
            [sys.executable, "-c", self._set_up(program)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def working(self, program: str) -> Iterator["subprocess.Popen[str]"]:
        """The same, while it runs; it is killed when the block ends."""
        command = [sys.executable, "-c", self._set_up(program)]
        with subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.kill()

    def _set_up(self, program: str) -> str:
        begin = "from pathlib import Path\nfrom comity.cli.installation import set_up\n"
        return f"{begin}set_up(Path({str(self.home)!r}))\n{program}"

    def prepare(self) -> None:
        """Make the home folder and the tables, as the first `comity serve` does."""
        self.home.mkdir(mode=0o700)
        self.python("from comity.web.running.preparing import prepare\nprepare()")

    def moved(self, home: Path, database: str = "") -> "Installation":
        """The same settings, elsewhere."""
        return Installation(home, database, self.settings)

    @contextmanager
    def served(self, *words: object) -> Iterator["Site"]:
        """Serve on a free port until the block ends."""
        site = Site.begun(self, *words)
        try:
            yield site
        finally:
            site.stop()


@dataclass
class Site:
    """A site that is served. said: the lines on standard output so far; log: the file with standard error."""

    process: "subprocess.Popen[bytes]"
    address: str
    said: list[str]
    log: Path

    @classmethod
    def begun(cls, installation: Installation, *words: object) -> "Site":
        """Start, and wait until it says where it is."""
        log = installation.home.parent / f"{installation.home.name}.log"
        command = [sys.executable, "-m", "comity", "serve", "--port", "0", *map(str, words)]
        with log.open("a") as stream:
            process = subprocess.Popen(
                command, env=installation.environment, stdout=subprocess.PIPE, stderr=stream, bufsize=0
            )
        assert process.stdout is not None
        # All it says comes in one piece.
        said = process.stdout.read(4096).decode()
        found = re.search(r"https?://\S+", said)
        if found is None:
            process.kill()
            process.communicate()
            raise AssertionError(log.read_text())
        return cls(process, found[0], said.splitlines(), log)

    def lines(self) -> list[dict[str, object]]:
        """The log."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Stop it, and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


class Visitor:
    """Somebody with a browser that keeps cookies."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._cookies))

    def get(self, path: str) -> tuple[int, str]:
        """Status and page."""
        return self._open(Request(self._at(path)))

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Status and page, after sending the form of the page at `path`."""
        _, page = self.get(path)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        fields["csrfmiddlewaretoken"] = found[1] if found else ""
        request = Request(self._at(path), urlencode(fields).encode())
        request.add_header("Referer", self._at(path))
        return self._open(request)

    def cookie(self, name: str) -> str | None:
        """The value of a cookie, if there is one."""
        return next((one.value for one in self._cookies if one.name == name), None)

    def _at(self, path: str) -> str:
        return path if path.startswith("http") else f"{self.address}{path}"

    def _open(self, request: Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as refusal:
            return refusal.code, refusal.read().decode()


def wait_until(condition: "object", what: str) -> None:
    """Wait until a function says True."""
    until = time.monotonic() + PATIENCE
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until, what
        time.sleep(0.1)
