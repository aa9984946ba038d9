"""Checking a bundle on a machine that has only the library: no Django, no network, no database."""

import os
import subprocess
import sys
from pathlib import Path

NOTHING_ELSE = """
import socket, sys

class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("django", "allauth", "ninja", "psycopg", "sqlite3", "granian"):
            raise ModuleNotFoundError(f"there is no {name} on this machine", name=name)

def refuse(*args):
    raise OSError("there is no network on this machine")

sys.meta_path.insert(0, Refusing())
socket.socket.connect = socket.socket.bind = refuse
"""
"""A sitecustomize, which Python imports before anything else."""


def verify(bundle: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """`comity record verify` in a folder that holds the bundle and nothing of an installation."""
    (bundle.parent / "sitecustomize.py").write_text(NOTHING_ELSE)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "comity", "record", "verify", bundle.name, *words],
        cwd=bundle.parent,
        env={**kept, "PYTHONPATH": str(bundle.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
