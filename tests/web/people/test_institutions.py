"""Sign-in by an institution, against a real provider of OpenID Connect on loopback."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.test import Client

from comity.terms.errors import ComityError
from comity.web.people.models import Person
from comity.web.settings import providers
from tests.web.people.institution import CLIENT, SECRET, Institution, institution

pytestmark = pytest.mark.django_db
MakePerson = Callable[..., Person]
LOGIN = "/en/account/institutions/ministry/"


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        """Do not follow: the test is the browser."""


@pytest.fixture
def ministry(settings: object, tmp_path: Path) -> Iterator[Institution]:
    """A ministry that signs people in, as the file in the home folder describes it."""
    with institution() as made:
        one = {"id": "ministry", "name": "Ministry", "issuer": made.address, "client": CLIENT, "secret": SECRET}
        (tmp_path / providers.FILE).write_text(json.dumps([one]))
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers.read(tmp_path, {})}}
        yield made


def trust(settings: object, tmp_path: Path) -> None:
    """Take the ministry's word on addresses of mail."""
    (one,) = json.loads((tmp_path / providers.FILE).read_text())
    (tmp_path / providers.FILE).write_text(json.dumps([{**one, "trusted": True}]))
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers.read(tmp_path, {})}}


def there_and_back(client: Client, address: str = LOGIN) -> object:
    """As a browser: to the institution, which sends it back."""
    away = client.post(address)["Location"]
    try:
        build_opener(_Stay).open(away)
        raise AssertionError("the institution did not send the browser back")
    except OSError as answer:
        back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def test_somebody_new_comes_in_and_their_address_is_taken_as_confirmed(
    ministry: Institution, client: Client, settings: object, tmp_path: Path
) -> None:
    trust(settings, tmp_path)
    ministry.person = {**ministry.person, "name": "An officer\u202e", "email_verified": True}
    page = client.get("/en/account/login/")
    assert "Sign in with Ministry" in page.content.decode()
    assert f"form-action 'self' {ministry.address}" in page["Content-Security-Policy"]
    answer = there_and_back(client)
    assert answer.status_code == 302
    made = Person.objects.get()
    assert (made.email, made.name) == ("officer@ministry.example", "An officer")
    assert EmailAddress.objects.get().verified
    assert client.get("/en/me/").status_code == 200
    assert not SocialToken.objects.exists(), "no token of the institution is kept"


def test_the_way_back_is_one_address_whatever_the_language(ministry: Institution) -> None:
    for language in ("en", "ar", "zh-hans"):
        there_and_back(Client(), f"/{language}/account/institutions/ministry/")
        assert urlsplit(ministry.asked["redirect_uri"]).path == "/account/institutions/ministry/return/"
    assert ministry.asked["code_challenge_method"] == "S256" and ministry.asked["state"]


def test_somebody_known_comes_back_as_the_same(ministry: Institution, settings: object, tmp_path: Path) -> None:
    trust(settings, tmp_path)
    for _ in range(2):
        client = Client()
        there_and_back(client)
        assert client.get("/en/me/").status_code == 200
    assert Person.objects.count() == 1


def test_an_institution_whose_word_is_not_taken_gets_nobody_into_an_account(
    ministry: Institution, person: MakePerson, client: Client
) -> None:
    """The owner of the address is told by mail; whoever came in learns nothing."""
    person("officer@ministry.example")
    answer = there_and_back(client)
    assert answer["Location"].endswith("/account/address/confirm/")
    assert client.get("/en/me/").status_code == 403
    assert not SocialAccount.objects.exists()
    assert "There already is one" in mail.outbox[0].body


def test_an_institution_whose_word_is_taken_signs_the_owner_in(
    ministry: Institution, person: MakePerson, client: Client, settings: object, tmp_path: Path
) -> None:
    trust(settings, tmp_path)
    somebody = person("officer@ministry.example")
    there_and_back(client)
    assert client.get("/en/me/").wsgi_request.actor.person == somebody
    ministry.person = {"sub": "666", "email": "officer@ministry.example", "email_verified": False}
    thief = Client()
    there_and_back(thief)
    assert thief.get("/en/me/").status_code == 403, "an address that the institution has not verified is not believed"


def test_an_unconfirmed_address_is_confirmed_by_a_code(ministry: Institution, client: Client) -> None:
    ministry.person = {"sub": "1", "email": "new@ministry.example", "email_verified": False}
    answer = there_and_back(client)
    assert answer["Location"].endswith("/account/address/confirm/")
    assert mail.outbox[-1].to == ["new@ministry.example"]
    assert client.get("/en/me/").status_code == 403


def test_an_institution_is_connected_and_disconnected_on_ones_own_page(
    ministry: Institution, person: MakePerson, as_somebody: Callable[..., Client]
) -> None:
    somebody = person("me@example.org")
    client = as_somebody(somebody)
    there_and_back(client, f"{LOGIN}?process=connect")
    account = SocialAccount.objects.get()
    assert account.user == somebody
    assert any("An institution now signs you in" in one.subject for one in mail.outbox)
    page = client.get("/en/account/institutions/").content.decode()
    assert "Ministry" in page and f'value="{account.pk}"' in page
    client.post("/en/account/institutions/", {"account": account.pk})
    assert not SocialAccount.objects.exists(), "a code by mail remains as a way in"


@pytest.mark.parametrize("what", ["declines", "state", "code", "secret"])
def test_what_goes_wrong_there_is_said_here_and_signs_nobody_in(
    what: str, ministry: Institution, client: Client, settings: object
) -> None:
    if what == "declines":
        ministry.declines = True
        page = there_and_back(client)
        page = client.get(page["Location"]) if page.status_code == 302 else page
        assert "You did not sign in" in page.content.decode()
    elif what == "secret":
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["secret"] = "another"
        assert "could not sign you in" in there_and_back(client).content.decode()
    else:
        there_and_back(client)
        client = Client()
        query = {"state": "code=x&state=forged", "code": "code=forged"}[what]
        page = client.get(f"/account/institutions/ministry/return/?{query}")
        assert "could not sign you in" in page.content.decode()
    assert client.get("/en/me/").status_code == 403


def test_an_institution_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.post("/en/account/institutions/nowhere/").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        "nonsense",
        "{}",
        "[1]",
        '[{"id": "a"}]',
        '[{"id": "a", "name": "A", "issuer": "http://a.example", "client": "c", "secret": "s"}]',
    ],
)
def test_a_file_that_describes_no_institution_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / providers.FILE).write_text(content)
    with pytest.raises(ComityError) as refused:
        providers.read(tmp_path, {})
    assert refused.value.code == "setting.not_providers"


def test_one_institution_can_be_named_in_the_environment(tmp_path: Path) -> None:
    given = {
        f"COMITY_OIDC_{name}": value
        for name, value in (("NAME", "Ministry"), ("ISSUER", "https://sso.example/"), ("CLIENT", "c"), ("SECRET", "s"))
    }
    (one,) = providers.read(tmp_path, given)
    assert one["provider_id"] == "institution" and one["settings"]["server_url"] == "https://sso.example"
    assert providers.read(tmp_path, {}) == []
