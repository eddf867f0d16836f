"""Every field and every code in a dossier is explained by the dictionary that goes along."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from cli.demo import planned
from services import feedback
from services.evidence.dossier.contents import Contents
from services.evidence.dossier.dictionary import data_dictionary, dictionary_in_words
from services.evidence.dossier.words import MEASURES
from shared.contracts import codes
from tests.unit.demo.realism import SPOILED
from tests.unit.demo.told import said_by
from tests.unit.evidence import sample_dossier as sample
from tests.unit.evidence.test_dossier_contents import crowded

MADE_UP = "vaardigheid"  # a measure of the sample's history; feedback takes none but its own
# Fields whose value is a code, and the list that it is of.
CODED = ("theme", "sector", "perspective", "indicator", "outcome", "decision", "measure", "step",
         "audience")  # fmt: skip
# Figures whose value is an object, and the list that its names are of.
PARTS = {"goals": "counted", "triangulation": "direction", "ladder": "rung", "roles": "role",
         "retention": "destination"}  # fmt: skip


def met(found: Any) -> Iterator[tuple[str, str]]:
    """Every (list, code) in contents; fields are of the list `columns`."""
    if isinstance(found, list):
        for one in found:
            yield from met(one)
    elif isinstance(found, dict):
        for name, said in found.items():
            yield "columns", name
            if name in CODED and isinstance(said, str):
                yield name, said
            elif name in ("suppressed", "kind", "figure"):
                yield {"kind": "gaps", "figure": "figures"}.get(name, name), said
        yield from _parts(found)
        for name, said in found.items():
            if name not in ("modules", "pulseWaves", "value", "left-out"):  # names of things
                yield from met(said)


def _parts(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    figure, value = str(row.get("figure", "")), row.get("value")
    kind = PARTS.get(figure.partition(".")[0])
    if kind and isinstance(value, dict):
        yield from ((kind, name) for name in value)
        yield from (("level", level) for level in value.values() if kind == "rung" and level)
        if kind == "direction":
            yield from (("perspective", one) for who in value.values() for one in who)
    yield from (("left-out", name) for name in row.get("left-out") or ())
    if figure.startswith("return."):
        yield "modules", figure.removeprefix("return.")


def unexplained(contents: Contents) -> set[tuple[str, str]]:
    """What occurs in contents and is not in their dictionary."""
    made = data_dictionary(contents.said)
    known = {**made, **made["codes"]}
    return {(of, code) for of, code in met(contents.said) if code not in known[of]}


@pytest.mark.parametrize("contents", [sample.contents(), crowded()], ids=["usual", "crowded"])
def test_every_field_and_code_of_a_dossier_is_in_its_dictionary(contents: Contents) -> None:
    assert unexplained(contents) - {("measure", MADE_UP)} == set()


@pytest.mark.parametrize(
    ("of", "listed"),
    [
        ("theme", codes.Theme),
        ("sector", codes.Sector),
        ("perspective", codes.Perspective),
        ("indicator", codes.Indicator),
        ("outcome", codes.GoalOutcome),
        ("decision", codes.GoalDecision),
        ("role", codes.Role),
        ("level", codes.EvidenceLevel),
    ],
)
def test_every_code_of_a_closed_list_is_explained_in_both_languages(of: str, listed: Any) -> None:
    words = data_dictionary(sample.contents().said)["codes"][of]
    assert words.keys() == set(get_args(listed))
    assert all(both["nl"] and both["en"] for both in words.values())


def test_every_code_that_the_demo_says_is_explained() -> None:
    made = data_dictionary(sample.contents().said)["codes"]
    said = [said_by(act) for act in planned(SPOILED).acts]
    met = {(of, str(one[of])) for one in said for of in CODED if one.get(of)}
    assert {of for of, _ in met} >= {"theme", "indicator", "outcome", "decision", "measure"}
    assert [(of, code) for of, code in met if code not in made[of]] == []


def test_the_measures_of_pupils_are_those_that_feedback_takes() -> None:
    shipped = Path(feedback.__file__).parent / "instruments/measures.json"
    measures = json.loads(shipped.read_text(encoding="utf-8"))
    shipped_words = {one["id"]: (one["labels"]["nl"], one["labels"]["en"]) for one in measures}
    assert shipped_words == MEASURES


def test_the_page_to_read_has_all_of_it_too() -> None:
    made, page = (
        data_dictionary(sample.contents().said),
        dictionary_in_words(sample.contents().said),
    )
    for words in (made["columns"], *made["codes"].values(), made["modules"]):
        assert [name for name in words if f"| `{name}` |" not in page] == []
