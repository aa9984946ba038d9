"""The log: one line of JSON an event, without personal data.

Our own events carry named fields. What a library logs is cut down to the pattern of its message, to the kind of an
exception and to the places in the code it passed: values filled into a message may be an address or a name.
"""

import datetime
import json
import logging
import traceback
from pathlib import PurePath

OURS = "comity"
_PLAIN = ("_granian", "django_tasks")
"""Libraries whose messages hold numbers of processes and tasks only."""


class JsonLines(logging.Formatter):
    """time, level, event, and the fields given as `extra={"fields": {...}}`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "time": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": _event(record),
        }
        if not _is_ours(record.name):
            line["logger"] = record.name
        line.update(getattr(record, "fields", None) or {})
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = type(record.exc_info[1]).__name__
            line["at"] = places(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def places(fault: BaseException) -> list[str]:
    """The last places in the code that the fault passed, innermost last; never its message."""
    steps = traceback.extract_tb(fault.__traceback__)[-8:]
    return [f"{'/'.join(PurePath(step.filename).parts[-3:])}:{step.lineno}" for step in steps]


def _event(record: logging.LogRecord) -> str:
    if record.name.startswith(_PLAIN):
        return record.getMessage()
    if _is_ours(record.name) or record.args:
        return str(record.msg)
    # A message without arguments may have been filled before it came here.
    return f"{record.module}:{record.lineno}"


def _is_ours(name: str) -> bool:
    return name == OURS or name.startswith(f"{OURS}.")
