"""AsyncAPI of the two topics of every platform: what it may send, and the verdict on each event.

The contract of these topics is ours, and feedback is the service at their other end.
"""

from collections.abc import Iterable
from typing import Any

from shared.contracts.catalogue import PLATFORM_TYPES, Entry, platform_topics
from shared.contracts.envelope import CONTENT_TYPE
from shared.contracts.schemas import Shape
from shared.contracts.verdict import NAME, TYPE_NAME, VERSION, Verdict

OWNER = "feedback"
VERDICT = f"{NAME}.v{VERSION}"


def describe(document: dict[str, Any], ref: str) -> None:
    """Add both channels to a document that has feedback's facts; `ref` is how it names schemas."""
    sends, gets = platform_topics("{platform}")
    events = {f"platform.{entry.id}": _event(entry, ref) for entry in PLATFORM_TYPES}
    schema = Verdict.model_json_schema(ref_template=ref, schema_generator=Shape)
    document["components"]["schemas"] |= {**schema.pop("$defs", {}), VERDICT: schema}
    document["components"]["messages"] |= {**events, VERDICT: _verdict(ref)}
    document["channels"] |= {
        "platformEvents": _channel(sends, events),
        "platformVerdicts": _channel(gets, [VERDICT]),
    }
    document["operations"] |= {
        "hearPlatform": {"action": "receive", "channel": {"$ref": "#/channels/platformEvents"}},
        "giveVerdict": {"action": "send", "channel": {"$ref": "#/channels/platformVerdicts"}},
    }


def _event(entry: Entry, ref: str) -> dict[str, Any]:
    return {
        "name": entry.type_name,
        "title": f"{entry.name}, from a platform",
        "summary": (
            "A CloudEvent with the platform's own source and id, subject the school, people "
            "by the platform's own opaque ids; structured or binary, at most 64 KB."
        ),
        "contentType": CONTENT_TYPE,
        "payload": _payload(entry.type_name, ref.format(model=entry.id)),
    }


def _verdict(ref: str) -> dict[str, Any]:
    return {
        "name": TYPE_NAME,
        "title": NAME,
        "summary": (Verdict.__doc__ or "").strip(),
        "contentType": CONTENT_TYPE,
        "payload": _payload(TYPE_NAME, ref.format(model=VERDICT)),
    }


def _payload(type_name: str, data: str) -> dict[str, Any]:
    texts = {name: {"type": "string"} for name in ("id", "source", "specversion", "subject")}
    return {
        "type": "object",
        "required": [*texts, "type", "data"],
        "properties": {**texts, "type": {"const": type_name}, "data": {"$ref": data}},
    }


def _channel(address: str, messages: Iterable[str]) -> dict[str, Any]:
    return {
        "address": address,
        "parameters": {"platform": {"description": "the name under which boards admit it"}},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
    }
