"""The content of a file that comes in as the body, or as one part of a form."""

from fastapi import Request
from starlette.datastructures import UploadFile

from shared.chassis.errors import Finding, Invalid, WrongContentType

CSV_TYPES = ("text/csv", "application/csv", "application/vnd.ms-excel", "text/plain")
FORM = "multipart/form-data"
JSON = "application/json"


async def uploaded(request: Request, *, json_too: bool) -> tuple[bytes, bool]:
    """The file's bytes, and whether it is JSON; WrongContentType for anything else."""
    kind = _kind(request.headers.get("content-type", ""))
    if kind == FORM:
        return await _from_form(request, json_too=json_too)
    if kind in CSV_TYPES or (json_too and kind == JSON):
        return await request.body(), kind == JSON
    accepted = ", ".join([CSV_TYPES[0], *([JSON] if json_too else []), FORM])
    raise WrongContentType((f"Stuur een van: {accepted}.", f"Send one of: {accepted}."))


async def _from_form(request: Request, *, json_too: bool) -> tuple[bytes, bool]:
    async with request.form(max_files=1) as form:
        files = [part for part in form.values() if isinstance(part, UploadFile)]
        if not files:
            raise Invalid([_NO_FILE])
        named = (files[0].filename or "").lower()
        is_json = _kind(files[0].content_type or "") == JSON or named.endswith(".json")
        return await files[0].read(), json_too and is_json


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


_NO_FILE = Finding(
    "/body",
    "missing-file",
    ("Er zit geen bestand in het formulier.", "There is no file in the form."),
)
