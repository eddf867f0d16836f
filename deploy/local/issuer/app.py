"""Puts the sign-in together: what clients call, what people see, and what the demo adds."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from flask import Flask, Response, abort, jsonify, request
from joserfc.jwk import KeySet

from deploy.local.issuer import development, pages
from deploy.local.issuer.authorization import create_server
from deploy.local.issuer.people import People
from deploy.local.issuer.registry import LOOPBACK, SCOPES
from deploy.local.issuer.settings import IssuerSettings
from deploy.local.issuer.tokens import TokenReader, rights_said, signing_keys

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CALLED_AT = "aantoonbaar.called_at"
MAX_BODY_BYTES = 64 * 1024
ANSWER_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def create_app(settings: IssuerSettings) -> Flask:
    """The whole sign-in as a WSGI application."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    people = People(settings.people_file)
    keys = signing_keys(settings.issuer_key.get_secret_value())
    server = create_server(app, settings, people, keys)
    _add_protocol(app, settings, server, people, keys)
    pages.add(app, server, people)
    development.add(app, people, settings.issuer_admin.get_secret_value())
    app.before_request(_refuse_other_hosts)
    app.after_request(_add_headers)
    if settings.issuer_inside_url is not None:
        app.wsgi_app = Inside(app.wsgi_app, settings)  # type: ignore[assignment,method-assign]  # as Flask does
    return app


def _add_protocol(
    app: Flask,
    settings: IssuerSettings,
    server: AuthorizationServer,
    people: People,
    keys: KeySet,
) -> None:
    protect = ResourceProtector()
    protect.register_token_validator(TokenReader(settings.issuer, settings.audience, keys))

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        return jsonify(metadata(settings.issuer, request.environ.get(CALLED_AT, settings.issuer)))

    @app.get("/jwks.json")
    def jwks() -> Response:
        return jsonify(keys.as_dict(private=False))

    @app.post("/token")
    def token() -> Response:
        answer: Response = server.create_token_response()
        return answer

    @app.route("/userinfo", methods=["GET", "POST"])
    def userinfo() -> Response:
        with protect.acquire("openid") as found:
            person = people.person(found["sub"]) or abort(404)
            return jsonify({"sub": found["sub"], **rights_said(person)})

    @app.get("/health/live")
    @app.get("/health/ready")
    def health() -> Response:
        return jsonify({"status": "ready", "people": len(people.known().people)})


def metadata(issuer: str, called_at: str) -> dict[str, Any]:
    """What clients must know (OpenID Connect Discovery 1.0).

    Browsers go to the issuer's own address; what programs call themselves is where they asked.
    """
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{called_at}/token",
        "userinfo_endpoint": f"{called_at}/userinfo",
        "jwks_uri": f"{called_at}/jwks.json",
        "end_session_endpoint": f"{issuer}/end-session",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": [
            "none",
            "client_secret_basic",
            "client_secret_post",
        ],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login"],
        "ui_locales_supported": ["nl", "en"],
        "claims_supported": ["sub", "name", "roles", "boards", "schools", "auth_time"],
        "authorization_response_iss_parameter_supported": True,
    }


class Inside:
    """What other containers ask at the inside name is answered as if asked at the issuer's own.

    Authlib takes plain HTTP from loopback only, and who asks is among our own containers.
    """

    def __init__(self, app: "WSGIApplication", settings: IssuerSettings) -> None:
        self._app = app
        self._inside = str(settings.issuer_inside_url).rstrip("/")
        self._name = urlsplit(self._inside).netloc
        self._own_name = urlsplit(settings.issuer).netloc

    def __call__(self, environ: "WSGIEnvironment", answer: "StartResponse") -> Iterable[bytes]:
        """Answer, and remember where it was asked."""
        if environ.get("HTTP_HOST") == self._name:
            environ |= {"HTTP_HOST": self._own_name, CALLED_AT: self._inside}
        return self._app(environ, answer)


def _refuse_other_hosts() -> None:
    """A page elsewhere must not reach us through a name that it points at this machine."""
    name = request.host.rpartition(":")[0] or request.host
    if name.strip("[]") not in LOOPBACK:
        abort(421)


def _add_headers(answer: Response) -> Response:
    for name, value in ANSWER_HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer
