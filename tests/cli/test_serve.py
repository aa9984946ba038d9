"""comity serve: one folder, one command, kept running and stopped cleanly."""

import os
import signal
import stat
from pathlib import Path

import pytest

from tests.cli.installations import Installation, Visitor, wait_until


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "home")


def children(pid: int) -> list[int]:
    found = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(word) for text in found for word in text.split()]


def family(pid: int) -> list[int]:
    return [one for child in children(pid) for one in (child, *family(child))]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_from_nothing_to_a_site(installation: Installation) -> None:
    with installation.served() as site:
        somebody = Visitor(site.address)
        assert somebody.get("/health") == (200, '{"status": "ok"}')
        assert somebody.get("/ready") == (200, '{"status": "ready"}')
        code, page = somebody.get("/")
        assert code == 200 and "<html" in page
        assert site.said[0] == f"The site is there; Ctrl+C stops it: {site.address}"
        assert site.said[1].startswith("No mail server is set, so emails are kept as files in")
        assert stat.S_IMODE(installation.home.stat().st_mode) == 0o700
        assert stat.S_IMODE((installation.home / "secret").stat().st_mode) == 0o600
        wait_until(lambda: "worker started" in site.log.read_text(), "the worker")
        everyone = family(site.process.pid)
        assert site.stop() == 0
    assert len(everyone) >= 4, "the web server, its two workers, and the worker for what nobody waits for"
    assert not [pid for pid in everyone if alive(pid)]
    assert {line["level"] for line in site.lines()} <= {"info", "warning"}, site.log.read_text()


def test_the_first_operator_comes_by_a_link_that_serves_once(installation: Installation) -> None:
    with installation.served() as site:
        link = site.said[-1]
        assert link.startswith(site.address) and "first-operator" in link
        first, second = Visitor(site.address), Visitor(site.address)
        assert first.get(link)[0] == second.get(link)[0] == 200
        code, page = first.post(link, email="not an address")
        assert code == 200 and "not an address" in page and first.cookie("session") is None
        code, page = first.post(link, email="Operator@Example.org")
        assert code == 200 and first.cookie("session")
        assert second.get(link)[0] == 404
        assert "operator@" not in site.log.read_text().lower()
        assert site.stop(signal.SIGINT) == 0
    made = installation.python(
        "from comity.web.people.models import Person\n"
        "print(list(Person.objects.filter(is_operator=True).values_list('email', flat=True)))"
    )
    assert made == "['operator@example.org']\n"
    with installation.served() as site:
        assert len(site.said) == 2, "nobody is asked to become what somebody is"


def test_what_ends_is_begun_again(installation: Installation) -> None:
    with installation.served() as site:
        wait_until(lambda: "worker started" in site.log.read_text(), "the worker")
        first = children(site.process.pid)
        assert len(first) == 2
        for pid in first:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: len(set(children(site.process.pid)) - set(first)) == 2, "both processes again")

        def answers() -> bool:
            try:
                return Visitor(site.address).get("/ready")[0] == 200
            except OSError:
                return False

        wait_until(answers, "the site")
        ended = [line for line in site.lines() if line["event"] == "ended"]
        assert {line["process"] for line in ended} == {"web", "worker"}


def test_nothing_is_left_when_it_is_killed(installation: Installation) -> None:
    with installation.served() as site:
        wait_until(lambda: "worker started" in site.log.read_text(), "the worker")
        everyone = family(site.process.pid)
        site.stop(signal.SIGKILL)
        wait_until(lambda: not [pid for pid in everyone if alive(pid)], "the end of all processes")
    with installation.served() as site:
        assert Visitor(site.address).get("/ready")[0] == 200


def test_what_is_refused(installation: Installation, tmp_path: Path) -> None:
    with installation.served() as site:
        refused = installation.run("serve", "--port", "0")
        assert refused.returncode == 2
        assert refused.stderr == (
            f"comity: The installation in {installation.home} is being served already; --home names another one.\n"
        )
        port = site.address.rsplit(":", 1)[1].strip("/")
        other = installation.moved(tmp_path / "other")
        refused = other.run("serve", "--port", port)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.startswith(f"comity: Port {port} is taken by another program")
        assert not other.home.exists(), "nothing is made before the port is known to be free"
        assert "est pris par un autre programme" in other.run("serve", "--port", port, "--language", "fr").stderr
    assert installation.run("serve", "--port", "70000").returncode == 2
    (tmp_path / "file").touch()
    refused = installation.moved(tmp_path / "file").run("serve", "--port", "0")
    assert refused.returncode == 2 and "cannot be written" in refused.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "mysql://u:hidden@h/x", "DATABASE_URL is mysql:…; expected postgresql://"),
        ("DATABASE_URL", "postgresql://u:hidden@127.0.0.1:1/x", "The database does not answer"),
    ],
)
def test_a_setting_that_cannot_be(installation: Installation, name: str, value: str, sentence: str) -> None:
    installation.settings[name] = value
    refused = installation.run("serve", "--port", "0")
    assert refused.returncode == 2 and refused.stderr.startswith(f"comity: {sentence}")
    assert "hidden" not in refused.stderr


def test_another_versions_tables(installation: Installation) -> None:
    installation.prepare()
    installation.python(
        "from django.core.management import call_command\ncall_command('migrate', 'running', 'zero', verbosity=0)"
    )
    refused = installation.run("serve", "--port", "0")
    assert refused.returncode == 2 and "comity upgrade" in refused.stderr
    installation.python(
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "from django.db import connection\n"
        "MigrationRecorder(connection).record_applied('spine', '9999_later')"
    )
    refused = installation.run("serve", "--port", "0")
    assert refused.returncode == 2 and "spine.9999_later" in refused.stderr
