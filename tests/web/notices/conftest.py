"""A body with two delegations, its secretariat, and somebody who follows it; a server of mail on loopback."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from comity.web.notices.models import Follow
from comity.web.people.models import Capacity, Person
from comity.web.spine.acting import Acting
from comity.web.spine.acts.matters import Opening, open_matter
from comity.web.spine.models import Body, Matter, Membership, Party, Text, Wording
from comity.web.spine.visibility import EVERYBODY, Audience

OFFICER = "0f" * 16


def text(content: str, language: str = "en", **others: str) -> Text:
    """A text with its wordings."""
    made = Text.objects.create(original=language)
    for tag, words in {language: content, **others}.items():
        status = "authentic" if tag == language else "human"
        version = None if tag == language else 1
        Wording.objects.create(
            text=made, language=tag, content=words, status=status, author="somebody", of_version=version
        )
    return made


@dataclass
class World:
    """body: the G20, with France and Brazil in it; head: heads the delegation of France and may bind; member: of that
    of Brazil, in Arabic and in Cairo; officer: of the secretariat; follower: follows the body in their own name."""

    body: Body
    france: Party
    brazil: Party
    head: Person
    member: Person
    officer: Person
    follower: Person
    outsider: Person

    @property
    def acting(self) -> Acting:
        """In the name of the secretariat."""
        return Acting(self.officer.uid, "secretariat", body=self.body.slug)

    def matter(self, title: str = "Debt relief", audience: Audience = EVERYBODY, **more: object) -> Matter:
        """A matter opened in the body by its secretariat."""
        opening = Opening(
            body=self.body,
            stage="deliberate",
            kind="inquiry",
            original="en",
            titles={"en": title},
            summaries={"en": "Who should get how much, and by when?"},
            audience=audience,
            **more,  # type: ignore[arg-type]
        )
        return open_matter(self.acting, opening)


def person(address: str, **more: object) -> Person:
    """Somebody with this address of mail."""
    return Person.objects.create_user(f"{address}@example.org", **more)


@pytest.fixture
def world(db: None) -> World:
    """See `World`."""
    name = text("Group of Twenty", ar="مجموعة العشرين", fr="Groupe des Vingt", es="Grupo de los Veinte",
                ru="Группа двадцати", **{"zh-Hans": "二十国集团"})  # fmt: skip
    body = Body.objects.create(slug="g20", tier="plurilateral", name=name, hosted=True)
    france = Party.objects.create(slug="fra", kind=Party.Kind.STATE, iso3="FRA")
    brazil = Party.objects.create(slug="bra", kind=Party.Kind.STATE, iso3="BRA")
    for party in (france, brazil):
        Membership.objects.create(body=body, party=party, capacity="member", start="1999")
    head = person("head", timezone="Europe/Zurich")
    member = person("member", language="ar", timezone="Africa/Cairo")
    officer = person("officer", uid=OFFICER)
    follower, outsider = person("follower", language="fr"), person("outsider")
    Capacity.objects.create(person=head, kind="delegation", party=france, role="head", may_speak=True, may_bind=True)
    Capacity.objects.create(person=member, kind="delegation", party=brazil)
    Capacity.objects.create(person=officer, kind="secretariat", body=body)
    Follow.objects.create(person=follower, body=body)
    return World(body, france, brazil, head, member, officer, follower, outsider)


@dataclass
class Server:
    """A server of mail. answers: to RCPT and to the text, asked before each; received: what it took."""

    port: int
    received: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    cuts: str = ""
    """Where it breaks the connection off: "rcpt", or "data" when it has taken the text and before it answers."""
    mail: str = "250 2.1.0 fine"
    rcpt: Callable[[str], str] = lambda address: "250 2.1.5 fine"
    data: Callable[[Envelope], str] = lambda envelope: "250 2.0.0 taken"

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.cuts == "rcpt":
            server.transport.abort()
        answer = self.rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.data(envelope)
        if answer.startswith("250"):
            self.take(envelope)
        if self.cuts == "data":
            server.transport.abort()
        return answer

    def take(self, envelope: Envelope) -> None:
        """Keep what arrived."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.envelopes.append(envelope)
        parsed = message_from_bytes(content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.received.append(parsed)


@pytest.fixture
def smtp(settings: Settings) -> Iterator[Server]:
    """A real server on loopback, to which all mails go."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(port)
    controller = Controller(server, hostname="127.0.0.1", port=port, enable_SMTPUTF8=False)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "comity@example.org"
    yield server
    controller.stop()
