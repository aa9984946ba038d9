"""One machine, one folder: SQLite, with the settings that keep concurrent writers from being refused.

A deferred transaction that turns from reading to writing fails at once when another writes; so each begins as a writer
(IMMEDIATE) and waits its turn, while readers go on beside it (WAL). FULL makes what was
acknowledged survive a power cut.
"""

from comity.web.settings.base import *  # noqa: F403
from comity.web.settings.base import COMITY_HOME

COMITY_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": COMITY_HOME / "comity.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA mmap_size=268435456; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
            ),
        },
    }
}
