"""comity restore: an installation from a backup."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from django.db import connections

from comity.cli.installation import HOME, alone_with, home_folder, set_up
from comity.cli.options import FLAG, LANGUAGE, Command, Option
from comity.terms.errors import ComityError
from comity.web.running import archive
from comity.web.running.archive import KEYS
from comity.web.running.restoring import keep_keys, restore_files, restore_tables
from comity.words import resolve, say

COMMAND = Command(
    "restore",
    argument="FILE",
    options=(Option("--replace", kind=FLAG, default=False), HOME, LANGUAGE),
    examples=(
        "comity restore monday.zip --home /srv/comity",
        "DATABASE_URL=postgresql://comity@db.example.org/comity comity restore monday.zip --home /srv/comity",
    ),
)


def run(*, file: str, replace: bool, home: str | None, language: str) -> int:
    """Restore into a new home folder, or in the place of the one there is. Returns the exit code."""
    target, chosen = home_folder(home), resolve(language)
    if is_used(target) and not replace:
        raise ComityError("running.home_exists", path=str(target))
    with archive.opened(Path(file)) as found:
        found.verify()
        with alone_with(target) if target.is_dir() else nullcontext(), new_home(target) as (made, kept):
            restore_files(found, made)
            keep_keys(found, target, made)
            set_up(made)
            restore_tables(found, replace=replace)
            connections.close_all()
        has_keys, rows = bool(found.manifest.of(KEYS)), sum(one.rows for one in found.manifest.members.values())
    lines = [say(chosen, "running.restored", rows=rows, home=str(target), entries=found.manifest.record)]
    if kept:
        lines.append(say(chosen, "running.home_kept", path=str(kept[0])))
    if not has_keys and not (target / KEYS).is_dir():
        lines.append(say(chosen, "running.keys_missing", path=str(target / KEYS)))
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def is_used(home: Path) -> bool:
    """Whether there is anything that a restore would replace."""
    return home.exists() and (not home.is_dir() or any(not one.name.startswith(".") for one in home.iterdir()))


@contextmanager
def new_home(target: Path) -> Iterator[tuple[Path, list[Path]]]:
    """A folder to be filled, which takes the place of `target` when the block ends well; gone when it does not. What
    was there stands beside it afterwards, and is named in the list. Error: `running.home_not_writable`."""
    kept: list[Path] = []
    made = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".comity-", dir=target.parent))
        yield made, kept
        if is_used(target):
            kept.append(target.with_name(f"{target.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S}"))
            os.rename(target, kept[0])
        elif target.exists():
            shutil.rmtree(target)
        os.rename(made, target)
    except OSError as problem:
        if kept and not target.exists():
            os.rename(kept[0], target)
        reason = problem.strerror or str(problem)
        raise ComityError("running.home_not_writable", path=str(target), reason=reason) from problem
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
