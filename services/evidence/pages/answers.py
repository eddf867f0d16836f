"""Answers that are no page: another address to go to, and a file to keep."""

from fastapi import Response
from fastapi.responses import RedirectResponse

NOT_KEPT = {"cache-control": "no-store"}
SEE_OTHER = 303


def see_other(address: str) -> RedirectResponse:
    """Where the answer to a form is."""
    return RedirectResponse(address, status_code=SEE_OTHER, headers=NOT_KEPT)


def file(content: bytes, media_type: str, name: str | None = None) -> Response:
    """A file to look at; with a name, one to keep."""
    headers = {**NOT_KEPT, "x-content-type-options": "nosniff"}
    if name:
        headers["content-disposition"] = f'attachment; filename="{name}"'
    return Response(content, media_type=media_type, headers=headers)
