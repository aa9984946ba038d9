"""What holds for every installation."""

from pathlib import Path
from urllib.parse import urlsplit

from comity.web.settings import environment
from comity.web.settings.signing_in import *  # noqa: F403
from comity.words import LANGUAGES as CATALOGUES
from comity.words import own_name, tag

WEB = Path(__file__).resolve().parents[1]
ADDRESS = environment.address()
SECURE = urlsplit(ADDRESS).scheme == "https"

SECRET_KEY = environment.secret()
DEBUG = False
ALLOWED_HOSTS = environment.hosts()
CSRF_TRUSTED_ORIGINS = [ADDRESS]
ROOT_URLCONF = "comity.web.urls"
WSGI_APPLICATION = "comity.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "comity.web.spine",
    "comity.web.people",
    "comity.web.notices",
    "comity.web.site",
    "comity.web.place",
    "comity.web.rooms.compare",
    "comity.web.rooms.remember",
    "comity.web.running",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "comity.web.running.probes.ProbeMiddleware",
    "comity.web.running.proxies.ProxyMiddleware",
    "comity.web.running.logs.LogMiddleware",
    "comity.web.running.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages travel compressed, with padding of random length against guessing a secret from the size (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "comity.web.api.middleware.ApiMiddleware",
    "comity.web.running.uploads.UploadMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "comity.web.running.limits.LimitMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "comity.web.people.middleware.ActingMiddleware",
    "comity.web.people.middleware.PermissionMiddleware",
    "comity.web.site.middleware.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            *(WEB / part / "templates" for part in ("site", "people", "notices", "place", "running", "api")),
            *sorted((WEB / "rooms").glob("*/templates")),
        ],
        "OPTIONS": {
            "environment": "comity.web.site.pages.environment",
            "context_processors": ["comity.web.site.pages.frame"],
        },
    },
]

# Languages are those of the catalogues; a further one is one catalogue and one name there.
LANGUAGES = [(tag(name).lower(), own_name(name)) for name in CATALOGUES]
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_NAME = "language"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_NAME = "csrf"
CSRF_FAILURE_VIEW = "comity.web.site.refusals.csrf_failed"
SECURE_SSL_REDIRECT = SECURE and environment.switched_on("REDIRECT", True)
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if environment.switched_on("BEHIND_PROXY"):  # the proxies middleware drops the header otherwise
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# A form of text is small; a file is streamed to the disk and judged by whoever takes it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
COMITY_LARGEST_UPLOAD = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Nothing from elsewhere, nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

STATIC_URL = "/static/"
STATIC_ROOT = environment.HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": environment.HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Without a server of mail, mails become files in the home folder, and `comity serve` says so.
MAIL = environment.mail()
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if MAIL is not None else "comity.web.running.outbox.OutboxBackend"
)
if MAIL is not None:
    EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.tls == "starttls", MAIL.tls == "tls"
EMAIL_TIMEOUT = 20
EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.mail_from()

# One line of JSON an event on standard error, without personal data; django's own handlers are taken off.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "comity.web.running.lines.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": environment.level()},
    "loggers": {
        "django": {"handlers": [], "level": environment.level(), "propagate": True},
        # Every request has a line of its own; what django adds about refusals repeats it, with the path.
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": True},
    },
}

COMITY_HOME = environment.HOME
COMITY_BEHIND_PROXY = environment.switched_on("BEHIND_PROXY")
COMITY_LIMITS = environment.whole("LIMITS", 1)
"""How many times the limits of `running/limits.csv` are allowed; 0 lifts them."""
COMITY_SECURITY_CONTACT = environment.text("SECURITY_CONTACT")
"""Where a weakness is reported: a mail address or an address of the web."""
COMITY_NAME = environment.text("NAME", "Comity")
COMITY_RECORD = environment.record()
"""The record's origin, as checkpoints name it; it never changes once the first entry is written."""
