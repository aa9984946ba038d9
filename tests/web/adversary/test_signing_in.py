"""Signing in as somebody else, waiting in an account until its owner comes, and mail as a weapon."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from django.utils import timezone

from comity.web.people.acts.accounts import make_operator
from comity.web.people.acts.capacities import Offer
from comity.web.people.acts.invitations import invite
from comity.web.people.models import Capacity, Invitation, Person
from comity.web.spine.acting import THE_SYSTEM
from tests.web.people.conftest import Place
from tests.web.people.institution import Institution
from tests.web.people.test_institutions import ministry, there_and_back

__all__ = ["ministry"]
pytestmark = pytest.mark.django_db
VICTIM = "victim@example.org"


@pytest.fixture
def _mails_kept(db: None) -> Iterator[None]:
    yield


def signed_in_by_code(address: str) -> Client:
    """The browser of whoever reads the mail of this address."""
    client = Client()
    client.post("/en/account/login/", {"login": address})
    codes = [re.search(r"\d{4}-\d{4}", one.body) for one in mail.outbox if one.to == [address]]
    assert codes[-1] is not None
    client.post("/en/account/login/code/confirm/", {"code": codes[-1][0]})
    return client


@pytest.mark.parametrize("claims", [True, False])
def test_nobody_waits_in_an_account_until_its_owner_comes(ministry: Institution, claims: bool) -> None:
    """An institution whose word on addresses is not taken says that its user has an address that is somebody else's.
    Its owner signs in with the code that comes to it; from then on the institution lets nobody in there."""
    ministry.person = {"sub": "thief", "email": VICTIM, "email_verified": claims}
    there_and_back(Client())
    owner = signed_in_by_code(VICTIM)
    if owner.get("/en/me/").status_code != 200:
        # Where there was no account yet, the mail said so, and the owner makes one.
        owner.post("/en/account/signup/", {"email": VICTIM})
        code = re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)
        assert code is not None
        owner.post("/en/account/address/confirm/", {"code": code[0]})
    assert owner.get("/en/me/").status_code == 200
    thief = Client()
    there_and_back(thief)
    answer = thief.get("/en/me/")
    assert answer.status_code == 403 or VICTIM not in answer.content.decode()


def test_nobody_waits_in_an_account_until_it_is_made_operator(ministry: Institution) -> None:
    ministry.person = {"sub": "thief", "email": VICTIM, "email_verified": False}
    there_and_back(Client())
    made = make_operator(VICTIM, "en")
    assert not SocialAccount.objects.filter(user=made).exists()
    thief = Client()
    there_and_back(thief)
    assert thief.get("/en/me/").status_code == 403


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("path", "field"), [("signup", "email"), ("login", "login"), ("login/code", "email")])
def test_nobodys_mailbox_is_flooded_from_many_networks(
    known: bool, path: str, field: str, person: Callable[..., Person]
) -> None:
    """Each network has its share of requests; a mailbox has its own, whoever asks, and whatever is asked."""
    if known:
        person(VICTIM)
    for number in range(30):
        client = Client(REMOTE_ADDR=f"10.0.{number}.1")
        assert client.post(f"/en/account/{path}/", {field: VICTIM}).status_code < 500
    assert len([one for one in mail.outbox if one.to == [VICTIM]]) <= 10


def test_an_invitation_is_not_sent_again_and_again(
    place: Place,
    person: Callable[..., Person],
    hold: Callable[..., Capacity],
    as_somebody: Callable[..., Client],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    """Whoever heads any delegation could write to anybody as often as they can press a button."""
    somebody = person("head@example.org")
    head = as_somebody(somebody, hold(somebody, party=place.member, role="head"))
    sent = invite(THE_SYSTEM, Offer("delegation", place.member), VICTIM, "en")
    assert sent is not None
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(20):
            head.post(f"/en/parties/fra/delegation/invitations/{sent.invitation.pk}/again/")
    assert len(mail.outbox) <= 1
    # Later it is, as one wants it to be where the first did not arrive.
    earlier = timezone.now() - timezone.timedelta(hours=1)
    Invitation.objects.update(created=earlier, expires=earlier + timezone.timedelta(days=14))
    with django_capture_on_commit_callbacks(execute=True):
        head.post(f"/en/parties/fra/delegation/invitations/{sent.invitation.pk}/again/")
    assert mail.outbox[-1].to == [VICTIM]


def test_a_code_is_worth_nothing_in_another_browser(person: Callable[..., Person]) -> None:
    """Whoever reads a code over somebody's shoulder has not their browser."""
    person(VICTIM)
    owner, thief = Client(), Client()
    owner.post("/en/account/login/", {"login": VICTIM})
    code = re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)
    assert code is not None
    thief.post("/en/account/login/", {"login": "thief@example.org"})
    thief.post("/en/account/login/code/confirm/", {"code": code[0]})
    assert thief.get("/en/me/").status_code == 403
    owner.post("/en/account/login/code/confirm/", {"code": code[0]})
    assert owner.get("/en/me/").status_code == 200
    again = Client()
    again.post("/en/account/login/", {"login": "other@example.org"})
    again.post("/en/account/login/code/confirm/", {"code": code[0]})
    assert again.get("/en/me/").status_code == 403


@pytest.mark.parametrize("value", ["forged", "", "a" * 5_000, "0" * 32 + ":1:x", "\x00"])
def test_a_participant_is_nobody_forged(value: str, tmp_path: Path) -> None:
    client = Client()
    client.cookies["participant"] = value
    assert client.get("/en/participant/").status_code == 200
    assert client.post("/en/participant/leave/").status_code in (302, 403)
    assert client.get("/en/participant/").wsgi_request.actor.token is None


def test_a_language_of_ones_own_choice_is_no_way_elsewhere(person: Callable[..., Person]) -> None:
    """Hosts, forwarded hosts and referrers come from outside."""
    for named in ({"HTTP_HOST": "evil.example"}, {"HTTP_X_FORWARDED_HOST": "evil.example"}):
        answer = Client().get("/en/", **named)
        assert b"evil.example" not in answer.content
    answer = Client().post("/en/participant/leave/", {"next": "/\\evil.example"}, HTTP_REFERER="http://evil.example//x")
    assert "evil.example" not in answer.headers.get("Location", "")
    for path in ("//evil.example/", "/%2Fevil.example/", "/en//evil.example/", "/\\evil.example"):
        answer = Client().get(path)
        assert not answer.headers.get("Location", "").startswith(("//", "http://evil", "/\\"))
        assert b'href="//evil' not in answer.content
