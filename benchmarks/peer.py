"""An environment of its own for red-dwarf, so that neither library's versions bend the other's."""

import subprocess
import sys
import venv
from pathlib import Path

PEER, VERSION = "red-dwarf", "0.4.0"
PACKAGES = (PEER, "numpy", "pandas", "scikit-learn", "scipy")
PLACE = Path(__file__).resolve().parents[1] / ".tools" / PEER
INTERPRETER = PLACE / "bin" / "python"


def interpreter() -> Path | None:
    """The Python that has red-dwarf, installed on first use; None, and why on standard error, where it cannot be."""
    if not _installed():
        print(f"Installing {PEER} {VERSION} in an environment of its own", file=sys.stderr)
        venv.create(PLACE, with_pip=False, clear=True)
        pip = [sys.executable, "-m", "pip", "--python", str(INTERPRETER), "--disable-pip-version-check", "--quiet"]
        done = subprocess.run([*pip, "install", f"{PEER}=={VERSION}"], capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr, f"{PEER} cannot be installed here: Comity is timed alone.", sep="\n", file=sys.stderr)
            return None
    return INTERPRETER


def _installed() -> bool:
    question = f"from importlib.metadata import version; assert version({PEER!r}) == {VERSION!r}"
    if not INTERPRETER.exists():
        return False
    return subprocess.run([str(INTERPRETER), "-c", question], capture_output=True, check=False).returncode == 0
