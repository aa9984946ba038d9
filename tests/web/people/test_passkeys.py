"""Passkeys in a real browser with a virtual authenticator, and codes of an authenticator without one."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from comity.web.people.models import Person
from tests.web.people.conftest import make_person
from tests.web.people.test_signing_in import ask, code_in, type_in

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def device(chromium: Any, live_server: LiveServer) -> Iterator[Any]:
    """A page of a browser on a device that keeps passkeys."""
    context = chromium.new_context(base_url=live_server.url, locale="en")
    page = context.new_page()
    page.set_default_timeout(15_000)
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    page.authenticator = tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
    page.tools = tools
    page.wrongs = []
    page.on("console", lambda said: page.wrongs.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    # That a page was refused is no fault of the page.
    assert [one for one in page.wrongs if "403" not in one] == []


def sign_in_by_code(page: Any, address: str) -> None:
    """As somebody with this browser and the mailbox."""
    page.goto("/en/account/login/")
    page.get_by_label("Email address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_in(mail.outbox[-1]))
    page.get_by_role("button", name="Continue").click()


def add_key(page: Any, name: str, *, passkey: bool) -> None:
    """Add a key, as a passkey or to be asked for after the code."""
    page.goto("/en/account/factors/")
    page.get_by_role("link", name="Add a passkey or security key").click()
    page.get_by_label("Name").fill(name)
    if passkey:
        page.get_by_label("Use as a passkey").check()
    page.get_by_role("button", name="Add a passkey or security key").click()
    page.get_by_text("Write these codes down now").wait_for()


def sign_out(page: Any) -> None:
    page.goto("/en/account/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/en/")


@pytest.mark.browser
def test_somebody_adds_a_passkey_and_signs_in_with_it_alone(device: Any) -> None:
    make_person("head@example.org", name="Head of delegation")
    sign_in_by_code(device, "head@example.org")
    add_key(device, "My telephone", passkey=True)
    assert device.tools.send("WebAuthn.getCredentials", {"authenticatorId": device.authenticator})["credentials"]
    device.goto("/en/account/factors/keys/")
    assert device.get_by_text("My telephone").is_visible() and device.get_by_text("signs in by itself").is_visible()
    assert any("A key was added" in one.subject for one in mail.outbox)
    sign_out(device)
    sent = len(mail.outbox)
    device.goto("/en/account/login/")
    device.get_by_role("button", name="Sign in with a passkey").click()
    device.wait_for_url("**/en/")
    device.goto("/en/me/")
    assert device.get_by_role("heading", name="My account and data").is_visible()
    assert len(mail.outbox) == sent, "no code by mail was needed"


@pytest.mark.browser
def test_a_security_key_is_asked_for_after_the_code(device: Any) -> None:
    make_person("head@example.org")
    sign_in_by_code(device, "head@example.org")
    add_key(device, "A key", passkey=False)
    sign_out(device)
    sign_in_by_code(device, "head@example.org")
    assert device.get_by_role("heading", name="Second factor").is_visible()
    device.goto("/en/me/")
    assert device.get_by_role("heading", name="My account and data").count() == 0
    device.goto("/en/account/factors/login/")
    device.get_by_role("button", name="Use a passkey or security key").click()
    device.wait_for_url("**/en/")
    device.goto("/en/me/")
    assert device.get_by_role("heading", name="My account and data").is_visible()


@pytest.mark.browser
def test_a_passkey_that_is_refused_is_said_on_the_page(device: Any) -> None:
    device.goto("/en/account/login/")
    device.tools.send("WebAuthn.setUserVerified", {"authenticatorId": device.authenticator, "isUserVerified": False})
    device.get_by_role("button", name="Sign in with a passkey").click()
    device.get_by_text("The passkey was not used").wait_for()


def totp(secret: str, moment: float | None = None) -> str:
    """The six digits of RFC 6238 for a secret in base 32."""
    counter = struct.pack(">Q", int(moment or time.time()) // 30)
    mac = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def with_authenticator(client: Client) -> tuple[str, list[str]]:
    """Set up an authenticator; its secret, and the recovery codes."""
    secret = re.search(
        r"<code dir=\"ltr\">([A-Z2-7]+)</code>", client.get("/en/account/factors/totp/").content.decode()
    )
    answer = client.post("/en/account/factors/totp/", {"code": totp(secret[1])})
    page = client.get(answer["Location"]).content.decode()
    return secret[1], re.findall(r"<li><code>(\w+)</code></li>", page)


@pytest.fixture
def protected(
    db: None, person: Callable[..., Person], as_somebody: Callable[..., Client]
) -> tuple[Client, str, list[str]]:
    """Somebody's browser, the secret of their authenticator, and their recovery codes."""
    client = as_somebody(person("head@example.org"))
    secret, codes = with_authenticator(client)
    cache.clear()
    return client, secret, codes


@pytest.mark.django_db
def test_with_an_authenticator_a_code_by_mail_is_not_enough(protected: tuple[Client, str, list[str]]) -> None:
    _, secret, _ = protected
    client = Client()
    ask(client, "head@example.org")
    assert type_in(client, code_in(mail.outbox[-1]))["Location"] == "/en/account/factors/login/"
    assert client.get("/en/me/").status_code == 403
    page = client.post("/en/account/factors/login/", {"code": "000000"}).content.decode()
    assert "This is not right" in page
    cache.clear()
    assert client.post("/en/account/factors/login/", {"code": totp(secret, time.time() + 30)}).status_code == 302
    assert client.get("/en/me/").status_code == 200


@pytest.mark.django_db
def test_guessing_the_second_factor_is_stopped(protected: tuple[Client, str, list[str]]) -> None:
    _, secret, _ = protected
    client = Client()
    ask(client, "head@example.org")
    type_in(client, code_in(mail.outbox[-1]))
    for _ in range(6):
        page = client.post("/en/account/factors/login/", {"code": "000000"}).content.decode()
    assert "Too many attempts" in page
    client.post("/en/account/factors/login/", {"code": totp(secret, time.time() + 30)})
    assert client.get("/en/me/").status_code == 403


@pytest.mark.django_db
def test_a_recovery_code_lets_in_once_and_is_shown_once(protected: tuple[Client, str, list[str]]) -> None:
    owner, _, codes = protected
    assert len(codes) == 10
    again = owner.get("/en/account/factors/recovery/", follow=True).content.decode()
    assert codes[0] not in again
    for left in (302, 200):
        client = Client()
        cache.clear()
        ask(client, "head@example.org")
        type_in(client, code_in(mail.outbox[-1]))
        assert client.post("/en/account/factors/login/", {"code": codes[0]}).status_code == left


@pytest.mark.django_db
def test_secrets_are_kept_encrypted(protected: tuple[Client, str, list[str]]) -> None:
    _, secret, codes = protected
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept and not any(code in kept for code in codes)


@pytest.mark.django_db
def test_a_new_way_in_is_told_by_mail(
    person: Callable[..., Person],
    as_somebody: Callable[..., Client],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    client = as_somebody(person("head@example.org"))
    with django_capture_on_commit_callbacks(execute=True):
        with_authenticator(client)
        assert client.post("/en/account/factors/totp/off/").status_code == 302
    assert {one.subject.split(" at ")[0] for one in mail.outbox} == {
        "An authenticator was added to your account",
        "The authenticator of your account",
    }
    assert not Authenticator.objects.exists()
