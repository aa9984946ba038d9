"""comity mail: a report as a server of mail hands it over, and a mail that shows whether mail goes out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPORT = """\
From: MAILER-DAEMON@mx.example.org
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Original-Envelope-Id: {token}

Final-Recipient: rfc822; delegate@example.org
Action: failed
Status: 5.1.1

--B--
"""
PREPARED = """
import django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from comity.web.notices.models import Mail
from comity.web.people.models import Person
call_command("migrate", verbosity=0)
person = Person.objects.create_user("delegate@example.org")
made = Mail.objects.create(
    person=person, channel="daily", state="sent", due=timezone.now(), address="delegate@example.org"
)
print(made.token)
"""
ASKED = """
import django
django.setup()
from comity.web.notices.models import Mailbox
print([(one.address, one.off is not None, one.status) for one in Mailbox.objects.all()])
"""


class Installation:
    """A home with one person, to whom a mail was sent."""

    def __init__(self, home: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
        self.surroundings = {
            **kept, "COMITY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "comity.web.settings.embedded",
        }  # fmt: skip
        self.token = self.python(PREPARED)

    def python(self, program: str) -> str:
        """What the program prints."""
        done = subprocess.run(
            [sys.executable, "-c", program], env=self.surroundings, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def comity(self, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """The command line."""
        return subprocess.run(
            [sys.executable, "-m", "comity", *words], env=self.surroundings, input=given, capture_output=True
        )


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """See `Installation`."""
    return Installation(tmp_path_factory.mktemp("home"))


def test_a_report_is_taken_in_without_a_word(installation: Installation) -> None:
    done = installation.comity("mail", "bounce", given=REPORT.format(token=installation.token).encode())
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert installation.python(ASKED) == "[('delegate@example.org', True, '5.1.1')]"


@pytest.mark.parametrize("given", [b"", b"\xff\x00", REPORT.format(token="f" * 32).encode()])
def test_what_is_none_of_ours_is_ignored_without_a_word(installation: Installation, given: bytes) -> None:
    done = installation.comity("mail", "bounce", given=given)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_mail_for_trying_goes_out_in_the_language_asked_for(installation: Installation) -> None:
    done = installation.comity("mail", "test", "officer@example.org", "--language", "fr")
    assert done.returncode == 0 and "Le serveur de messagerie a pris" in done.stdout.decode()
    (file,) = (Path(installation.surroundings["COMITY_HOME"]) / "outbox").glob("*.eml")
    assert b"Content-Language: fr" in file.read_bytes() and b"officer@example.org" in file.read_bytes()


def test_where_no_server_answers_it_says_so(installation: Installation) -> None:
    installation.surroundings["COMITY_MAIL"] = "smtp://127.0.0.1:1"
    done = installation.comity("mail", "test", "officer@example.org")
    assert done.returncode == 1 and "could not be sent for now" in done.stdout.decode()


def test_what_is_no_address_is_refused(installation: Installation) -> None:
    done = installation.comity("mail", "test", "nobody at all")
    assert done.returncode == 2 and done.stdout == b"" and len(done.stderr.splitlines()) == 1
