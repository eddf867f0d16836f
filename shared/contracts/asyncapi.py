"""AsyncAPI 3.0, made from the catalogue: what services say and hear on Kafka, in which shape.

Source: AsyncAPI specification 3.0.0.
"""

from collections.abc import Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from shared.contracts import asyncapi_platforms as platforms
from shared.contracts.catalogue import CATALOGUE, OWNERS, Entry, facts_topic
from shared.contracts.envelope import CONTENT_TYPE, Envelope, schema_urn
from shared.contracts.fact import Fact
from shared.contracts.schemas import Shape

REF = "#/components/schemas/{model}"
HEX_64 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
CHAIN_HEADERS = {
    "type": "object",
    "required": ["content-type", "sequence", "hash", "prevhash"],
    "properties": {
        "content-type": {"type": "string", "const": CONTENT_TYPE},
        "sequence": {"type": "string", "pattern": "^[0-9]{10}$"},
        "hash": {**HEX_64, "description": "SHA-256 over the bytes of prevhash and the body"},
        "prevhash": HEX_64,
    },
}


def asyncapi(*owners: str) -> dict[str, Any]:
    """The AsyncAPI document of these services, of all when none is named; KeyError for another."""
    if unknown := set(owners) - set(OWNERS):
        raise KeyError(*unknown)
    asked = [owner for owner in OWNERS if not owners or owner in owners]
    said = [entry for entry in CATALOGUE if entry.owner in asked]
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": f"Aantoonbaar: {', '.join(asked)}",
            "version": "1.0.0",
            "description": (
                "One CloudEvent (structured JSON, RFC 8785) per record, the record's key is the "
                "school or board, and a chain of hashes runs along each key."
            ),
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {_channel_id(owner): _channel(_of(owner, said), owner) for owner in asked},
        "operations": {
            f"say{owner.capitalize()}Facts": _operation(_of(owner, said), owner) for owner in asked
        },
        "components": {
            "messages": {entry.id: _message(entry) for entry in said},
            "schemas": _schemas(said),
        },
    }
    if platforms.OWNER in asked:
        platforms.describe(document, REF)
    return document


def _of(owner: str, said: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in said if entry.owner == owner]


def _channel_id(owner: str) -> str:
    return f"{owner}Facts"


def _channel(said: Sequence[Entry], owner: str) -> dict[str, Any]:
    topic = facts_topic(owner)
    return {
        "address": topic,
        "description": f"Every fact that {owner} says.",
        "messages": {entry.id: {"$ref": f"#/components/messages/{entry.id}"} for entry in said},
        "bindings": {"kafka": {"topic": topic}},
    }


def _operation(said: Sequence[Entry], owner: str) -> dict[str, Any]:
    channel = f"#/channels/{_channel_id(owner)}"
    return {
        "action": "send",
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{entry.id}"} for entry in said],
    }


def _message(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.type_name,
        "title": entry.name,
        "summary": entry.meaning,
        "contentType": CONTENT_TYPE,
        "headers": CHAIN_HEADERS,
        "payload": {
            "allOf": [
                {"$ref": REF.format(model="Envelope")},
                {
                    "type": "object",
                    "required": ["data"],
                    "properties": {
                        "type": {"const": entry.type_name},
                        "dataschema": {"const": schema_urn(entry.name, entry.version)},
                        "data": {"$ref": REF.format(model=entry.id)},
                    },
                },
            ]
        },
    }


def _schemas(said: Sequence[Entry]) -> dict[str, Any]:
    """One schema per fact under its own name, and those of the parts that facts share."""
    contracts: list[type[Fact]] = [entry.contract for entry in said]
    made, shared = models_json_schema(
        [(contract, "validation") for contract in contracts],
        ref_template=REF,
        schema_generator=Shape,
    )
    parts: dict[str, Any] = shared.get("$defs", {})
    found = {
        entry.id: parts.pop(made[entry.contract, "validation"]["$ref"].rsplit("/")[-1])
        for entry in said
    }
    envelope = Envelope.model_json_schema(ref_template=REF, schema_generator=Shape)
    return {"Envelope": envelope, **found, **parts}
