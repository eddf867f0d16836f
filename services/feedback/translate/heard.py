"""Enrolment's facts, as far as feedback has a use for them."""

from datetime import datetime
from typing import Any, get_args

import msgspec
from pydantic import ValidationError

from services.feedback.project import Heard, Used
from shared.chassis.errors import Unreadable
from shared.contracts.fact import TYPE_PREFIX, Fact

_CONTRACTS: dict[str, type[Fact]] = {kind.type_name(): kind for kind in get_args(Used)}
_NAMES = {kind.NAME for kind in get_args(Used)}


class _Envelope(msgspec.Struct):
    id: str
    type: str
    data: msgspec.Raw


class _Logged(msgspec.Struct):
    time: datetime


_envelope = msgspec.json.Decoder(_Envelope)


_logged = msgspec.json.Decoder(_Logged)


def logged_at(body: bytes) -> float:
    """When a fact was logged, in seconds since 1970."""
    return _logged.decode(body).time.timestamp()


def heard(key: str, _sequence: int, body: bytes) -> Heard | None:
    """The fact, or None for a type that does not matter here; Unreadable for a broken one."""
    try:
        event = _envelope.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("malformed", "the body is not the JSON of a CloudEvent") from error
    contract = _CONTRACTS.get(event.type)
    if contract is None:
        if event.type.removeprefix(TYPE_PREFIX).rpartition(".v")[0] in _NAMES:
            raise Unreadable("unknown-version", f"{event.type} is newer than this service")
        return None
    try:
        fact: Any = contract.model_validate(msgspec.json.decode(event.data))
    except (ValidationError, msgspec.MsgspecError, RecursionError) as error:
        raise Unreadable("broken-contract", f"{event.type}: {_places(error)}") from error
    if getattr(fact, "school", key) != key:
        raise Unreadable("wrong-key", f"{event.type} is about another school than its key")
    return Heard(event.id, key, fact)


def _places(error: Exception) -> str:
    """Where it is broken; never what stood there."""
    if isinstance(error, ValidationError):
        return ", ".join(".".join(map(str, wrong["loc"])) or "data" for wrong in error.errors())
    return "data is not JSON"
