"""What is asked about this machine and the home folder."""

import os
import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from comity.web.running.backup import MARK, SECRET
from comity.web.running.readiness.findings import Question, Wrong

_SPACE = 1 << 30  # bytes
_LONG_ENOUGH = 32
_SOMETIME = datetime(2026, 1, 1, tzinfo=UTC)
"""No installation is older than this version's year: a clock that says so was never set."""
_FRESH = timedelta(hours=36)


def folder() -> Wrong | None:
    """Only its owner gets into the home folder."""
    home = Path(settings.COMITY_HOME)
    if stat.S_IMODE(home.stat().st_mode) & 0o077:
        return Wrong("open", {"path": str(home)})
    return None


def secret() -> Wrong | None:
    """Cookies are signed with something nobody guesses, which others cannot read."""
    kept = Path(settings.COMITY_HOME) / SECRET
    if len(settings.SECRET_KEY) < _LONG_ENOUGH:
        return Wrong("short", {"least": _LONG_ENOUGH})
    if kept.exists() and stat.S_IMODE(kept.stat().st_mode) & 0o077:
        return Wrong("open", {"path": str(kept)})
    return None


def disk() -> Wrong | None:
    """There is room for as much again as there is, and for a gigabyte at least."""
    home = Path(settings.COMITY_HOME)
    held = sum(path.stat().st_size for path in home.glob("comity.sqlite3*"))
    free, needed = shutil.disk_usage(home).free, max(_SPACE, 2 * held)
    if free < needed:
        return Wrong("low", {"free": round(free / 1e6), "needed": round(needed / 1e6), "path": str(home)})
    return None


def clock() -> Wrong | None:
    """The clock was set."""
    return Wrong("unset", {"time": f"{timezone.now():%Y-%m-%d}"}) if timezone.now() < _SOMETIME else None


def key() -> Wrong | None:
    """The key that signs the record is here, for its owner alone, and can be opened."""
    path = Path(settings.COMITY_HOME) / "keys" / "record.key"
    if not path.exists():
        return Wrong("missing", {"path": str(path)})
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Wrong("open", {"path": str(path)})
    if is_locked(path) and not os.environ.get("COMITY_KEY_PASSPHRASE"):
        return Wrong("locked")
    return None


def is_locked(path: Path) -> bool:
    """Whether the key in this file needs a passphrase."""
    return b"ENCRYPTED" in path.read_bytes()


def backups() -> Wrong | None:
    """There is a backup, and it is not old."""
    mark = Path(settings.COMITY_HOME) / MARK
    if not mark.exists():
        return Wrong("none")
    made = datetime.fromtimestamp(mark.stat().st_mtime, UTC)
    return Wrong("old", {"moment": f"{made:%Y-%m-%d %H:%M} UTC"}) if timezone.now() - made > _FRESH else None


QUESTIONS: dict[str, Question] = {"folder": folder, "secret": secret, "disk": disk, "clock": clock, "key": key}
FOR_PUBLIC: dict[str, Question] = {"backups": backups}
