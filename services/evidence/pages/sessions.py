"""What a browser keeps for us: sealed cookies, so that the server remembers nobody.

AES-256-GCM (NIST SP 800-38D) with the cookie's name as associated data: a value copied to another
cookie does not open. A long value is spread over several cookies, because browsers stop at 4 kB.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from time import time
from typing import Annotated, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Form, Request, Response

from shared.chassis.errors import Forbidden

NONCE_BYTES = 12
PIECE, MOST_PIECES = 3_600, 4
SESSION = "session"

Token = Annotated[str, Form(max_length=200)]
"""What a form of ours carries, to know it by."""


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in in this browser."""

    token: str
    name: str
    expires_at: int
    id: str
    id_token: str = ""

    @property
    def expired(self) -> bool:
        """Whether the access token is of no more use."""
        return time() >= self.expires_at


class Cookies:
    """Seals and opens cookies; `secure` when the pages are served over https."""

    def __init__(self, key: bytes, public_url: str) -> None:
        self._key = key
        self._aead = AESGCM(self._key)
        self._secure = public_url.startswith("https:")
        self._prefix = "__Host-" if self._secure else ""

    def keep(self, response: Response, name: str, value: Mapping[str, Any], seconds: int) -> None:
        """Seal a value in the browser for so many seconds."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._aead.encrypt(nonce, json.dumps(dict(value)).encode(), name.encode())
        text = base64.urlsafe_b64encode(nonce + sealed).decode()
        pieces = [text[at : at + PIECE] for at in range(0, len(text), PIECE)]
        if len(pieces) > MOST_PIECES:
            raise ValueError(f"cookie {name} would need {len(pieces)} pieces")
        pieces[0] = f"{len(pieces)}.{pieces[0]}"  # an older, longer value may leave pieces behind
        for number, piece in enumerate(pieces):
            self.plain(response, _piece(name, number), piece, seconds)

    def read(self, request: Request, name: str) -> dict[str, Any] | None:
        """What was sealed under this name; None when nothing was, or not by us."""
        count, _, first = (self.asked(request, name) or "").partition(".")
        if not count.isdigit() or not 1 <= int(count) <= MOST_PIECES:
            return None
        rest = [self.asked(request, _piece(name, number)) or "" for number in range(1, int(count))]
        try:
            raw = base64.urlsafe_b64decode("".join([first, *rest]))
            opened = self._aead.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], name.encode())
        except (ValueError, InvalidTag):
            return None
        value: dict[str, Any] = json.loads(opened)
        return value

    def plain(self, response: Response, name: str, value: str, seconds: int) -> None:
        """Keep a value that is no secret."""
        response.set_cookie(
            self._prefix + name,
            value,
            max_age=seconds,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def asked(self, request: Request, name: str) -> str | None:
        """A value that is no secret."""
        return request.cookies.get(self._prefix + name)

    def forget(self, request: Request, response: Response, name: str) -> None:
        """Remove a cookie and all its pieces."""
        for number in range(MOST_PIECES):
            piece = self._prefix + _piece(name, number)
            if piece in request.cookies:
                response.delete_cookie(
                    piece, path="/", secure=self._secure, httponly=True, samesite="lax"
                )

    def session(self, request: Request) -> Session | None:
        """The session of a browser, expired or not; None when there is none."""
        found = self.read(request, SESSION)
        try:
            return Session(**found) if found else None
        except TypeError:
            return None

    def begin(self, response: Response, session: Session) -> None:
        """Keep a session a little longer than its token, so that we can say that it expired."""
        seconds = max(session.expires_at - int(time()), 0) + 86_400
        self.keep(response, SESSION, asdict(session), seconds)

    def form_token(self, session: Session) -> str:
        """What a form of this session must carry: no other site can know it."""
        said = f"form\0{session.id}".encode()
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()

    def own_form(self, session: Session, token: str) -> None:
        """Forbidden unless a form came from a page of this session."""
        if not hmac.compare_digest(self.form_token(session).encode(), token.encode()):
            words = ("Dit formulier is niet van ons.", "This form is not ours.")
            raise Forbidden(words, code="foreign-form")


def _piece(name: str, number: int) -> str:
    return f"{name}-{number}" if number else name
