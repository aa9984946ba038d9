"""comity backup: everything in one file, while the site goes on."""

import sys
from pathlib import Path

from comity.cli.installation import HOME, home_folder, refuse_missing, set_up, using
from comity.cli.options import FLAG, LANGUAGE, Command, Option
from comity.cli.writing import refuse_unwritable
from comity.web.running.backup import backup
from comity.words import resolve, say

COMMAND = Command(
    "backup",
    argument="FILE",
    options=(Option("--with-keys", kind=FLAG, default=False), HOME, LANGUAGE),
    examples=("comity backup monday.zip", "comity backup /srv/elsewhere/monday.zip --home /srv/comity"),
)


def run(*, file: str, with_keys: bool, home: str | None, language: str) -> int:
    """Write the backup and say what is in it. Returns the exit code."""
    folder, path, chosen = home_folder(home), Path(file), resolve(language)
    refuse_missing(folder)
    refuse_unwritable(path)
    with using(folder):
        set_up(folder)
        made = backup(path, with_keys=with_keys)
    rows = sum(one.rows for one in made.members.values())
    lines = [
        say(chosen, "running.backed_up", rows=rows, path=str(path), files=len(made.of("files")), entries=made.record)
    ]
    lines.append(say(chosen, "running.keys_inside" if with_keys else "running.keys_outside"))
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0
