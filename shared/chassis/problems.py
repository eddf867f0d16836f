"""Errors as `application/problem+json` (RFC 9457), all findings in one answer, in two languages."""

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.chassis.errors import (
    Absent,
    Finding,
    Forbidden,
    Invalid,
    Problem,
    Refusal,
    Unauthenticated,
    Unavailable,
    Words,
    WrongContentType,
)
from shared.chassis.mongo import ConnectionFailure

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:aantoonbaar:problem:"
_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "detail")},
            },
        },
    },
}
# pydantic's own messages are English; these are theirs in Dutch, by kind of error.
_DUTCH = {
    "missing": "Dit veld ontbreekt.",
    "extra_forbidden": "Dit veld is hier niet bekend.",
    "string_type": "Hier hoort een tekst.",
    "int_type": "Hier hoort een geheel getal.",
    "int_from_float": "Hier hoort een geheel getal.",
    "int_parsing": "Hier hoort een geheel getal.",
    "float_type": "Hier hoort een getal.",
    "finite_number": "Hier hoort een eindig getal.",
    "bool_type": "Hier hoort true of false.",
    "list_type": "Hier hoort een lijst.",
    "tuple_type": "Hier hoort een lijst.",
    "dict_type": "Hier hoort een object.",
    "model_type": "Hier hoort een object.",
    "model_attributes_type": "Hier hoort een object.",
    "greater_than_equal": "Ten minste {ge}.",
    "greater_than": "Meer dan {gt}.",
    "less_than_equal": "Ten hoogste {le}.",
    "less_than": "Minder dan {lt}.",
    "string_too_short": "Ten minste {min_length} tekens.",
    "string_too_long": "Ten hoogste {max_length} tekens.",
    "too_short": "Ten minste {min_length} in deze lijst.",
    "too_long": "Ten hoogste {max_length} in deze lijst.",
    "string_pattern_mismatch": "Dit heeft niet de vorm {pattern}.",
    "literal_error": "Kies uit {expected}.",
    "json_invalid": "Dit is geen geldige JSON.",
}


class ProblemResponse(JSONResponse):
    """A JSON answer with the media type of RFC 9457."""

    media_type = MEDIA_TYPE


def speaks_english(request: Request) -> bool:
    """Whether the caller prefers English; Dutch is the default."""
    wanted = request.headers.get("accept-language", "")
    first = wanted.split(",")[0].split(";")[0].strip().lower()
    return first.startswith("en")


def say(words: Words, english: bool) -> str:
    """The sentence in the caller's language."""
    return words[1] if english else words[0]


def answer(request: Request, problem: Problem) -> ProblemResponse:
    """The problem as an HTTP answer."""
    english = speaks_english(request)
    body: dict[str, Any] = {
        "type": TYPE_PREFIX + problem.code,
        "title": say(problem.title, english),
        "status": problem.status,
        "detail": say(problem.words, english),
    }
    if isinstance(problem, Invalid):
        body["errors"] = [
            {"pointer": f.pointer, "code": f.code, "detail": say(f.words, english)}
            for f in problem.findings
        ]
    if isinstance(problem, Refusal) and problem.pointer:
        body["errors"] = [
            {"pointer": problem.pointer, "code": problem.code, "detail": body["detail"]}
        ]
    headers = {"www-authenticate": "Bearer"} if isinstance(problem, Unauthenticated) else None
    return ProblemResponse(body, status_code=problem.status, headers=headers)


def findings_of(errors: list[Any], root: str = "") -> list[Finding]:
    """pydantic's list of errors as findings with JSON pointers under a root."""
    return [
        Finding(
            root + "".join(f"/{_escape(str(part))}" for part in error["loc"]),
            str(error["type"]).replace("_", "-"),
            (_dutch(error), str(error["msg"])),
        )
        for error in errors
    ]


def _dutch(error: Any) -> str:
    template = _DUTCH.get(error["type"])
    if template is None:
        return str(error["msg"])
    return template.format_map(error.get("ctx") or {})


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route may answer besides success, for OpenAPI's `responses`."""
    content = {MEDIA_TYPE: {"schema": _SCHEMA}}
    kinds: list[type[Problem]] = [Problem, *Problem.__subclasses__()]
    known = {kind.status: kind.__doc__ or "" for kind in kinds}
    return {
        status: {"description": known.get(status, "Problem"), "content": content}
        for status in statuses
    }


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def install(app: FastAPI) -> None:
    """Answer every expected kind of error of this app as a problem; see `unexpected` for others."""
    for kind in (Problem, RequestValidationError, HTTPException, ConnectionFailure):
        app.add_exception_handler(kind, _told)


async def unexpected(request: Request, error: Exception) -> ProblemResponse:
    """The answer to a defect of ours: it tells nothing of what went wrong, the log does."""
    log.error("request failed", route=request.url.path, exc_info=error)
    return await _told(request, error)


async def _told(request: Request, error: Exception) -> ProblemResponse:
    problem = _as_problem(request, error)
    request.app.state.metrics.refused.labels("http", problem.code).inc()
    return answer(request, problem)


def _as_problem(request: Request, error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return _invalid(request, error)
    if isinstance(error, HTTPException):
        return _from_http(error)
    if isinstance(error, ConnectionFailure):
        return Unavailable(
            (
                "De database antwoordt niet; probeer het zo nog eens.",
                "The database does not answer; try again in a moment.",
            )
        )
    return Problem(
        (
            "Er ging iets mis bij ons. Probeer het zo nog eens.",
            "Something went wrong on our side. Try again in a moment.",
        )
    )


def _invalid(request: Request, error: RequestValidationError) -> Problem:
    content_type = request.headers.get("content-type", "")
    expects_json = any(part["loc"][0] == "body" for part in error.errors())
    if expects_json and content_type and "json" not in content_type and "form" not in content_type:
        return WrongContentType(
            (
                f"Stuur application/json, niet {content_type}.",
                f"Send application/json, not {content_type}.",
            )
        )
    return Invalid(findings_of(list(error.errors())))


def _from_http(error: HTTPException) -> Problem:
    if isinstance(error.__cause__, Problem):  # FastAPI wraps what goes wrong in reading a body
        return error.__cause__
    known: dict[int, type[Problem]] = {401: Unauthenticated, 403: Forbidden}
    if error.status_code == 404:
        return Absent()
    words = (str(error.detail), str(error.detail))
    kind = known.get(error.status_code, Problem)
    problem = kind(words, code=str(error.detail).lower().replace(" ", "-"))
    problem.status = error.status_code  # type: ignore[misc]  # 405 and the like keep their number
    problem.title = words
    return problem
