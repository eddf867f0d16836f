"""How the demo and tests add people and machine clients: with a secret of this machine."""

import hmac
from typing import Literal

from flask import Flask, Response, abort, jsonify, request
from pydantic import ValidationError

from deploy.local.issuer.people import IDENTIFIER, Machine, People, Person

SECRET_HEADER = "X-Local-Admin"  # noqa: S105  the header's name


def add(app: Flask, people: People, secret: str) -> None:
    """Add `/dev/people/<subject>` and `/dev/clients/<client>`: PUT to add or change, or DELETE."""

    def check() -> None:
        if not hmac.compare_digest(
            request.headers.get(SECRET_HEADER, "").encode(), secret.encode()
        ):
            abort(_problem(401, f"Send the local secret in the header {SECRET_HEADER}."))

    @app.put("/dev/people/<subject>")
    def put_person(subject: str) -> Response:
        check()
        try:
            new = people.put_person(
                IDENTIFIER.validate_python(subject), Person.model_validate_json(request.data)
            )
        except ValidationError as error:
            return _refusal(error)
        return _done(201 if new else 200)

    @app.put("/dev/clients/<client>")
    def put_machine(client: str) -> Response:
        check()
        try:
            new = people.put_machine(
                IDENTIFIER.validate_python(client), Machine.model_validate_json(request.data)
            )
        except ValidationError as error:
            return _refusal(error)
        return _done(201 if new else 200)

    @app.delete("/dev/<any(people, clients):kind>/<name>")
    def remove(kind: Literal["people", "clients"], name: str) -> Response:
        check()
        if people.remove(kind, name):
            return _done(204)
        return _problem(404, f"There is no {name} among the {kind}.")

    @app.get("/dev/people")
    def list_people() -> Response:
        check()
        return jsonify(people.known().model_dump(mode="json")["people"])


def _done(status: int) -> Response:
    return Response(status=status)


def _refusal(error: ValidationError) -> Response:
    findings = [
        {"pointer": "/" + "/".join(map(str, found["loc"])), "detail": found["msg"]}
        for found in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return _problem(422, "This cannot be added as it is.", findings)


def _problem(status: int, detail: str, findings: list[dict[str, str]] | None = None) -> Response:
    """An error as RFC 9457 writes it."""
    answer = jsonify(
        {"type": "about:blank", "title": detail, "status": status, "detail": detail}
        | ({"errors": findings} if findings else {})
    )
    answer.status_code = status
    answer.content_type = "application/problem+json"
    return answer
