"""What is asked before others come in: the address, what protects it, and mail."""

import smtplib
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from comity.web.running.readiness import home
from comity.web.running.readiness.findings import Question, Wrong

_WAITS = 10.0  # seconds for a server of mail
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def address() -> Wrong | None:
    """The public address is https and not this machine's own."""
    parts = urlsplit(settings.ADDRESS)
    if parts.hostname in LOOPBACK:
        return Wrong("local", {"found": settings.ADDRESS})
    return Wrong("not_https", {"found": settings.ADDRESS}) if parts.scheme != "https" else None


def proxy() -> Wrong | None:
    """What ends https in front of us is believed where a request comes from."""
    return None if settings.COMITY_BEHIND_PROXY else Wrong("unsaid")


def hosts() -> Wrong | None:
    """Only names that are ours are answered to."""
    odd = [name for name in settings.ALLOWED_HOSTS if name.startswith(("*", "."))]
    return Wrong("wide", {"found": odd[0]}) if odd else None


def cookies() -> Wrong | None:
    """Cookies travel encrypted only."""
    safe = settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE and settings.LANGUAGE_COOKIE_SECURE
    return None if safe else Wrong("not_secure")


def limits() -> Wrong | None:
    """Nobody may ask without end."""
    return None if settings.COMITY_LIMITS else Wrong("lifted")


def passphrase() -> Wrong | None:
    """Whoever copies the key that signs the record cannot use it."""
    path = Path(settings.COMITY_HOME) / "keys" / "record.key"
    return Wrong("none") if path.exists() and not home.is_locked(path) else None


def sender() -> Wrong | None:
    """Mails come from an address of ours."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return Wrong("local", {"found": settings.DEFAULT_FROM_EMAIL}) if host in LOOPBACK or "." not in host else None


def mail() -> Wrong | None:
    """A server takes our mail: it answers, encrypts where it should, and lets us in. Nothing is sent."""
    server = settings.MAIL
    if server is None:
        return Wrong("none")
    where = {"host": server.host, "port": str(server.port)}
    try:
        with _connected(server.host, server.port, server.tls == "tls") as talk:
            talk.ehlo()
            if server.tls == "starttls":
                talk.starttls(context=ssl.create_default_context())
                talk.ehlo()
            if server.user:
                talk.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError:
        return Wrong("refused", where)
    except ssl.SSLError as problem:
        return Wrong("not_encrypted", {**where, "reason": problem.reason or type(problem).__name__})
    except smtplib.SMTPNotSupportedError as problem:
        return Wrong("not_encrypted", {**where, "reason": str(problem)})
    except (OSError, smtplib.SMTPException) as problem:
        return Wrong("no_answer", {**where, "reason": str(problem)})
    return None


def contact() -> Wrong | None:
    """Whoever finds a weakness can say so."""
    return None if settings.COMITY_SECURITY_CONTACT else Wrong("none")


def _connected(host: str, port: int, tls: bool) -> smtplib.SMTP:
    if tls:
        return smtplib.SMTP_SSL(host, port, timeout=_WAITS, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=_WAITS)


QUESTIONS: dict[str, Question] = {
    "address": address,
    "proxy": proxy,
    "hosts": hosts,
    "cookies": cookies,
    "limits": limits,
    "passphrase": passphrase,
    "mail": mail,
    "sender": sender,
    "contact": contact,
    **home.FOR_PUBLIC,
}
