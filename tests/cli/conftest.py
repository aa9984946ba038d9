"""Running the command as a user does, in a process of its own or in this one."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from comity.cli import main
from comity.cli.sample import SAMPLES
from tests import postgresql
from tests.cli.installations import Installation

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `comity` with these words in a process of its own, in the test's folder."""

    def run(*words: object, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        command = [sys.executable, "-m", "comity", *map(str, words)]
        return subprocess.run(command, cwd=tmp_path, input=stdin, capture_output=True, timeout=120, check=False)

    return run


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Say:
    """Run `comity` with these words in this process and in the test's folder: exit code, standard output and error."""
    monkeypatch.chdir(tmp_path)

    def say(*words: object) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = main(list(map(str, words)))
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8"), err.decode("utf-8")

    return say


@pytest.fixture
def samples(say: Say, tmp_path: Path) -> Path:
    """The folder with every sample in a file of its name."""
    for name in SAMPLES:
        (tmp_path / f"{name}.csv").write_text(say("sample", name)[1], encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a running PostgreSQL."""
    with postgresql.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """An installation that nobody has begun yet, on either kind of database."""
    if request.param == "sqlite":
        yield Installation(tmp_path / "home")
        return
    with postgresql.database(request.getfixturevalue("server")) as url:
        yield Installation(tmp_path / "home", url)


@pytest.fixture
def elsewhere(installation: Installation, tmp_path: Path, server: str) -> Iterator[Installation]:
    """A new machine with the other kind of database."""
    if installation.database:
        yield installation.moved(tmp_path / "elsewhere")
        return
    with postgresql.database(server) as url:
        yield installation.moved(tmp_path / "elsewhere", url)
