"""A stand-in for the issuer and for enrolment's /v1/me: throwaway keys, people as they are put."""

import base64
import json
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

AUDIENCE = "aantoonbaar"
KID = "test"


class SignIn:
    """Signs tokens, publishes the key, and says who is who."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
        self.people: dict[str, dict[str, str]] = {}
        self.away = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def token(self, subject: str, *roles: str, **claims: Any) -> str:
        now = int(time.time())
        said = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": subject,
            "client_id": "tests",
            "iat": now,
            "exp": now + 3_600,
            "jti": str(uuid.uuid4()),
            "roles": list(roles),
            **claims,
        }
        headers = {"typ": "at+jwt", "kid": KID}
        return jwt.encode(said, self._key, algorithm="RS256", headers=headers)

    def answer(self, path: str, authorization: str) -> dict[str, Any] | None:
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"}
        if path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
            return {"keys": [{**public, "kid": KID, "alg": "RS256", "use": "sig"}]}
        if path == "/v1/me" and not self.away:
            payload = authorization.split(".")[1]
            said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            mine = self.people.get(said["sub"], {})
            return {"teacher": next(iter(mine.values()), None), "teachers": mine}
        return None


def _answering(sign_in: SignIn) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = sign_in.answer(self.path, self.headers.get("authorization", ""))
            body = json.dumps(found).encode()
            self.send_response(200 if found is not None else 503)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Answering
