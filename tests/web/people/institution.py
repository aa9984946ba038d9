"""An institution that signs people in: a small OpenID Connect provider on loopback, of the standard library and PyJWT.

It does what the standard asks of the code flow: discovery, an authorization page that sends back a code and the state,
a token endpoint that wants the client's secret and the verifier of the challenge, signed id tokens, and userinfo.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "comity", "between us two"


class Institution:
    """address: of the issuer; person: claims about whoever signs in next; declines: whether they stop there; asked: the
    parameters of the last authorization request."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, object] = {"sub": "1234", "email": "officer@ministry.example", "email_verified": True}
        self.declines = False
        self.asked: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        self.address = ""

    def discovery(self) -> dict[str, object]:
        """What a client reads first."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, object]:
        """The key that signs id tokens."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes back to: the person agrees at once, or declines."""
        self.asked = asked
        if self.declines:
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str]) -> dict[str, object] | None:
        """Tokens for a code; None where client, secret, address or verifier are not those it was given to."""
        asked = self.codes.pop(given.get("code", ""), None)
        if asked is None or (given.get("client_id"), given.get("client_secret")) != (CLIENT, SECRET):
            return None
        verifier = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if challenge != asked.get("code_challenge") or given.get("redirect_uri") != asked["redirect_uri"]:
            return None
        now, access = int(time.time()), secrets.token_urlsafe(16)
        self.tokens.add(access)
        claims = {**self.person, "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300}
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}


def _handler(institution: Institution) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            at = urlsplit(self.path)
            if at.path == "/.well-known/openid-configuration":
                self._answer(institution.discovery())
            elif at.path == "/keys":
                self._answer(institution.keys())
            elif at.path == "/userinfo":
                bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
                self._answer(institution.person if bearer in institution.tokens else None)
            elif at.path == "/authorize":
                self.send_response(302)
                asked = {name: values[0] for name, values in parse_qs(at.query).items()}
                self.send_header("Location", institution.authorize(asked))
                self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(institution.token({name: values[0] for name, values in parse_qs(body).items()}))

        def _answer(self, document: dict[str, object] | None) -> None:
            self.send_response(401 if document is None else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(document or {"error": "invalid_grant"}).encode())

        def log_message(self, *args: object) -> None:
            """Nothing on standard error."""

    return Handler


@contextmanager
def institution() -> Iterator[Institution]:
    """One that runs while the block does."""
    made = Institution()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
