"""The installation that a command works on: its home folder, its settings, and who else is at it."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.db import DatabaseError, connection

from comity.cli.options import Option
from comity.terms.errors import ComityError

HOME = Option("--home", "DIR")
_HOME, _USUAL = "COMITY_HOME", "comity-home"
_IN_USE, _SERVING = ".in-use", ".serving"


def home_folder(given: object) -> Path:
    """The folder that --home names, else COMITY_HOME, else comity-home in this folder; absolute."""
    return Path(str(given) if given else os.environ.get(_HOME) or _USUAL).resolve()


def on_server() -> bool:
    """Whether DATABASE_URL names a database on a server; without it, SQLite in the home folder is used."""
    return bool(os.environ.get("DATABASE_URL"))


def make_home(home: Path) -> None:
    """Make the home folder where there is none, for its owner alone. Error: `running.home_not_writable`."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = home / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise ComityError("running.home_not_writable", path=str(home), reason=reason) from problem


def refuse_missing(home: Path) -> None:
    """Refuse a folder in which nothing was ever begun. Error: `running.no_home`."""
    if not (home / "comity.sqlite3").exists() and not (on_server() and home.is_dir()):
        raise ComityError("running.no_home", path=str(home))


def set_up(home: Path, *, log: str = "WARNING", reach: bool = True) -> None:
    """Choose the settings for this home and this database, make Django ready, and reach the database.

    log: what is written to standard error, unless COMITY_LOG_LEVEL says otherwise; reach: False leaves the database
    alone. Error: `running.no_database`.
    """
    os.environ[_HOME] = str(home)
    os.environ.setdefault("COMITY_LOG_LEVEL", log)
    os.environ["DJANGO_SETTINGS_MODULE"] = f"comity.web.settings.{'server' if on_server() else 'embedded'}"
    django.setup()
    if reach:
        try:
            connection.ensure_connection()
        except DatabaseError as problem:
            reason = next(iter(str(problem).splitlines()), "")
            raise ComityError("running.no_database", reason=reason) from problem


def vendor() -> str:
    """The kind of database, as Django calls it: "sqlite3" or "postgresql"."""
    return str(settings.DATABASES["default"]["ENGINE"]).rpartition(".")[2]


@contextmanager
def using(home: Path) -> Iterator[None]:
    """Keep others from replacing the home while we use it. Error: `running.being_replaced`."""
    with _locked(home / _IN_USE, fcntl.LOCK_SH, "running.being_replaced"):
        yield


@contextmanager
def alone_with(home: Path) -> Iterator[None]:
    """Nobody else may use the home meanwhile. Error: `running.in_use`."""
    with _locked(home / _IN_USE, fcntl.LOCK_EX, "running.in_use"):
        yield


@contextmanager
def serving(home: Path) -> Iterator[None]:
    """Be the only one that serves this home. Error: `running.served_already`."""
    with _locked(home / _SERVING, fcntl.LOCK_EX, "running.served_already"):
        yield


def is_served(home: Path) -> bool:
    """Whether somebody serves this home now."""
    if not (home / _SERVING).exists():
        return False
    try:
        with serving(home):
            return False
    except ComityError:
        return True


@contextmanager
def _for_owner_alone() -> Iterator[None]:
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _locked(path: Path, kind: int, refusal: str) -> Iterator[None]:
    """A lock that ends with this process, however it ends. Meanwhile what is written can be read by its owner alone,
    also where the home was made by somebody else and is open."""
    with _for_owner_alone(), path.open("a") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except OSError as problem:
            if problem.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            raise ComityError(refusal, path=str(path.parent)) from problem
        yield
