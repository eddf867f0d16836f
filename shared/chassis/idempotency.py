"""HTTP's side of commands: idempotency keys, versions, and the one shape of their answers.

Sources: IETF draft "The Idempotency-Key HTTP Header Field"; RFC 9110 (ETag, If-Match).
"""

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from shared.chassis.commands import Command, Once, Outcome
from shared.chassis.errors import Finding, Invalid, Outdated
from shared.chassis.identity import Caller
from shared.chassis.streams import Streams

NO_CHAIN = "answers"
_KEY = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
_ETAG = re.compile(r'(?:W/)?"?([0-9]{1,12})"?', re.ASCII)


async def once_of(
    request: Request, tenant: str, caller: Caller, content: bytes | None = None
) -> Once | None:
    """The request's Idempotency-Key, bound to who asked what; None when it has none.

    The key is kept as a hash, so that no sign-in subject stays beside the facts it led to.
    `content` stands for the body where that differs each time, as a form's boundary does.
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Invalid(
            [
                _finding(
                    "Idempotency-Key",
                    "1 tot 200 zichtbare ASCII-tekens",
                    "1 to 200 visible ASCII characters",
                )
            ]
        )
    asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    who = f"{tenant}/{caller.subject}/{key}".encode()
    body = await request.body() if content is None else content
    fingerprint = hashlib.sha256(asked + body).hexdigest()
    return Once(hashlib.sha256(who).hexdigest(), fingerprint)


async def answered_once(
    streams: Streams[Any, Any],
    tenant: str,
    once: Once | None,
    act: Callable[[], Awaitable[tuple[int, Mapping[str, Any]]]],
) -> Response:
    """The answer to a command that appends to no chain: done once per key, told again after that.

    `act` returns a status and a body. A crash before its answer is kept lets it act again, so it
    must change nothing the second time.
    """
    before = await streams.told_before(once) if once else None
    if before is None:
        status, body = await act()
        kept: Command[Any, Any] = Command(
            tenant=tenant,
            stream=NO_CHAIN,
            decide=lambda _: (),
            once=once,
            answer={"status": status, "body": dict(body)},
        )
        before = await streams.submit(kept)
    headers = {"idempotency-replayed": "true"} if before.repeated else None
    return JSONResponse(before.answer["body"], before.answer["status"], headers)


def if_match(request: Request) -> int | None:
    """The version that the caller decided on, from If-Match; None when it names none."""
    header = request.headers.get("if-match")
    if header is None or header.strip() == "*":
        return None
    found = _ETAG.fullmatch(header.strip())
    if not found:
        raise Invalid([_finding("If-Match", 'een ETag zoals "3"', 'an ETag such as "3"')])
    return int(found.group(1))


def check_version(wanted: int | None, present: int) -> None:
    """Raise Outdated when the caller decided on another version than the present one."""
    if wanted is not None and wanted != present:
        raise Outdated(
            (
                f"Je koos op grond van versie {wanted}; het is nu versie {present}. Kijk opnieuw.",
                f"You decided on version {wanted}; it is version {present} now. Look again.",
            )
        )


def answered(outcome: Outcome, *, location: str | None = None, status: int = 201) -> Response:
    """The answer to a command: its own fields, the chain's version and the ids of its facts."""
    # Where nothing was said, the thing's own version is an older one of its chain.
    headers = {"etag": f'"{outcome.version}"'} if outcome.facts else {}
    if location:
        headers["location"] = location
    if outcome.repeated:
        headers["idempotency-replayed"] = "true"
    body = {**outcome.answer, "version": outcome.version, "facts": list(outcome.facts)}
    return JSONResponse(body, status_code=status if outcome.facts else 200, headers=headers)


def _finding(header: str, dutch: str, english: str) -> Finding:
    return Finding(
        f"/headers/{header}", "malformed-header", (f"Verwacht: {dutch}.", f"Expected: {english}.")
    )
