"""A dossier in words, in Dutch: what the template sets on paper, made from its contents alone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.evidence.dossier import drawn
from services.evidence.dossier.at_hand import NL, PULSE, Telling
from services.evidence.dossier.by_theme import Paper, decision_told, overview_of, theme_told
from services.evidence.dossier.contents import Contents
from services.evidence.dossier.decided import decisions
from services.evidence.dossier.missing import missing_of_school, missing_on_the_whole
from services.evidence.dossier.results import results_of, themes_with_results
from services.evidence.dossier.runs import Runs, plain, runs
from services.evidence.pages.say import growth, summary
from services.evidence.pages.say.school import STARTERS, WORKING
from services.evidence.pages.say.standards import RESULTS, results_recorded, step_taken
from services.evidence.pages.words.labels import PERSPECTIVES, SECTORS, THEMES
from shared.contracts.moments import instant_of

MOST_DECISIONS = 4


def told(contents: Contents) -> Paper:
    """Everything of the dossier that is no seal, for the template."""
    telling = Telling(contents)
    said = telling.said
    missing = missing_on_the_whole(telling.rows, said, telling.themes)
    return {
        "title": f"{said['school']['name']}, schooljaar {said['schoolYear']}",
        "school": said["school"]["name"],
        "year": said["schoolYear"],
        "place": _place(said),
        "asOf": str(NL.moment(instant_of(said["asOf"]))),
        "released": _released(said),
        "framework": _framework(said),
        "k": telling.k,
        "lead": runs(summary.of_school(telling.rows, telling.themes, NL)),
        "overview": [overview_of(telling, theme) for theme in telling.themes],
        "decisions": [decision_told(one) for one in decisions(said)[:MOST_DECISIONS]],
        "missing": missing,
        "themes": [theme_told(telling, theme) for theme in telling.themes],
        "resting": NL.listed([THEMES[one] for one in THEMES if one not in telling.themes]),
        "standards": [_standard(telling, one) for one in said["standards"]],
        "intervals": _caution(telling),
        "starters": telling.shown(None, STARTERS),
        "working": telling.shown(None, WORKING),
        "pulse": drawn.pulse_chart(telling.years),
        "pulse_said": telling.shown(None, PULSE),
        "returns": telling.shown(None, telling.returns),
        "results": results_of(said, None),
        "whole_missing": missing_of_school(
            telling.rows, (*STARTERS, *WORKING, *PULSE, *telling.returns), telling.k
        ),
        "digest": contents.digest,
    }


def _place(said: Mapping[str, Any]) -> str:
    school, board = said["school"], said["board"]
    where = f", {school['place']}" if school["place"] else ""
    sector = SECTORS.get(school["sector"], school["sector"])
    return f"{school['code']}{where} ({sector}). Bestuur: {board['name']} ({board['number']})."


def _released(said: Mapping[str, Any]) -> str:
    day = said["released"]
    return f"vrijgegeven op {NL.day(date.fromisoformat(day))}" if day else "nog niets vrijgegeven"


def _framework(said: Mapping[str, Any]) -> str:
    framework = said["framework"]
    since = NL.day(date.fromisoformat(framework["inForceFrom"]))
    corrected = "; de koppeling van thema’s is aangepast door het bestuur"
    return f"{framework['name']['nl']}, van kracht sinds {since}" + (
        corrected if framework["correction"] else ""
    )


def _standard(telling: Telling, standard: Mapping[str, Any]) -> Paper:
    """One standard of the framework: a heading above facts, never a judgement."""
    rows = telling.rows
    used = [link for link in standard["themes"] if link["theme"] in telling.themes]
    resting = [THEMES[one["theme"]] for one in standard["themes"] if one not in used]
    step = runs(step_taken(standard["step"], rows, NL)) if standard["step"] else []
    if standard["code"] == RESULTS:
        step = runs(results_recorded(themes_with_results(telling.said), NL))
    return {
        "code": standard["code"],
        "name": standard["name"],
        "gloss": standard["gloss"]["nl"],
        "verified": standard["verified"],
        "step": step,
        "themes": [_under(telling, link) for link in used],
        "resting": NL.listed(resting) if resting else "",
        "silent": not (used or resting or step),
    }


def _under(telling: Telling, link: Mapping[str, Any]) -> Paper:
    """A theme under a standard: why it is there, and plan, do, check, act in a line each."""
    rows, theme = telling.rows, link["theme"]
    overview = overview_of(telling, theme)
    took = rows.row(theme, "growth.observer")
    check = plain(growth.line(took, "", NL, telling.k).said)
    return {
        "name": THEMES[theme],
        "why": link["why"]["nl"],
        "weak": link["weak"],
        "plan": overview["plan"],
        "do": overview["do"],
        "check": check,
        "act": overview["act"],
    }


def _caution(telling: Telling) -> Runs:
    """What many intervals in one dossier mean."""
    count = sum(
        bool((telling.rows.shown(theme, f"growth.{one}") or {}).get("interval"))
        for theme in telling.themes
        for one in PERSPECTIVES
    )
    if count < 2:
        return []
    said = plain(growth.comparisons(count, NL))
    return runs(said.replace("Op deze pagina staan", "In dit dossier staan"))
