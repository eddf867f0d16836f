"""Asks the local sign-in as clients ask it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deploy.local.issuer.development import SECRET_HEADER

ISSUER = "http://127.0.0.1:8404"
PAGES = "http://127.0.0.1:8403"
VERIFIER = "v" * 50
ADMIN = {SECRET_HEADER: "admin"}
COACH = {
    "roles": ["coach", "teacher"],
    "boards": ["00123"],
    "schools": ["98WL00"],
    "name": "Noor de Wit",
}
MACHINE = {"roles": ["ops"], "name": "Ops", "secret": "a-long-enough-secret", "scope": "redrive"}


@dataclass
class Browser:
    """Asks as the pages ask, through a browser."""

    http: FlaskClient

    def authorize(self, subject: str | None = None, **changed: str | None) -> TestResponse:
        """Open the sign-in page, or choose someone on it; `changed` parameters may be None."""
        usual = {
            "response_type": "code",
            "client_id": "aantoonbaar-pages",
            "redirect_uri": f"{PAGES}/sign-in/callback",
            "scope": "openid profile",
            "state": "the-state",
            "nonce": "the-nonce",
            "code_challenge": create_s256_code_challenge(VERIFIER),
            "code_challenge_method": "S256",
        }
        asked = {name: value for name, value in (usual | changed).items() if value is not None}
        if subject is None:
            return self.http.get("/authorize", query_string=asked)
        return self.http.post("/authorize", query_string=asked, data={"subject": subject})

    def spend(self, code: str, **changed: str | None) -> TestResponse:
        """Exchange a code for tokens."""
        usual: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "client_id": "aantoonbaar-pages",
            "redirect_uri": f"{PAGES}/sign-in/callback",
            "code": code,
            "code_verifier": VERIFIER,
        }
        asked = {name: value for name, value in (usual | changed).items() if value is not None}
        return self.http.post("/token", data=asked)

    def tokens(self, subject: str, **changed: str | None) -> dict[str, Any]:
        """Sign in all the way."""
        told = sent_on(self.authorize(subject, **changed))
        answer: dict[str, Any] = self.spend(told["code"]).get_json()
        return answer


def sent_on(answer: TestResponse) -> dict[str, str]:
    """What the browser brings along to where it is sent."""
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}
