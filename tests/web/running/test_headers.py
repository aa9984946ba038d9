"""What every response tells the browser, and what is believed of whoever stands in front."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from comity.web.running.first import first_link

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/en/", "/ar/", "/en/nothing-here"])
def test_every_page_is_closed_to_what_it_does_not_need(client: Client, path: str) -> None:
    answer = client.get(path)
    policy = {
        part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split(";") if part.strip()
    }
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"] and policy["form-action"] == ["'self'"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"] and "geolocation=()" in answer["Permissions-Policy"]
    assert answer["Cache-Control"] == "private, no-cache"


def test_what_others_write_into_headers_is_not_believed(client: Client, settings: Settings) -> None:
    forged = {
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_FORWARDED": "for=1.2.3.4",
    }
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = client.get("/en/", HTTP_X_FORWARDED_FOR="203.0.113.1", **forged)
    assert not answer.wsgi_request.is_secure()
    assert answer.wsgi_request.META["REMOTE_ADDR"] == "127.0.0.1"
    settings.COMITY_BEHIND_PROXY = True
    answer = client.get("/en/", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.1", **forged)
    assert answer.wsgi_request.is_secure()
    assert answer.wsgi_request.META["REMOTE_ADDR"] == "203.0.113.1", "the one the proxy saw, not the one it was told"
    assert "evil" not in answer.wsgi_request.get_host()
    answer = client.get("/en/", HTTP_X_FORWARDED_FOR="<script>")
    assert answer.wsgi_request.META["REMOTE_ADDR"] == "127.0.0.1"


def test_a_form_is_small(client: Client) -> None:
    path = urlsplit(first_link("en")).path
    assert client.post(path, {"email": "a" * 1024 * 1024}).status_code == 200
    assert client.post(path, {"email": "a" * 3 * 1024 * 1024}).status_code == 400
    assert client.post(path, {f"f{n}": "" for n in range(3000)}).status_code == 400
