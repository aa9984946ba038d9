"""What is made ready before the first request: tables, the table of the cache, the bodies and parties that are known
from facts, and the files every page needs."""

import hashlib
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.utils import timezone

from comity.terms.errors import ComityError
from comity.version import __version__
from comity.web.running.migrating import alone, applied, migrate, pending, refuse_newer

_MARK = ".made-of"


def prepare() -> None:
    """Make the tables of a new database, and collect the files of the pages where they have changed. Errors:
    `running.newer`, `running.older`."""
    if not applied():
        migrate()
    refuse_other_version()
    collect()


def plant_facts() -> None:
    """Enter the bodies, parties and memberships that are known from facts, as far as they are missing: all of them in a
    new database, later those that a new version knows besides. Two machines do not do it at the same time."""
    with alone():
        # Its tables can be imported only once settings are chosen, and commands import this before they choose.
        import_module("comity.web.spine.seeds").plant(timezone.now())


def refuse_other_version() -> None:
    """Refuse tables that are not of this version. Errors: `running.newer`, `running.older`."""
    refuse_newer(applied())
    if pending():
        raise ComityError("running.older")


def collect() -> None:
    """Put the files that pages need, compressed and named by their content, into the home folder."""
    root = Path(settings.STATIC_ROOT)
    mark, made_of = root / _MARK, _sources()
    if mark.exists() and mark.read_text() == made_of:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark.write_text(made_of)


def _sources() -> str:
    """A digest of this version and of the files to be collected, as far as their sizes and times tell."""
    found = [__version__]
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            found.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()
