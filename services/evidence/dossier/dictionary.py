"""What every name in a dossier's files means, in Dutch and in English."""

from collections.abc import Mapping
from typing import Any

from services.evidence.dossier.codes import CODES, FIELDS
from services.evidence.dossier.words import COLUMNS, FILES, GAP_KINDS, REASONS
from services.evidence.figures.registry import kind_of
from services.evidence.rules import rule_of

FORMAT = "aantoonbaar-data-dictionary/1"


def data_dictionary(said: Mapping[str, Any]) -> dict[str, Any]:
    """The dictionary of the figures in these contents, as JSON."""
    years = [said["figures"], *(one["figures"] for one in said["earlierYears"])]
    names = sorted({row["figure"] for rows in years for row in rows})
    return {
        "format": FORMAT,
        "files": _both(FILES),
        "columns": _both({**FIELDS, **COLUMNS}),
        "suppressed": _both(REASONS),
        "gaps": _both(GAP_KINDS),
        "codes": {name: _both(words) for name, words in CODES.items()},
        "modules": dict(said["modules"]),
        "figures": {name: {"kind": kind_of(name), **rule_of(name).told()} for name in names},
    }


def dictionary_in_words(said: Mapping[str, Any]) -> str:
    """The same as a page to read, Dutch beside English."""
    made = data_dictionary(said)
    lines = ["# Woordenboek bij de cijfers / Data dictionary", ""]
    for title, part in (
        ("Bestanden / Files", "files"),
        ("Kolommen en velden / Columns and fields", "columns"),
        ("Waarom een cijfer niet getoond is / Why a figure is not shown", "suppressed"),
        ("Wat ontbreekt / Gaps", "gaps"),
    ):
        lines += _table(title, made[part])
    for name, codes in made["codes"].items():
        lines += _table(f"`{name}`", codes)
    lines += _table("Modules", made["modules"])
    lines += ["## Cijfers / Figures", ""]
    for name, rule in made["figures"].items():
        lines += [f"### `{name}`", ""]
        for code in ("nl", "en"):
            title, words, formula = (rule[part][code] for part in ("title", "rule", "formula"))
            lines += [f"**{title}** {words} *{formula}*", ""]
    return "\n".join(lines)


def _table(title: str, words: Mapping[str, Mapping[str, str]]) -> list[str]:
    """A table of names with what they mean; nothing when there are none."""
    if not words:
        return []
    lines = [f"## {title}", "", "| naam / name | Nederlands | English |", "|---|---|---|"]
    lines += [f"| `{name}` | {both['nl']} | {both['en']} |" for name, both in words.items()]
    return [*lines, ""]


def _both(words: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
    return {name: {"nl": dutch, "en": english} for name, (dutch, english) in words.items()}
