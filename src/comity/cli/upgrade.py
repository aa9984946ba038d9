"""comity upgrade: the tables of an earlier version become those of this one."""

import sys

from comity.cli.installation import HOME, alone_with, home_folder, refuse_missing, set_up
from comity.cli.options import LANGUAGE, Command
from comity.terms.errors import ComityError
from comity.version import __version__
from comity.web.running.upgrading import served_elsewhere, upgrade
from comity.words import resolve, say

COMMAND = Command("upgrade", options=(HOME, LANGUAGE), examples=("comity upgrade", "comity upgrade --home /srv/comity"))


def run(*, home: str | None, language: str) -> int:
    """Upgrade, and say where the backup is that was taken before. Returns the exit code."""
    folder, chosen = home_folder(home), resolve(language)
    refuse_missing(folder)
    with alone_with(folder):
        set_up(folder)
        if served_elsewhere():
            raise ComityError("running.in_use", path=str(folder))
        kept = upgrade()
    if kept is None:
        said = say(chosen, "running.up_to_date", version=__version__)
    else:
        said = say(chosen, "running.upgraded", version=__version__, path=str(kept))
    sys.stdout.write(f"{said}\n")
    return 0
