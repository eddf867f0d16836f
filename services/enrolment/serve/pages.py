"""Lists in pages, and answers with an ETag: what readers of any list or thing get."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request, Response

from shared.chassis.errors import Finding, Invalid

T = TypeVar("T")
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for: what comes after a key, and how many."""

    after: str
    limit: int


def page_of(
    cursor: Annotated[str | None, Query(max_length=400, description="`next` of a page")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
) -> Page:
    """FastAPI dependency: the page that the query asks for."""
    if cursor is None:
        return Page("", limit)
    try:
        return Page(base64.urlsafe_b64decode(cursor.encode()).decode(), limit)
    except (binascii.Error, UnicodeDecodeError) as wrong:
        raise Invalid([_wrong_cursor()]) from wrong


Paging = Annotated[Page, Depends(page_of)]


def cut(
    things: Mapping[str, T], page: Page, keep: Callable[[T], bool]
) -> tuple[list[T], str | None]:
    """The page's things in the order they came, and the key after which the next page begins.

    The cursor is a place among all things, so that it holds when one no longer fits the filter.
    """
    keys = list(things)
    if page.after and page.after not in things:
        raise Invalid([_wrong_cursor()])
    start = keys.index(page.after) + 1 if page.after else 0
    fitting = [key for key in keys[start:] if keep(things[key])]
    shown = fitting[: page.limit]
    more = len(fitting) > len(shown)
    return [things[key] for key in shown], shown[-1] if more else None


def cut_rows(rows: Sequence[T], page: Page, key: Callable[[T], str]) -> tuple[list[T], str | None]:
    """The same for rows that were read one too many, in order of their key."""
    shown = list(rows[: page.limit])
    return shown, key(shown[-1]) if len(rows) > page.limit else None


def listed(
    request: Request, name: str, rows: Iterable[Mapping[str, Any]], last: str | None
) -> Response:
    """A page of a list, with an ETag over what it shows."""
    following = base64.urlsafe_b64encode(last.encode()).decode() if last else None
    body = json.dumps({name: list(rows), "next": following}, ensure_ascii=False).encode()
    return _unless_known(request, body, f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')


def shown(request: Request, thing: Mapping[str, Any], revision: int) -> Response:
    """One thing, with its version as ETag: the one that If-Match names."""
    body = json.dumps(thing, ensure_ascii=False).encode()
    return _unless_known(request, body, f'"{revision}"')


def _unless_known(request: Request, body: bytes, etag: str) -> Response:
    headers = {"etag": etag, "cache-control": "private, no-cache", "vary": "authorization"}
    known = {part.strip() for part in request.headers.get("if-none-match", "").split(",")}
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _wrong_cursor() -> Finding:
    return Finding(
        "/query/cursor",
        "unknown-cursor",
        ("Gebruik 'next' van de vorige bladzijde.", "Use 'next' of the page before."),
    )
