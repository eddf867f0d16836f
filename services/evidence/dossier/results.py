"""Results of pupils, and the lists that lessons were seen with, from a dossier's contents."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.evidence.dossier.runs import Runs, runs
from services.evidence.dossier.words import MEASURES
from services.evidence.pages.say.rows import Row
from services.evidence.pages.speech import speech
from services.evidence.pages.words.labels import THEMES

NL = speech("nl")
_SEEN_BY = {
    "observer": "observatoren",
    "self": "leraren over zichzelf",
    "pupils": "leerlingen",
}


def results_of(said: Mapping[str, Any], theme: str | None) -> list[Runs]:
    """The results of a theme (None: of no theme in particular), one sentence each."""
    found = [one for one in said["pupilResults"] if one["theme"] == theme]
    return [runs(_result(one, said["smallestGroup"])) for one in found]


def themes_with_results(said: Mapping[str, Any]) -> list[str]:
    """The themes for which results of pupils were recorded, by name."""
    themes = {one["theme"] for one in said["pupilResults"]}
    return [str(name) for theme, name in THEMES.items() if theme in themes]


def _result(one: Row, k: int) -> str:
    label = MEASURES.get(one["measure"], (one["measure"], ""))[0]
    day = NL.day(date.fromisoformat(one["on"]))
    if "suppressed" in one:
        return f"{label}, {day}: niet getoond: zou iets zeggen over minder dan {k} leerlingen."
    before, after = (NL.number(one[when], 1) for when in ("before", "after"))
    both = "" if one["n"] is None else f", {one['n']} met beide metingen"
    return (
        f"{label}: van <strong>{before}</strong> naar <strong>{after}</strong>, in een groep van "
        f"{one['groupSize']} leerlingen{both} (vastgelegd op {day})."
    )


def seen_with(said: Mapping[str, Any], theme: str) -> str:
    """With which lists a theme was looked at, by whom; empty when too few teachers were seen so."""
    found: dict[str, list[str]] = {}
    for one in said["instruments"]:
        if one["theme"] == theme:
            name = f"{one['instrument']} {one['version']}"
            found.setdefault(one["perspective"], []).append(name)
    told = [f"{who} met {NL.listed(found[one])}" for one, who in _SEEN_BY.items() if one in found]
    return f"Gekeken is door {NL.listed(told)}." if told else ""
