"""Mail as it travels: sent over SMTP to a real server on loopback, and read there."""

import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.conf import settings as configured
from django.test import Client

from comity.web.people import mail
from comity.web.people.models import Capacity, Person
from comity.web.people.signing_in import accounts
from comity.words import LANGUAGES, tag
from tests.web.people.conftest import Place

LETTERS = sorted(
    {*accounts.LETTERS.values(), "mail.confirm", *(f"mail.invitation.{kind}" for kind in Capacity.Kind.values)}
)
FILLED = {"code": "1234-5678", "place": "Forum", "role": "Head", "days": 14}


class Mailbox(Message):
    """Keeps what arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[EmailMessage] = []

    def handle_message(self, message: object) -> None:
        """Read it as a program of mail does."""
        self.letters.append(email.message_from_bytes(bytes(message), policy=email.policy.default))


@pytest.fixture
def mailbox(settings: object) -> Iterator[Mailbox]:
    """A server of mail on loopback, to which the installation sends."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield box
    server.stop()


@pytest.mark.django_db
def test_a_code_arrives_and_signs_in(mailbox: Mailbox, person: Callable[..., Person], client: Client) -> None:
    person("head@example.org", language="ar")
    client.post("/ar/account/login/", {"login": "head@example.org"})
    (letter,) = mailbox.letters
    assert letter["To"] == "head@example.org" and letter["Content-Language"] == "ar"
    assert letter.get_content_type() == "text/plain"
    text = letter.get_content()
    assert "رمزكم" in text
    code = letter["Subject"].split()[0]
    assert client.post("/ar/account/login/code/confirm/", {"code": code}).status_code == 302


@pytest.mark.django_db
def test_an_invitation_arrives_and_is_taken_up(
    mailbox: Mailbox,
    place: Place,
    person: Callable[..., Person],
    hold: Callable[..., Capacity],
    as_somebody: Callable[..., Client],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    somebody = person("officer@example.org")
    officer = as_somebody(somebody, hold(somebody, body=place.body))
    given = {"whom": "head", "head-party": "tuv", "head-email": "head@example.org", "head-language": "zh-Hans"}
    with django_capture_on_commit_callbacks(execute=True):
        officer.post("/en/bodies/forum/people/invite/", given)
    (letter,) = mailbox.letters
    (link,) = [line for line in letter.get_content().splitlines() if line.startswith("http")]
    assert link.startswith(f"{configured.ADDRESS}/zh-hans/invitations/")
    assert "图瓦卢" in letter["Subject"]
    head = as_somebody(person("head@example.org"))
    assert head.post(link.removeprefix(configured.ADDRESS), {"sure": "yes"}).status_code == 302
    assert Capacity.objects.get(person__email="head@example.org").role == "head"


@pytest.mark.django_db
def test_nothing_is_sent_for_what_was_undone(
    place: Place,
    person: Callable[..., Person],
    hold: Callable[..., Capacity],
    as_somebody: Callable[..., Client],
    mailoutbox: list[object],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    """A mail waits for the act to be safe; here it never is."""
    somebody = person("officer@example.org")
    officer = as_somebody(somebody, hold(somebody, body=place.body))
    given = {"whom": "head", "head-party": "tuv", "head-email": "head@example.org", "head-language": "en"}
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        officer.post("/en/bodies/forum/people/invite/", given)
    assert len(waiting) == 1 and mailoutbox == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", LETTERS)
def test_every_letter_is_whole_in_every_language(key: str, language: str) -> None:
    letter = mail.message(mail.Letter("a@example.org", language, key, FILLED, "https://comity.example/x/"))
    assert letter.extra_headers["Content-Language"] == tag(language)
    assert "{" not in letter.subject + letter.body and key not in letter.subject + letter.body
    assert len(letter.body.strip().split("\n\n")) >= 4, "text, address, reason, and who sends it"
    assert letter.message().as_bytes()
