"""comity sample: a small valid file of each kind that a command reads. They fit together."""

import sys
from importlib.resources import files

from comity.cli.options import LANGUAGE, Command

SAMPLES = (
    "votes",
    "votes-wide",
    "votes-polis",
    "statements",
    "participants",
    "margins",
    "reference",
    "charter",
    "events",
    "bundle",
    "checkpoint",
)
KINDS = {"charter": "json", "events": "json", "bundle": "jsonl", "checkpoint": "txt"}
"""How the file of a sample ends, where that is not csv."""

COMMAND = Command(
    "sample",
    argument="NAME",
    choices=SAMPLES,
    options=(LANGUAGE,),
    examples=("comity sample votes > votes.csv", "comity sample bundle > bundle.jsonl"),
)


def run(*, name: str, language: str) -> int:
    """Print the sample. Returns the exit code."""
    kind = KINDS.get(name, "csv")
    sys.stdout.buffer.write(files("comity.cli").joinpath("samples", f"{name}.{kind}").read_bytes())
    return 0
