"""What the surroundings say: each setting an operator may give, read from the environment, with its default.

Everything has a default that is safe on one machine. `COMITY_HOME` is the folder that holds what the installation
keeps: database, keys, exports.
"""

import logging
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from comity.terms.errors import ComityError

HOME = Path(os.environ.get("COMITY_HOME", "comity-home")).resolve()
LOCAL_ADDRESS = "http://127.0.0.1:8000"
_KEY_NAME, _LONGEST_HEAD = "Comity-Signing-Key:", 1024
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MAIL_EXAMPLE = "smtp://user:password@mail.example.org:587?tls=starttls"


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


def whole(name: str, default: int) -> int:
    """COMITY_`name` as a number from 0 upward. Errors: `setting.not_a_number`."""
    found = text(name, str(default))
    if not (found.isascii() and found.isdigit() and len(found) <= 9):
        raise ComityError("setting.not_a_number", setting=f"COMITY_{name}", found=found)
    return int(found)


def level() -> str:
    """How much is logged: COMITY_LOG_LEVEL, one of the levels of `logging`. Errors: `setting.not_a_level`."""
    found = text("LOG_LEVEL", "INFO").upper()
    if found not in logging.getLevelNamesMapping():
        raise ComityError("setting.not_a_level", setting="COMITY_LOG_LEVEL", found=found)
    return found


def address() -> str:
    """Where the public reaches the installation: scheme and host, no path. Errors: `setting.not_an_address`."""
    found = text("ADDRESS", LOCAL_ADDRESS).rstrip("/")
    parts = urlsplit(found)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise ComityError("setting.not_an_address", setting="COMITY_ADDRESS", found=found, expected=LOCAL_ADDRESS)
    return found


def record() -> str:
    """The record's origin: COMITY_RECORD; else the name in the key that signs it, so that it stays what it was when the
    installation moves to another address; else the host of the address."""
    given = text("RECORD")
    kept = HOME / "keys" / "record.key"
    if given or not kept.exists():
        return given or urlsplit(address()).netloc
    head = kept.read_bytes()[:_LONGEST_HEAD].decode("utf-8", "replace").splitlines()
    named = [line.removeprefix(_KEY_NAME).strip() for line in head if line.startswith(_KEY_NAME)]
    return named[0] if named else urlsplit(address()).netloc


def hosts() -> list[str]:
    """The host names that requests may ask for."""
    named = [name for name in text("HOSTS").split(",") if name]
    host = urlsplit(address()).hostname or ""
    loopback = ["127.0.0.1", "localhost", "[::1]"] if host in LOOPBACK else []
    return list(dict.fromkeys([host, *named, *loopback]))


def secret() -> str:
    """The key that signs cookies: COMITY_SECRET, or one made once and kept in the home folder, readable by its owner
    alone."""
    given = text("SECRET")
    if given:
        return given
    kept = HOME / "secret"
    if not kept.exists():
        HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written whole before it has its name, so that two processes that start together take the same one.
        descriptor, made = tempfile.mkstemp(dir=HOME)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(made, kept)
        os.unlink(made)
    return kept.read_text().strip()


@dataclass(frozen=True)
class Mail:
    """A server that takes mail. tls: "starttls" (after the greeting), "tls" (from the first byte) or "none"."""

    host: str
    port: int
    user: str
    password: str
    tls: str


def mail() -> Mail | None:
    """The server named by COMITY_MAIL: smtp://user:password@host:port?tls=starttls, or smtps:// for TLS from the first
    byte. None where none is named: mails are then kept as files.

    Unless said otherwise, mail travels encrypted except to this machine. Errors: `setting.not_a_mail_server`, without
    the password.
    """
    found = text("MAIL")
    if not found:
        return None
    parts = urlsplit(found)
    options = dict(parse_qsl(parts.query))
    host = parts.hostname or ""
    usual = "tls" if parts.scheme == "smtps" else "none" if host in LOOPBACK else "starttls"
    tls = {"yes": "starttls", "no": "none"}.get(options.get("tls", usual), options.get("tls", usual))
    try:
        port = parts.port or {"tls": 465, "starttls": 587, "none": 25}[tls]
    except (KeyError, ValueError):
        port = 0
    if parts.scheme not in ("smtp", "smtps") or not host or not port or options.keys() - {"tls"}:
        raise ComityError("setting.not_a_mail_server", setting="COMITY_MAIL", expected=MAIL_EXAMPLE)
    return Mail(host, port, unquote(parts.username or ""), unquote(parts.password or ""), tls)


def mail_from() -> str:
    """Whom mails come from: COMITY_MAIL_FROM, or comity@ and the host. Errors: `setting.not_a_sender`."""
    found = text("MAIL_FROM") or f"comity@{urlsplit(address()).hostname}"
    if "@" not in found or any(ord(sign) < 32 for sign in found):
        raise ComityError("setting.not_a_sender", setting="COMITY_MAIL_FROM", found=found)
    return found


def postgres(url: str) -> dict[str, object]:
    """Django's description of the database that `url` names: postgresql://user:password@host:port/name?option=value.

    Errors: `setting.not_a_database`, without the password.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/") or port == 0:
        raise ComityError("setting.not_a_database", setting="DATABASE_URL", found=f"{parts.scheme}:…")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", unquote(parts.hostname or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or options.pop("port", "")),
        "OPTIONS": options,
    }
