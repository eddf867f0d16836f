"""The reference page of the language: every fact type with its place and its fields.

Made from the catalogue and the contracts themselves, so that it cannot lag behind them.
"""

from collections.abc import Mapping
from typing import Any

from shared.contracts.catalogue import CATALOGUE, OWNERS, Entry, facts_topic
from shared.contracts.fact import TYPE_PREFIX
from shared.contracts.schemas import Shape

Schema = Mapping[str, Any]
OPENING = f"""# The language: every fact type

<!-- Made by `python -m shared.contracts` from shared/contracts; edit the contracts instead. -->

Every fact is one CloudEvent ([envelope](../../schemas/envelope.v1.json)) whose `type` is
`{TYPE_PREFIX}<name>.v<version>`. It belongs to the chain of one school or one
board: its key. What platforms may send, and the
[verdict](../../schemas/verdicts.given.v1.json) they get, is in
[asyncapi.json](../../schemas/asyncapi.json). A field that is not required may be absent. Readers
ignore fields they do not know: an optional field may be added, anything else is a new version.
"""


def reference() -> str:
    """The page, in Markdown."""
    parts = [OPENING]
    for owner in OWNERS:
        said = [entry for entry in CATALOGUE if entry.owner == owner]
        parts.append(f"## Said by {owner}, on `{facts_topic(owner)}`\n")
        parts.append(_overview(said))
        parts += [_section(entry) for entry in said]
    return "\n".join(parts)


def _overview(said: list[Entry]) -> str:
    rows = [f"| [{e.name}](#{_anchor(e)}) | {e.key} | {e.meaning} |" for e in said]
    return "\n".join(["| fact | key | what it tells |", "|---|---|---|", *rows, ""])


def _anchor(entry: Entry) -> str:
    return entry.id.replace(".", "")  # as GitHub and Python-Markdown make them of a heading


def _section(entry: Entry) -> str:
    schema = entry.contract.model_json_schema(schema_generator=Shape)
    facts = (
        f"`{entry.type_name}`, contract `{entry.contract.__name__}`, topic `{entry.topic}`, "
        f"key {entry.key}, owner {entry.owner}, [schema](../../schemas/{entry.id}.json)"
    )
    fields = [f"### {entry.id}", "", entry.meaning, "", facts, "", _fields(schema)]
    for name, part in schema.get("$defs", {}).items():
        fields += ["", f"**{name}**: {part.get('description', '')}", "", _fields(part)]
    return "\n".join([*fields, ""])


def _fields(schema: Schema) -> str:
    required = schema.get("required", [])
    rows = [
        f"| {name} | {_kind(field)} | {'yes' if name in required else _default(field)} "
        f"| {_meaning(field)} |"
        for name, field in schema["properties"].items()
    ]
    return "\n".join(["| field | shape | required | meaning |", "|---|---|---|---|", *rows])


def _kind(field: Schema) -> str:
    """A field's shape in words: kind, closed list, limits."""
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", maxsplit=1)[-1]
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if "anyOf" in field and "type" not in field:
        return " or ".join(_kind(one) for one in field["anyOf"])
    kind = str(field["type"])
    if kind == "array":
        return f"list of {_kind(field['items'])}"
    if kind == "object":
        return f"object of {_kind(field['additionalProperties'])} by name"
    return kind + _limits(field)


def _limits(field: Schema) -> str:
    if "pattern" in field:
        return " `" + str(field["pattern"]).replace("|", r"\|") + "`"
    least = field.get("minimum", field.get("exclusiveMinimum"))
    most = field.get("maximum")
    if least is not None and most is not None:
        return f", {'above ' if 'exclusiveMinimum' in field else ''}{least} to {most}"
    if "maxLength" in field:
        return f", at most {field['maxLength']} characters"
    return ""


def _default(field: Schema) -> str:
    default = field.get("default")
    if default is None:
        return "no"
    said = ", ".join(default) if isinstance(default, list) else str(default).lower()
    return f"no: {said}"


def _meaning(field: Schema) -> str:
    described = [field, *field.get("anyOf", ()), field.get("items", {})]
    said = next((str(one["description"]) for one in described if "description" in one), "")
    return said.replace("<", "&lt;")
