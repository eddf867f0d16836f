"""The page of figures has every figure, its kind, every gap, and the limits that the code has."""

import re

from services.evidence.figures import gaps
from services.evidence.figures.registry import (
    LADDER,
    SCHOOL_FIGURES,
    THEME_FIGURES,
    TRIANGULATION,
    kind_of,
)
from services.evidence.rules import families
from tests.unit.docs.made import FIGURES
from tests.unit.docs.pages import code, rows, text_of

RETURN = "return.<module>"


def _told(heading: str) -> dict[str, str]:
    return {code(row[0]): row[1] for row in rows(FIGURES, heading, 6)}


def test_every_figure_of_a_theme_is_there_with_its_kind() -> None:
    names = [*THEME_FIGURES, TRIANGULATION, LADDER]
    assert _told("## Per school, year and theme") == {name: kind_of(name) for name in names}


def test_every_figure_of_a_school_is_there_with_its_kind() -> None:
    names = [*SCHOOL_FIGURES, RETURN]
    assert _told("## Per school and year") == {name: kind_of(name) for name in names}


def test_every_figure_has_its_rule_in_words() -> None:
    told = {**_told("## Per school, year and theme"), **_told("## Per school and year")}
    known = set(families())
    assert {name for name in told if not {name, name.partition(".")[0]} & known} == set()


def test_every_gap_is_there_in_its_order() -> None:
    told = [code(kind) for kind, _, _ in rows(FIGURES, "## Gaps / Wat nog ontbreekt", 3)]
    assert told == [kind for kind, _ in gaps._KINDS]


def test_choices_are_numbered_without_a_gap() -> None:
    choices = text_of(FIGURES).split("\n## Choices\n", 1)[1]
    numbers = [int(found) for found in re.findall(r"^(\d+)\. ", choices, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
