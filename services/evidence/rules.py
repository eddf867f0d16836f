"""What every figure means in words, in both languages: read once from `rules.toml`."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

FILE = Path(__file__).with_name("rules.toml")
PARTS = "parts"
Code = Literal["nl", "en"]
Both = dict[str, str]
"""The same words in Dutch ("nl") and English ("en")."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a figure is made: what it is called, the rule in words, and the formula."""

    title: Both
    rule: Both
    formula: Both

    def told(self) -> dict[str, Both]:
        """The rule as the API gives it."""
        return {"title": self.title, "rule": self.rule, "formula": self.formula}

    def in_words(self, code: Code) -> tuple[str, str, str]:
        """Title, rule and formula in one language."""
        return self.title[code], self.rule[code], self.formula[code]


def rule_of(name: str) -> Rule:
    """The rule of a figure; KeyError for a name that is no figure."""
    table = _table()
    family, _, part = name.partition(".")
    if name in table:
        return _filled(table[name], {})
    return _filled(table[family], table[PARTS].get(part, {"nl": part, "en": part}))


def families() -> list[str]:
    """The names under which rules are kept, in the order of the file."""
    return [name for name in _table() if name != PARTS]


def general(name: str) -> Rule:
    """The rule of a family of figures, without saying which of them."""
    found = _filled(_table()[name], {"nl": "…", "en": "…"})
    ends = (": …", " …", " volgens …", " according to …")
    title = {code: _without_end(words, ends) for code, words in found.title.items()}
    return Rule(title, found.rule, found.formula)


def _without_end(words: str, ends: tuple[str, ...]) -> str:
    for end in ends:
        words = words.removesuffix(end)
    return words


def _filled(entry: dict[str, Any], part: Both) -> Rule:
    def fill(words: Both) -> Both:
        return {code: said.replace("{part}", part.get(code, "")) for code, said in words.items()}

    return Rule(fill(entry["title"]), entry["rule"], entry["formula"])


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
