"""comity check: what is not in order, and what to do about it."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from comity.words import LANGUAGES
from tests.cli.installations import Installation, wait_until

PUBLIC = {
    "COMITY_ADDRESS": "https://comity.example.org",
    "COMITY_BEHIND_PROXY": "1",
    "COMITY_MAIL_FROM": "Comity <comity@example.org>",
    "COMITY_SECURITY_CONTACT": "security@example.org",
    "COMITY_KEY_PASSPHRASE": "correct horse battery staple",
}


@contextmanager
def mail_server() -> Iterator[str]:
    """A server of mail on loopback that lets one user in."""

    def authenticate(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        good = (getattr(data, "login", b""), getattr(data, "password", b"")) == (b"comity", b"right")
        return AuthResult(success=good, handled=False)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(object(), "127.0.0.1", port, authenticator=authenticate, auth_require_tls=False)
    controller.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        controller.stop()


def wrong(installation: Installation, *words: str) -> dict[str, str]:
    """Name of each question with something wrong -> what."""
    done = installation.run("check", "--json", *words)
    found = json.loads(done.stdout)
    answers = {one["name"]: one["code"] for one in found["checks"] if not one["ready"]}
    assert (done.returncode, found["ready"]) == ((1, False) if answers else (0, True))
    return answers


def test_a_site_that_is_ready_for_the_public(installation: Installation) -> None:
    installation.settings.update(PUBLIC)
    with mail_server() as where:
        installation.settings["COMITY_MAIL"] = f"smtp://comity:right@{where}?tls=none"
        with installation.served("--host", "127.0.0.1") as site:
            wait_until((installation.home / "keys" / "record.key").exists, "the key")
            assert installation.run("operator", "operator@example.org").returncode == 0
            assert installation.run("backup", "b.zip").returncode == 0
            wait_until(lambda: not wrong(installation), "the worker")
            done = installation.run("check", "--deploy")
            assert done.returncode == 0, done.stdout
            assert done.stdout.endswith("\n\nAll is well; the public may come in.\n")
            assert {line[0] for line in done.stdout.splitlines()[:-2]} == {"✓"}
            assert site.stop() == 0
        installation.settings["COMITY_MAIL"] = f"smtp://comity:wrong@{where}?tls=none"
        assert wrong(installation, "--deploy") == {"mail": "refused", "worker": "none"}
        installation.settings["COMITY_MAIL"] = f"smtp://comity:right@{where}?tls=starttls"
        assert wrong(installation, "--deploy")["mail"] == "not_encrypted"
    assert wrong(installation, "--deploy")["mail"] == "no_answer"


@pytest.fixture
def small(tmp_path: Path) -> Installation:
    made = Installation(tmp_path / "home")
    made.prepare()
    return made


def test_what_is_missing_before_the_public_comes(small: Installation) -> None:
    small.settings |= {"COMITY_LIMITS": "0", "COMITY_HOSTS": "*", "COMITY_SECRET": "short"}
    assert wrong(small, "--deploy") == {
        "secret": "short",
        "key": "missing",
        "address": "local",
        "proxy": "unsaid",
        "hosts": "wide",
        "cookies": "not_secure",
        "limits": "lifted",
        "mail": "none",
        "sender": "local",
        "contact": "none",
        "backups": "none",
        "worker": "none",
        "operator": "none",
    }
    small.settings |= {"COMITY_ADDRESS": "http://comity.example.org"}
    assert wrong(small, "--deploy")["address"] == "not_https"
    said = small.run("check", "--deploy").stdout
    assert "✗ Sending mail\n    No mail server is set, so nobody receives a code to sign in with" in said
    assert said.endswith("things are to be done.\n")
    for language in LANGUAGES:
        done = small.run("check", "--deploy", "--language", language.split("_")[0])
        assert "check." not in done.stdout.replace("check.public", ""), done.stdout


def test_what_others_may_read_and_what_is_old(small: Installation) -> None:
    (small.home / "keys").mkdir(mode=0o700)
    small.python(
        "from comity.flow.remember.notes import SigningKey\n"
        f"SigningKey.generate('x').to_file(Path({str(small.home / 'keys' / 'record.key')!r}))"
    )
    assert wrong(small) == {"worker": "none"}
    for path in (small.home, small.home / "secret", small.home / "keys" / "record.key"):
        path.chmod(path.stat().st_mode | 0o044)
    mark = small.home / ".last-backup"
    mark.touch()
    os.utime(mark, (0, 0))
    found = wrong(small, "--deploy")
    assert (found["folder"], found["secret"], found["key"]) == ("open", "open", "open")
    assert (found["backups"], found["passphrase"]) == ("old", "none")
    assert "The last one is of 1970-01-01 00:00 UTC" in " ".join(small.run("check", "--deploy").stdout.split())


def test_tables_of_another_version(installation: Installation) -> None:
    installation.prepare()
    installation.python(
        "from django.core.management import call_command\ncall_command('migrate', 'running', 'zero', verbosity=0)"
    )
    assert wrong(installation)["tables"] == "older"


def test_a_database_that_is_damaged_or_away(small: Installation) -> None:
    away = Installation(small.home, "postgresql://nobody@127.0.0.1:1/none")
    assert wrong(away)["database"] == "no_answer"
    file = small.home / "comity.sqlite3"
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + b"\x5a" * 4096 + whole[12288:])
    assert wrong(small)["database"] in ("damaged", "no_answer")
