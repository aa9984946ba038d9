"""The process that answers requests: granian, over WSGI.

python -m comity.web.running.server HOST PORT WORKERS THREADS
"""

import sys
from typing import Any

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

WORKER_STOPS_WITHIN = 10  # seconds


def main() -> None:
    """Serve until told to stop; requests that have begun are finished."""
    host, port, workers, threads = sys.argv[1:]
    Granian(
        "comity.web.wsgi:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(workers),
        blocking_threads=int(threads),
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        log_level=LogLevels.warning,
        workers_kill_timeout=WORKER_STOPS_WITHIN,
        log_dictconfig=granian_log(),
    ).serve()


def granian_log() -> dict[str, object]:
    """The installation's own way of logging, for granian's processes too."""
    quiet: dict[str, object] = {"handlers": [], "level": "WARNING", "propagate": True}
    usual: dict[str, Any] = settings.LOGGING
    return {**usual, "loggers": {**usual["loggers"], "_granian": quiet, "granian.access": quiet}}


if __name__ == "__main__":
    main()
