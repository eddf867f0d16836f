"""The authorization server: Authlib's grants, with what this machine remembers and insists on."""

import time
from dataclasses import dataclass
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, ClientCredentialsGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import AuthorizationCodeMixin
from authlib.oidc.rpinitiated import EndSessionEndpoint, EndSessionRequest
from flask import Flask
from joserfc.jwk import KeySet

from deploy.local.issuer.people import People
from deploy.local.issuer.registry import MachineClient, public_clients
from deploy.local.issuer.settings import IssuerSettings
from deploy.local.issuer.tokens import AccessTokens, IdTokens, SignedIn

CODE_SECONDS = 60  # RFC 6749 4.1.2: short; a browser comes back within one


@dataclass(frozen=True)
class Code(AuthorizationCodeMixin):  # type: ignore[misc]  # Authlib has no types
    """What a code stands for until it is spent."""

    client_id: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str
    code_challenge_method: str
    user: SignedIn
    expires: float

    def get_redirect_uri(self) -> str:
        """Where the code was sent."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """What was granted."""
        return self.scope

    def get_nonce(self) -> str | None:
        """The client's own mark, given back in the id token."""
        return self.nonce

    def get_auth_time(self) -> int:
        """When the person signed in."""
        return self.user.at


def create_server(
    app: Flask, settings: IssuerSettings, people: People, keys: KeySet
) -> AuthorizationServer:
    """The server with its grants; it keeps no token, for a token says everything itself."""
    public = public_clients(settings.client_id, settings.public_url)

    def client(client_id: str) -> ClientMixin | None:
        machine = people.machine(client_id)
        return public.get(client_id) or (machine and MachineClient(client_id, machine))

    server = AuthorizationServer(app, client, lambda _token, _request: None)
    server.register_token_generator(
        "default", AccessTokens(settings.issuer, settings.audience, keys)
    )
    server.register_grant(
        _code_grant({}), [_RequiredS256(required=True), IdTokens(settings.issuer, keys)]
    )
    server.register_grant(ClientCredentialsGrant)
    server.register_extension(_named_issuer(settings.issuer))
    server.register_endpoint(_end_session(keys))
    return server


class _RequiredS256(CodeChallenge):  # type: ignore[misc]  # Authlib has no types
    """PKCE for everyone, and never `plain` (RFC 9700 2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: AuthorizationCodeGrant, redirect_uri: str) -> None:
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE is required: code_challenge with S256.")
        super().validate_code_challenge(grant, redirect_uri)


def _code_grant(codes: dict[str, Code]) -> type[AuthorizationCodeGrant]:
    """The code grant over this store of codes; Authlib wants a class."""

    class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
        TOKEN_ENDPOINT_AUTH_METHODS = ("none",)

        def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
            asked = request.payload.data
            codes[code] = Code(
                request.client.get_client_id(),
                asked["redirect_uri"],
                request.scope,
                asked.get("nonce"),
                asked["code_challenge"],
                asked["code_challenge_method"],
                request.user,
                time.monotonic() + CODE_SECONDS,
            )

        def query_authorization_code(self, code: str, client: ClientMixin) -> Code | None:
            found = codes.pop(code, None)  # spent by asking, so that a second use is refused
            mine = found and found.client_id == client.get_client_id()
            return found if found and mine and time.monotonic() < found.expires else None

        def delete_authorization_code(self, authorization_code: Code) -> None:
            """It is gone already."""

        def authenticate_user(self, authorization_code: Code) -> SignedIn:
            return authorization_code.user

    return CodeGrant


def _named_issuer(issuer: str) -> IssuerParameter:
    class NamedIssuer(IssuerParameter):  # type: ignore[misc]  # Authlib has no types
        def get_issuer(self) -> str:
            return issuer

    return NamedIssuer()


def _end_session(keys: KeySet) -> type[EndSessionEndpoint]:
    class EndSession(EndSessionEndpoint):  # type: ignore[misc]  # Authlib has no types
        def get_server_jwks(self) -> KeySet:
            return keys

        def end_session(self, end_session_request: EndSessionRequest) -> None:
            """Nothing to end: whoever signs in chooses anew every time."""

        def is_post_logout_redirect_uri_legitimate(self, *_: Any) -> bool:
            """A registered address will do: there is no session that a stranger could end."""
            return True

    return EndSession
