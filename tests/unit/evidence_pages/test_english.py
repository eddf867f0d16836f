"""Every sentence that a page can show has its English, with the same values filled in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from services.evidence import pages
from services.evidence.figures.derive import TRIANGULATION
from services.evidence.figures.registry import LADDER, SCHOOL_FIGURES, THEME_FIGURES
from services.evidence.pages.speech import CODES, english, speech
from services.evidence.rules import families, general, rule_of

FOLDER = Path(pages.__file__).parent
SPOKEN = {"mark": 1, "say": 1, "count": 2}
VALUES = re.compile(r"%\(\w+\)s|%%|</?strong>")
# The Inspectorate's words for its judgements: none of ours may sound like one.
JUDGEMENTS = re.compile(
    r"\b(onvoldoende|voldoende|zeer zwak|goede?|unsatisfactory|satisfactory)\b", re.IGNORECASE
)
CAUSES = re.compile(
    r"\b(door de module|dankzij|vanwege|because of|thanks to|due to)\b", re.IGNORECASE
)


def in_code() -> Iterator[str]:
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            for argument in node.args[: SPOKEN.get(name, 0)]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def in_templates() -> Iterator[str]:
    templates = Environment(autoescape=True)
    for file in (FOLDER / "templates").rglob("*.html"):
        for node in templates.parse(file.read_text()).find_all(nodes.Call):
            name = getattr(node.node, "name", None) or getattr(node.node, "attr", "")
            for argument in node.args[: SPOKEN.get(name, 0)]:
                if isinstance(argument, nodes.Const):
                    yield str(argument.value)


SAID = sorted({words for words in (*in_code(), *in_templates()) if words})


def test_there_is_something_to_translate() -> None:
    assert len(SAID) > 500


def test_every_sentence_has_its_english_and_no_english_is_left_over() -> None:
    known = english()
    assert [words for words in SAID if not known.get(words)] == []
    assert sorted(known.keys() - set(SAID)) == []


def test_both_languages_fill_in_the_same_values() -> None:
    wrong = [
        (dutch, translated)
        for dutch, translated in english().items()
        if sorted(VALUES.findall(dutch)) != sorted(VALUES.findall(translated))
    ]
    assert wrong == []


def test_no_sentence_judges_in_the_words_of_the_inspectorate() -> None:
    said = [*english(), *english().values(), *_rules()]
    assert [words for words in said if JUDGEMENTS.search(words)] == []


def test_no_sentence_names_a_cause() -> None:
    said = [*english(), *english().values(), *_rules()]
    assert [words for words in said if CAUSES.search(words)] == []


@pytest.mark.parametrize(
    "name", [*THEME_FIGURES, *SCHOOL_FIGURES, TRIANGULATION, LADDER, "return.FB-01"]
)
def test_every_figure_has_its_rule_in_both_languages(name: str) -> None:
    rule = rule_of(name)
    for code in CODES:
        assert all(rule.in_words(code))
        assert "{part}" not in "".join(rule.in_words(code))
    assert rule.in_words("nl") != rule.in_words("en")


@pytest.mark.parametrize("name", families())
def test_a_family_of_figures_has_a_name_without_a_gap(name: str) -> None:
    for code in CODES:
        assert "…" not in general(name).title[code]


def test_a_language_without_words_speaks_dutch() -> None:
    assert speech("nl").say("Uitloggen") == "Uitloggen"
    assert speech("en").say("Uitloggen") == "Sign out"


def _rules() -> list[str]:
    return [
        words for name in families() for code in CODES for words in general(name).in_words(code)
    ]
