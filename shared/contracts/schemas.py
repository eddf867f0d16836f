"""JSON Schemas of the language: one per fact type and version, the envelope and the verdict.

`python -m shared.contracts` writes them to `schemas/`, so that a change of the language is seen in
review and an outsider needs no Python. Source: JSON Schema 2020-12.
"""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from shared.contracts import verdict
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.envelope import Envelope, schema_urn

DIALECT = GenerateJsonSchema.schema_dialect
ENVELOPE = ("envelope", 1)


class Shape(GenerateJsonSchema):
    """pydantic's JSON Schemas without a title per field, which only repeats its name."""

    def field_title_should_be_set(self, _: Any) -> bool:
        """No field has a title; models keep theirs."""
        return False


def schemas() -> dict[str, dict[str, Any]]:
    """File name -> JSON Schema: of the `data` of each fact and verdict, and of the envelope."""
    models: dict[tuple[str, int], type[BaseModel]] = {
        ENVELOPE: Envelope,
        (verdict.NAME, verdict.VERSION): verdict.Verdict,
        **{(entry.name, entry.version): entry.contract for entry in CATALOGUE},
    }
    return {
        f"{name}.v{version}.json": {
            "$schema": DIALECT,
            "$id": schema_urn(name, version),
            **model.model_json_schema(schema_generator=Shape),
        }
        for (name, version), model in models.items()
    }
