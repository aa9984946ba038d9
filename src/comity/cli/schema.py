"""comity schema: the JSON Schema of a result."""

import sys

from comity.cli.options import LANGUAGE, Command
from comity.exporters.json import SCHEMAS, schema

COMMAND = Command("schema", argument="NAME", choices=SCHEMAS, options=(LANGUAGE,), examples=("comity schema compare",))


def run(*, name: str, language: str) -> int:
    """Print the schema. Returns the exit code."""
    sys.stdout.buffer.write(schema(name).encode("utf-8"))
    return 0
