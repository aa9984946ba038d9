"""What the surroundings say: each setting an operator may give, read from the environment, with its default.

Everything has a default that is safe on one machine. `COMITY_HOME` is the folder that holds what the installation
keeps: database, keys, exports.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from comity.terms.errors import ComityError

HOME = Path(os.environ.get("COMITY_HOME", "comity-home")).resolve()
LOCAL_ADDRESS = "http://127.0.0.1:8000"


def text(name: str, default: str = "") -> str:
    """The variable COMITY_`name`, without surrounding blanks."""
    return os.environ.get(f"COMITY_{name}", default).strip()


def switched_on(name: str, default: bool = False) -> bool:
    """Whether COMITY_`name` says yes: 1, true, yes or on. Errors: `setting.not_a_switch`."""
    found = text(name, "1" if default else "0").lower()
    if found in ("1", "true", "yes", "on"):
        return True
    if found in ("0", "false", "no", "off", ""):
        return False
    raise ComityError("setting.not_a_switch", setting=f"COMITY_{name}", found=found)


def address() -> str:
    """Where the public reaches the installation: scheme and host, no path. Errors: `setting.not_an_address`."""
    found = text("ADDRESS", LOCAL_ADDRESS).rstrip("/")
    parts = urlsplit(found)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise ComityError("setting.not_an_address", setting="COMITY_ADDRESS", found=found, expected=LOCAL_ADDRESS)
    return found


def hosts() -> list[str]:
    """The host names that requests may ask for."""
    named = [name for name in text("HOSTS").split(",") if name]
    host = urlsplit(address()).hostname or ""
    loopback = ["127.0.0.1", "localhost", "[::1]"] if host in ("127.0.0.1", "localhost", "::1") else []
    return list(dict.fromkeys([host, *named, *loopback]))


def secret() -> str:
    """The key that signs cookies: COMITY_SECRET, or one made once and kept in the home folder, readable by its owner
    alone."""
    given = text("SECRET")
    if given:
        return given
    kept = HOME / "secret"
    if not kept.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
    return kept.read_text().strip()


def postgres(url: str) -> dict[str, object]:
    """Django's description of the database that `url` names: postgresql://user:password@host:port/name?option=value.

    Errors: `setting.not_a_database`, without the password.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ComityError("setting.not_a_database", setting="DATABASE_URL", found=f"{parts.scheme}:…")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", unquote(parts.hostname or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }
