"""The settings of the tests: a home folder of their own, SQLite, or PostgreSQL where TEST_DATABASE_URL names one."""

import os
import tempfile

os.environ["COMITY_HOME"] = os.environ.get("COMITY_TEST_HOME") or tempfile.mkdtemp(prefix="comity-test-")
os.environ["COMITY_SECRET"] = "only for tests"
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    from comity.web.settings.server import *  # noqa: F403
else:
    from comity.web.settings.embedded import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tests ask faster than people do; those of the limits set it.
COMITY_LIMITS = 0
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - its absence is a warning, and a warning an error
