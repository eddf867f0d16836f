"""A client of the local sign-in: tokens for the command line and tests, people for the demo."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from deploy.local.failures import DependencyMissing, WrongUse
from deploy.local.issuer.development import SECRET_HEADER
from deploy.local.issuer.registry import COMMAND_LINE

# Nobody listens there: the code is read from the answer that would send a browser on.
CALLBACK = "http://127.0.0.1:1/callback"
ANSWER_SECONDS = 10.0


class SignIn:
    """The local sign-in at one address; the admin secret is needed to add people only."""

    def __init__(self, issuer: str, admin_secret: str = "") -> None:
        self._issuer = issuer
        self._headers = {SECRET_HEADER: admin_secret}
        self._http = httpx.Client(timeout=ANSWER_SECONDS, trust_env=False)

    def token_of_person(self, subject: str) -> str:
        """An access token by the authorization code flow with PKCE, as a browser would get it."""
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
        asked = {
            "response_type": "code",
            "client_id": COMMAND_LINE,
            "redirect_uri": CALLBACK,
            "scope": "openid profile",
            "state": state,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        sent_on = self._call("POST", "/authorize", params=asked, data={"subject": subject})
        told = parse_qs(urlsplit(sent_on.headers.get("location", "")).query)
        if "code" not in told or told.get("state") != [state]:
            raise WrongUse(f"The local sign-in does not know {subject!r}; see its page for who is.")
        spent = {
            "grant_type": "authorization_code",
            "client_id": COMMAND_LINE,
            "redirect_uri": CALLBACK,
            "code": told["code"][0],
            "code_verifier": verifier,
        }
        return _access_token(self._call("POST", "/token", data=spent))

    def token_of_machine(self, client: str, secret: str) -> str:
        """An access token for a program itself."""
        asked = {"grant_type": "client_credentials"}
        return _access_token(self._call("POST", "/token", data=asked, auth=(client, secret)))

    def put_person(self, subject: str, person: Mapping[str, Any]) -> None:
        """Add or change someone: `roles`, `name`, and any `boards` and `schools`."""
        self._add(f"/dev/people/{subject}", person)

    def put_client(self, client: str, machine: Mapping[str, Any]) -> None:
        """Add or change a machine client: as a person, with a `secret` and maybe a `scope`."""
        self._add(f"/dev/clients/{client}", machine)

    def people(self) -> dict[str, dict[str, Any]]:
        """Everyone who may sign in on the page, by subject."""
        found: dict[str, dict[str, Any]] = self._call(
            "GET", "/dev/people", headers=self._headers
        ).json()
        return found

    def _add(self, path: str, content: Mapping[str, Any]) -> None:
        answer = self._call("PUT", path, json=dict(content), headers=self._headers)
        if answer.is_server_error:
            raise DependencyMissing(
                "The local sign-in cannot store who may sign in; see what it says (./aantoonbaar "
                "logs sign-in), and whether the disk is full."
            )
        if answer.is_error:
            raise WrongUse(f"The local sign-in refuses {path}: {answer.text.strip()}")

    def _call(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            return self._http.request(method, self._issuer + path, **options)
        except httpx.HTTPError as error:
            raise DependencyMissing(
                f"The local sign-in at {self._issuer} does not answer; start it with "
                "./aantoonbaar up."
            ) from error


def _access_token(answer: httpx.Response) -> str:
    if answer.is_error:
        raise WrongUse(f"The local sign-in gives no token: {answer.text.strip()}")
    return str(answer.json()["access_token"])
