"""AsyncAPI 3.0 of one service, made from the catalogue: what it says, where and in which shape.

Source: AsyncAPI specification 3.0.0.
"""

from typing import Any

from pydantic.json_schema import models_json_schema

from shared.contracts.catalogue import CATALOGUE, Entry, facts_topic
from shared.contracts.envelope import CONTENT_TYPE, Envelope, schema_urn
from shared.contracts.fact import Fact

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


def asyncapi(owner: str) -> dict[str, Any]:
    """The AsyncAPI document of a service, as a JSON object; KeyError when it says nothing."""
    said = [entry for entry in CATALOGUE if entry.owner == owner]
    if not said:
        raise KeyError(owner)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": f"Aantoonbaar: {owner}",
            "version": "1.0.0",
            "description": (
                "One CloudEvent (structured JSON, RFC 8785) per record, the record's key is the "
                "school or board, and a chain of hashes runs along each key."
            ),
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {"facts": _channel(said, facts_topic(owner))},
        "operations": {"sayFacts": _operation("send", "facts", said)},
        "components": {
            "messages": {message_id(entry): _message(entry) for entry in said},
            "schemas": _schemas(said),
        },
    }


def message_id(entry: Entry) -> str:
    """The key of a fact type's message and schema, such as goals.set.v1."""
    return f"{entry.name}.v{entry.version}"


def _channel(said: list[Entry], address: str) -> dict[str, Any]:
    return {
        "address": address,
        "description": "Every fact that this service says.",
        "messages": {
            message_id(entry): {"$ref": f"#/components/messages/{message_id(entry)}"}
            for entry in said
        },
        "bindings": {"kafka": {"topic": address}},
    }


def _operation(action: str, channel: str, said: list[Entry]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [
            {"$ref": f"#/channels/{channel}/messages/{message_id(entry)}"} for entry in said
        ],
    }


def _message(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.type_name,
        "title": entry.name,
        "summary": (entry.contract.__doc__ or "").strip(),
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
                        "data": {"$ref": REF.format(model=message_id(entry))},
                    },
                },
            ]
        },
    }


def _schemas(said: list[Entry]) -> dict[str, Any]:
    """One schema per fact under its own name, and those of the parts that facts share."""
    contracts: list[type[Fact]] = [entry.contract for entry in said]
    made, shared = models_json_schema(
        [(contract, "validation") for contract in contracts], by_alias=True, ref_template=REF
    )
    parts: dict[str, Any] = shared.get("$defs", {})
    found = {
        message_id(entry): parts.pop(made[entry.contract, "validation"]["$ref"].rsplit("/")[-1])
        for entry in said
    }
    return {"Envelope": Envelope.model_json_schema(ref_template=REF), **found, **parts}
