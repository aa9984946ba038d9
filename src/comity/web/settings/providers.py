"""The institutions whose own sign-in is accepted here, by OpenID Connect."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from comity.terms.errors import ComityError
from comity.web.settings import environment

FILE = "oidc.json"
_ASKED = ("id", "name", "issuer", "client", "secret")


def read(home: Path, given: Mapping[str, str] = os.environ) -> list[dict[str, object]]:
    """The providers as the sign-in library takes them: those of `oidc.json` in the home folder, a list of objects with
    id, name, issuer, client, secret and, where its word on addresses of mail is taken, trusted; and the one that
    COMITY_OIDC_ID, _NAME, _ISSUER, _CLIENT, _SECRET and _TRUSTED describe.

    Errors: `setting.not_providers`.
    """
    found: list[dict[str, object]] = []
    kept = home / FILE
    if kept.exists():
        found += _of_file(kept)
    if given.get("COMITY_OIDC_ISSUER"):
        one: dict[str, object] = {name: given.get(f"COMITY_OIDC_{name.upper()}", "") for name in _ASKED}
        one["id"] = one["id"] or "institution"
        one["trusted"] = environment.switched_on("OIDC_TRUSTED")
        found.append(one)
    return [_provider(one) for one in found]


def _of_file(kept: Path) -> list[dict[str, object]]:
    try:
        read = json.loads(kept.read_text("utf-8"))
    except ValueError as error:
        raise ComityError("setting.not_providers", setting=FILE, field="") from error
    if not isinstance(read, list) or not all(isinstance(one, dict) for one in read):
        raise ComityError("setting.not_providers", setting=FILE, field="")
    return read


def _provider(one: Mapping[str, object]) -> dict[str, object]:
    for name in _ASKED:
        if not isinstance(one.get(name), str) or not one[name]:
            raise ComityError("setting.not_providers", setting=FILE, field=name)
    issuer = str(one["issuer"]).rstrip("/")
    at = urlsplit(issuer)
    if at.scheme != "https" and at.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ComityError("setting.not_providers", setting=FILE, field="issuer")
    trusted = one.get("trusted") is True
    return {
        "provider_id": one["id"],
        "name": one["name"],
        "client_id": one["client"],
        "secret": one["secret"],
        "settings": {
            "server_url": issuer,
            "oauth_pkce_enabled": True,
            "email_authentication": trusted,
            "email_authentication_auto_connect": trusted,
        },
    }
