"""AsyncAPI: what feedback says, and the two topics of every platform, whose contract is ours."""

from typing import Any

from fastapi import APIRouter

from shared.contracts.asyncapi import asyncapi, message_id
from shared.contracts.catalogue import PLATFORM_TYPES, platform_topics
from shared.contracts.envelope import CONTENT_TYPE
from shared.contracts.verdict import NAME, TYPE_NAME, VERSION, Verdict

REF = "#/components/schemas/{model}"
VERDICT = f"{NAME}.v{VERSION}"


def asyncapi_router() -> APIRouter:
    """The document, for people and machines alike."""
    router = APIRouter(include_in_schema=False)
    document = described()

    @router.get("/asyncapi.json")
    async def shown() -> dict[str, Any]:
        return document

    return router


def described() -> dict[str, Any]:
    """The AsyncAPI document as a JSON object."""
    document = asyncapi("feedback")
    sends, gets = platform_topics("{platform}")
    events = {
        f"platform.{message_id(entry)}": {
            "name": entry.type_name,
            "title": f"{entry.name}, from a platform",
            "summary": (
                "A CloudEvent with the platform's own source and id, subject the school, people "
                "by the platform's own opaque ids; structured or binary, at most 64 KB."
            ),
            "contentType": CONTENT_TYPE,
            "payload": _event_schema(entry.type_name, message_id(entry)),
        }
        for entry in PLATFORM_TYPES
    }
    verdict = {
        "name": TYPE_NAME,
        "title": NAME,
        "summary": (Verdict.__doc__ or "").strip(),
        "contentType": CONTENT_TYPE,
        "payload": _event_schema(TYPE_NAME, VERDICT),
    }
    schema = Verdict.model_json_schema(ref_template=REF)
    document["components"]["schemas"] |= {**schema.pop("$defs", {}), VERDICT: schema}
    document["components"]["messages"] |= {**events, VERDICT: verdict}
    document["channels"] |= {
        "platformEvents": _channel(sends, events),
        "platformVerdicts": _channel(gets, [VERDICT]),
    }
    document["operations"] |= {
        "hearPlatform": {"action": "receive", "channel": {"$ref": "#/channels/platformEvents"}},
        "giveVerdict": {"action": "send", "channel": {"$ref": "#/channels/platformVerdicts"}},
    }
    return document


def _event_schema(type_name: str, data: str) -> dict[str, Any]:
    texts = {name: {"type": "string"} for name in ("id", "source", "specversion", "subject")}
    return {
        "type": "object",
        "required": [*texts, "type", "data"],
        "properties": {
            **texts,
            "type": {"const": type_name},
            "data": {"$ref": REF.format(model=data)},
        },
    }


def _channel(address: str, messages: Any) -> dict[str, Any]:
    return {
        "address": address,
        "parameters": {"platform": {"description": "the name under which boards admit it"}},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
    }
