"""OpenAPI as callers need it: what FastAPI cannot know of headers, versions and problems.

Source: NL API Design Rules (API-Version on every response, a contact, servers, problems as
`application/problem+json`); the IETF draft on Idempotency-Key; RFC 9110 on If-Match and ETag.
"""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from shared.chassis.problems import documented

COMMANDS = ("post", "put", "patch", "delete")
REPEATABLE = "x-repeatable"
"""In a route's `openapi_extra`: why it may be repeated without a key."""
TEXT = {"type": "string"}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key with the same command is done once, and answered as the first.",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,200}$"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag on which the command was decided; 412 when it is no longer so.",
    "schema": TEXT,
}
_HEADERS = {
    "API-Version": {"description": "The full version of this API", "schema": TEXT},
    "traceparent": {"description": "W3C trace context, for questions to ops", "schema": TEXT},
}
_COMMAND_HEADERS = {
    "ETag": {"description": "The version of the thing, for If-Match", "schema": TEXT},
    "Idempotency-Replayed": {"description": "true: this was answered before", "schema": TEXT},
}
_ANSWER = {
    "type": "object",
    "description": "Which thing this was about, its version, and the ids of the facts it led to.",
    "properties": {
        "version": {"type": "integer"},
        "facts": {"type": "array", "items": {"type": "string", "format": "uuid"}},
    },
    "additionalProperties": True,
}


def describing(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """For `app.openapi`: the document, made once."""
    made: dict[str, Any] = {}

    def document() -> dict[str, Any]:
        if not made:
            made.update(_document(app))
        return made

    return document


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        contact=app.contact,
        routes=app.routes,
        servers=[{"url": "/", "description": "Where this document comes from; paths tell v1."}],
    )
    components = document.setdefault("components", {})
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT (RFC 9068)"}
    }
    components.setdefault("schemas", {})["CommandAnswer"] = _ANSWER
    document["security"] = [{"token": []}]
    for method, operation in _operations(document):
        _complete(method, operation)
    for unused in ("HTTPValidationError", "ValidationError"):  # problems are told our way
        components["schemas"].pop(unused, None)
    return document


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in document["paths"].values():
        yield from path.items()


def _complete(method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    keyed = method in COMMANDS and REPEATABLE not in operation
    expected = [401, 422, 500, 503]
    expected += [409] if keyed else []  # the key of another command
    expected += [413, 415] if "requestBody" in operation else []
    for status, problem in documented(*expected).items():
        told = responses.setdefault(str(status), problem)
        if "application/problem+json" not in told["content"]:
            responses[str(status)] = problem
    headers = dict(_HEADERS)
    if keyed:
        operation.setdefault("parameters", []).append(_KEY)
        if "201" in responses:
            nothing = "Nothing had to change"
            responses.setdefault("200", {**responses["201"], "description": nothing})
        if "412" in responses:
            operation["parameters"].append(_IF_MATCH)
        headers |= _COMMAND_HEADERS
    for status, response in responses.items():
        succeeded = status.startswith("2")
        response["headers"] = headers if succeeded else dict(_HEADERS)
        if succeeded:
            _shaped(method, response)


def _shaped(method: str, response: dict[str, Any]) -> None:
    """A shape for answers of which FastAPI only knows that they are JSON."""
    for content in response.get("content", {}).values():
        if not content.get("schema"):
            told = {"$ref": "#/components/schemas/CommandAnswer"}
            content["schema"] = told if method in COMMANDS else {"type": "object"}
