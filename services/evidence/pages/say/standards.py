"""What a school did in a step of quality care: plan, do, check and act, over all its themes."""

from collections.abc import Sequence

from markupsafe import Markup

from services.evidence.frameworks.framework import Step
from services.evidence.pages.say.rows import Rows
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import THEMES

RESULTS = "OR1"
"""The standard about results of pupils; no theme is linked to it."""


def results_recorded(themes: Sequence[str], speech: Speech) -> Markup:
    """Whether results of pupils stand with a theme; never what they say of the school's results."""
    if not themes:
        return speech.say("Er zijn dit schooljaar geen resultaten van leerlingen vastgelegd.")
    return speech.say(
        "Resultaten van leerlingen zijn vastgelegd bij %(themes)s, als groep, vóór en na. Waardoor "
        "ze veranderden, is onbekend. Over de resultaten van de school als geheel staat hier niets.",
        themes=speech.listed(list(themes)),
    )


def step_taken(step: Step, rows: Rows, speech: Speech) -> Markup:
    """A sentence about goals, and themes with a goal or with somebody who takes part."""
    if step == "do":
        return _done(rows, speech)
    counts = {"set": 0, "measurable": 0, "evaluated": 0, "reached": 0}
    for theme in THEMES:
        found = rows.shown(theme, "goals")
        for name in counts:
            counts[name] += found["value"][name] if found else 0
    if not counts["set"]:
        return speech.say("Er is dit schooljaar nog geen doel gesteld.")
    if step == "plan":
        return speech.count(
            "Er is <strong>%(n)s doel</strong> gesteld; meetbaar: %(measurable)s.",
            "Er zijn <strong>%(n)s doelen</strong> gesteld; meetbaar: %(measurable)s.",
            counts["set"],
            measurable=counts["measurable"],
        )
    return speech.say(
        "Van de <strong>%(set)s</strong> doelen zijn er <strong>%(evaluated)s</strong> geëvalueerd; helemaal bereikt: %(reached)s.",
        **counts,
    )


def _done(rows: Rows, speech: Speech) -> Markup:
    working = [theme for theme in THEMES if rows.worked_on(theme)]
    if not working:
        return speech.say("Er loopt dit schooljaar nog niets.")
    return speech.count(
        "Het team werkt aan <strong>%(n)s thema</strong>: %(themes)s.",
        "Het team werkt aan <strong>%(n)s thema’s</strong>: %(themes)s.",
        len(working),
        themes=speech.listed([str(speech.say(THEMES[theme])) for theme in working]),
    )
