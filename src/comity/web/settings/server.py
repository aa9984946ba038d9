"""A server: PostgreSQL 15 or newer, named by DATABASE_URL."""

import os

from comity.web.settings import environment
from comity.web.settings.base import *  # noqa: F403

DATABASES = {
    "default": {
        **environment.postgres(os.environ.get("DATABASE_URL", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
