"""What is built is what is in the tree: code, catalogues, tables and templates travel together."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.shape.tree import ROOT, SOURCE, files


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("comity-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    there = {"comity/" + file.relative_to(SOURCE).as_posix() for file in files(SOURCE)}
    assert there <= held
    assert any(path.endswith(".dist-info/licenses/NOTICE") for path in held)
