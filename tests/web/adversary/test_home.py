"""Others on the same machine."""

import os
import stat
from pathlib import Path

from comity.cli.installation import alone_with, using


def test_what_is_written_into_an_open_home_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The folder was there before, as whoever keeps the machine made it: addresses of mail and papers must not be read
    by everybody who has an account there."""
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    before = os.umask(0o022)
    try:
        for number, held in enumerate((using, alone_with)):
            with held(home):
                (home / f"comity-{number}.sqlite3").write_text("addresses")
        (tmp_path / "elsewhere").write_text("as usual")
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()}
    assert not any(mode & 0o077 for mode in modes.values()), modes
    assert stat.S_IMODE((tmp_path / "elsewhere").stat().st_mode) == 0o644
