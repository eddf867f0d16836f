"""What readers are held against: stored samples, and what hypothesis makes of the schemas."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from pydantic import BaseModel

from shared.contracts.catalogue import Entry
from shared.contracts.schemas import Shape

SAMPLES = Path(__file__).parent / "samples"
Event = dict[str, Any]


def stored(entry: Entry) -> list[Event]:
    """Every stored sample of a fact type, of its own version."""
    folder = SAMPLES / f"v{entry.version}"
    return [_read(path) for path in sorted(folder.glob("*.json")) if _is_of(path, entry.name)]


def verdicts() -> list[Event]:
    return [_read(path) for path in sorted((SAMPLES / "v1").glob("verdicts.given*.json"))]


def invalid() -> dict[str, Event]:
    return {path.stem: _read(path) for path in sorted((SAMPLES / "invalid").glob("*.json"))}


def names() -> set[str]:
    return {".".join(path.stem.split(".")[:2]) for path in (SAMPLES / "v1").glob("*.json")}


def _is_of(path: Path, name: str) -> bool:
    return path.stem in (name, f"{name}.least")


def _read(path: Path) -> Event:
    found: Event = json.loads(path.read_text())
    return found


# ---- what hypothesis makes

MOMENTS = st.sampled_from(
    ["2025-10-07T14:30:00+02:00", "2026-03-29T01:59:59.999Z", "2024-02-29", "2026-01-01"]
)
# What is nearly a date or a moment: the rules after the shape decide, in both readers.
NEARLY = st.sampled_from(
    ["2026-02-30", "20260101", "2026-1-1", "٢٠٢٦-01-01", "2026-01-01T00:00:00", "2026-01-01\n", ""]
)
RUBBISH: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | MOMENTS
    | NEARLY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)


@cache
def data_of(model: type[BaseModel]) -> st.SearchStrategy[Event]:
    """Objects in the shape of a contract; rules between fields may still refuse them."""
    schema = model.model_json_schema(schema_generator=Shape)
    return _object(schema, schema.get("$defs", {}))


@cache
def nearly_data_of(model: type[BaseModel]) -> st.SearchStrategy[Event]:
    """Objects in the shape of a contract, with rubbish in one place or one field away."""
    return st.builds(_spoil, data_of(model), st.randoms(use_true_random=False), RUBBISH)


def _spoil(data: Event, chance: Any, rubbish: Any) -> Event:
    place: Any = data
    while True:
        name = chance.choice(sorted(place) if isinstance(place, dict) else range(len(place)))
        inner = place[name]
        if not inner or not isinstance(inner, dict | list) or chance.random() < 0.3:
            break
        place = inner
    if isinstance(place, dict) and chance.random() < 0.2:
        del place[name]
    elif isinstance(place, dict) and chance.random() < 0.2:
        place["unknownToAll"] = rubbish
    else:
        place[name] = rubbish
    return data


def _object(schema: Event, parts: Event) -> st.SearchStrategy[Event]:
    fields = {name: _value(field, parts) for name, field in schema["properties"].items()}
    required = set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {name: made for name, made in fields.items() if name in required},
        optional={name: made for name, made in fields.items() if name not in required},
    )


def _value(field: Event, parts: Event) -> st.SearchStrategy[Any]:
    if "$ref" in field:
        return _object(parts[field["$ref"].rsplit("/", 1)[1]], parts)
    if "anyOf" in field and "type" not in field:
        return st.one_of([_value(one, parts) for one in field["anyOf"]])
    if "enum" in field:
        return st.sampled_from(field["enum"])
    if field["type"] == "array":
        return st.lists(_value(field["items"], parts), max_size=3)
    if field["type"] == "object":
        inner = _value(field["additionalProperties"], parts)
        return st.dictionaries(st.text(max_size=8), inner, max_size=3)
    return _scalar(field)


def _scalar(field: Event) -> st.SearchStrategy[Any]:
    if field["type"] == "string":
        return _text(field)
    plain = {"null": st.none(), "boolean": st.booleans()}
    return plain[field["type"]] if field["type"] in plain else _number(field)


def _number(field: Event) -> st.SearchStrategy[Any]:
    least = field.get("minimum", field.get("exclusiveMinimum", 0))
    most = field.get("maximum", 10**9)
    whole = st.integers(int(least), int(most))
    if field["type"] == "integer":
        return whole
    return whole | st.decimals(least, most, places=2).map(float)


def _text(field: Event) -> st.SearchStrategy[str]:
    if "anyOf" in field or field.get("format") == "date":
        return MOMENTS
    if field.get("pattern") == "^[0-9]{4}-[0-9]{4}$":
        return st.integers(1000, 9998).map(lambda year: f"{year}-{year + 1}")
    if "pattern" in field:
        return st.from_regex(field["pattern"].rstrip("$") + r"\Z")
    return st.text(min_size=field.get("minLength", 0), max_size=field.get("maxLength", 40))
