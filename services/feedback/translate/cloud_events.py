"""CloudEvents 1.0 as they come: structured or binary, from Kafka or HTTP, into attributes and data.

Sources: CloudEvents 1.0.2, its JSON format, and its Kafka and HTTP protocol bindings.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import msgspec

from services.feedback.refusals import finding
from shared.chassis.errors import Finding

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
JSON = "application/json"
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class Rubbish(Exception):
    """Nothing to answer to: a code of `refusals.RUBBISH`, and words that hold no input."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(slots=True)
class Raw:
    """An event as it came: its attributes, its data, its size, and what was wrong on the way."""

    attributes: dict[str, Any]
    data: Any
    size: int
    wrong: list[Finding] = field(default_factory=list)


def from_kafka(headers: Sequence[tuple[str, bytes]], value: bytes | None) -> Raw:
    """The event in a Kafka record; Rubbish when there is none."""
    size = len(value or b"") + sum(len(name) + len(content or b"") for name, content in headers)
    content_type = _content_type(headers)
    if _is_structured(content_type):
        return from_structured(value or b"", size)
    given = [(name[3:], content) for name, content in headers if name.lower().startswith("ce_")]
    if given:
        return _binary(given, content_type, value or b"", size)
    if not value:
        raise Rubbish("empty", "a record without value and without ce_ headers")
    raise Rubbish(
        "wrong-content-type", f"neither {STRUCTURED} nor ce_ headers: no CloudEvent can be seen"
    )


def from_http(headers: Iterable[tuple[str, str]], body: bytes) -> Raw:
    """The event in an HTTP request in binary mode; Rubbish when it has no ce- headers."""
    found = list(headers)
    given = [
        (name[3:], unquote(content).encode())
        for name, content in found
        if name.lower().startswith("ce-")
    ]
    if not given:
        raise Rubbish("wrong-content-type", f"neither {STRUCTURED}, {BATCH} nor ce- headers")
    content_type = next((text for name, text in found if name.lower() == "content-type"), "")
    size = len(body) + sum(len(name) + len(content) for name, content in given)
    return _binary(given, content_type, body, size)


def from_structured(body: bytes, size: int) -> Raw:
    """The event in a structured JSON body; Rubbish when it is not a JSON object."""
    if not body:
        raise Rubbish("empty", "an empty body")
    return from_object(_json(body), size)


def from_batch(body: bytes) -> list[Raw]:
    """The events in a batch; Rubbish when it is not a JSON list of objects."""
    events = _json(body)
    if not isinstance(events, list):
        raise Rubbish("malformed-json", "a batch is a JSON list")
    return [from_object(event, len(msgspec.json.encode(event))) for event in events]


def from_object(event: Any, size: int) -> Raw:
    """The event in a JSON object; `data_base64` is read when it holds JSON."""
    if not isinstance(event, dict):
        raise Rubbish("malformed-json", "the event is not a JSON object")
    attributes = {
        name: content
        for name, content in event.items()
        if name not in {"data", "data_base64"} and content is not None
    }
    raw = Raw(attributes, event.get("data"), size)
    if "data" not in event and "data_base64" in event:
        try:
            raw.data = msgspec.json.decode(base64.b64decode(event["data_base64"], validate=True))
        except (binascii.Error, TypeError, ValueError, *_UNREADABLE):
            raw.wrong.append(finding("malformed-data", "/data_base64"))
    return raw


def structured(raw: Raw) -> bytes:
    """The same event as a structured JSON body."""
    return msgspec.json.encode({**raw.attributes, "data": raw.data})


def _binary(
    given: Sequence[tuple[str, bytes]], content_type: str | None, body: bytes, size: int
) -> Raw:
    raw = Raw({}, None, size)
    for name, content in given:
        try:
            text = (content or b"").decode("utf-8")
        except UnicodeDecodeError:
            raw.wrong.append(finding("malformed-headers", f"/{name[:40]}", name=f"ce_{name[:40]}"))
            continue
        if name in raw.attributes:
            raw.wrong.append(finding("malformed-headers", f"/{name[:40]}", name=f"ce_{name[:40]}"))
        raw.attributes[name] = text
    if content_type is None:
        raw.wrong.append(finding("malformed-headers", "/datacontenttype", name="content-type"))
    elif content_type:
        raw.attributes["datacontenttype"] = content_type
    try:
        raw.data = msgspec.json.decode(body) if body else None
    except _UNREADABLE:
        raw.wrong.append(finding("malformed-data", "/data"))
    return raw


def _json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except _UNREADABLE as error:
        raise Rubbish("malformed-json", "the body is not JSON") from error


def _content_type(headers: Sequence[tuple[str, bytes]]) -> str | None:
    """The content type; empty without one, None for one that cannot be read."""
    for name, content in headers:
        if name.lower() == "content-type":
            try:
                return (content or b"").decode("utf-8").strip()
            except UnicodeDecodeError:
                return None
    return ""


def _is_structured(content_type: str | None) -> bool:
    """Whether the whole event is in the body; Rubbish for a way of writing that is not ours."""
    kind, parameters = split(content_type or "")
    if not kind.startswith("application/cloudevents"):
        return False
    charset = parameters.get("charset", "utf-8").lower()
    if kind != STRUCTURED or charset not in {"utf-8", "utf8"}:
        raise Rubbish("wrong-content-type", f"write events as {STRUCTURED}; charset=UTF-8")
    return True


def split(content_type: str) -> tuple[str, Mapping[str, str]]:
    """A media type without its parameters, and the parameters."""
    kind, *rest = content_type.split(";")
    pairs = (parameter.partition("=") for parameter in rest)
    return kind.strip().lower(), {
        name.strip().lower(): content.strip().strip('"') for name, _, content in pairs
    }
