"""Goals and decisions in words: what a school wants to see, by when, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from services.evidence.figures.book import RELEASED
from services.evidence.figures.calendar import Year
from services.evidence.figures.goals import last_evaluation
from services.evidence.figures.view import View
from services.evidence.history import records as r
from services.evidence.pages.say.hidden import hidden
from services.evidence.pages.say.rows import Rows, is_empty, is_hidden
from services.evidence.pages.say.stood import overtaken, stood_on
from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import DECISIONS, OUTCOMES

_WANTED = {
    "participation-share": mark("Uiterlijk %(day)s doet %(target)s van het team mee."),
    "mean-observer": mark("Uiterlijk %(day)s geven observatoren gemiddeld %(target)s of hoger."),
    "mean-pupils": mark("Uiterlijk %(day)s geven leerlingen gemiddeld %(target)s of hoger."),
    "growth-observer": mark("Uiterlijk %(day)s zien observatoren %(target)s punt groei."),
    "discussed-share": mark("Uiterlijk %(day)s is %(target)s van de opbrengsten besproken."),
    "practice-lessons": mark("Uiterlijk %(day)s zijn er %(target)s oefenlessen gegeven."),
}


MEASURED_BY = {
    "participation-share": "participation",
    "mean-observer": "observed.observer",
    "mean-pupils": "observed.pupils",
    "growth-observer": "growth.observer",
    "discussed-share": "discussed",
    "practice-lessons": "hours.practice",
}
"""The figure of the theme that says how far a goal is."""

BEGIN_DAYS = 120  # released up to 1 November: over what was seen before modules have run

_BESIDES = {"partly": mark("%(n)s deels bereikt"), "not-reached": mark("%(n)s niet bereikt")}


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that was decided about a theme, and when."""

    day: date
    day_said: str
    words: Markup


def wanted(goal: r.Goal, speech: Speech) -> Markup:
    """Uiterlijk 30 april zien observatoren 0,2 punt groei."""
    return speech.say(
        _WANTED[goal.indicator],
        day=speech.day_of_year(date.fromordinal(goal.due)),
        target=_target(goal, speech),
    )


def beside(goal: r.Goal, rows: Rows, until: date, speech: Speech, k: int) -> Markup | None:
    """The figure that a goal is measured by, as it stands at the year's end so far.

    As of the day on which it was released where it was; None where nothing was recorded yet. That
    nobody did on an earlier day is no outcome of the year; and what stood still before the goal was
    due is where it began, or was on its way.
    """
    row = rows.row(goal.theme, MEASURED_BY[goal.indicator])
    if is_empty(row):
        return None
    if is_hidden(row):
        return hidden(row["suppressed"], speech, k).sentence
    stood = stood_on(row)
    if stood is not None and overtaken(row):
        return speech.say("Na %(day)s is de stand niet te tonen.", day=speech.day(stood))
    now = _said(goal.indicator, row["value"], speech)
    if stood is not None and stood.toordinal() < goal.due:
        words = mark(
            "Tussenstand, vrijgegeven op %(day)s: <strong>%(now)s</strong>, doel %(target)s. Een "
            "latere stand is er niet of mag niet getoond worden."
        )
        if _is_begin(goal, stood):
            words = mark(
                "Begin, vrijgegeven op %(day)s: <strong>%(now)s</strong>, doel %(target)s. Een "
                "latere stand is er niet of mag niet getoond worden."
            )
        return speech.say(words, day=speech.day(stood), now=now, target=_target(goal, speech))
    released = row.get(RELEASED)
    if released is not None:
        day = speech.day(date.fromisoformat(released))
        words = mark("Stand, vrijgegeven op %(day)s: <strong>%(now)s</strong>, doel %(target)s.")
    else:
        day = speech.day(until)
        words = mark("Stand op %(day)s: <strong>%(now)s</strong>, doel %(target)s.")
    return speech.say(words, day=day, now=now, target=_target(goal, speech))


def _is_begin(goal: r.Goal, stood: date) -> bool:
    """Whether a mean is of the first months of the goal's year: measured before anything was done."""
    days = stood.toordinal() - Year.named(goal.school_year).start
    return goal.indicator.startswith("mean-") and days < BEGIN_DAYS


def outcomes(found: Sequence[r.Goal], view: View, speech: Speech) -> Markup | None:
    """How many goals were reached in part or not at all, besides those that were; None for none."""
    said = [last.outcome for goal in found if (last := last_evaluation(view, goal)) is not None]
    parts = [
        str(speech.say(words, n=speech.number(said.count(outcome))))
        for outcome, words in _BESIDES.items()
        if outcome in said
    ]
    return Markup("{}.").format(speech.capital(", ".join(parts))) if parts else None


def _said(indicator: str, value: float, speech: Speech) -> str:
    if indicator.endswith("-share"):
        return speech.percent(value)
    if indicator == "practice-lessons":
        return speech.number(value)
    return speech.signed(value) if indicator.startswith("growth") else speech.number(value, 2)


def _target(goal: r.Goal, speech: Speech) -> str:
    if goal.indicator.endswith("-share"):
        return speech.percent(goal.target)
    return speech.short(goal.target) if goal.target >= 10 else _trimmed(goal.target, speech)


def _trimmed(target: float, speech: Speech) -> str:
    decimals = next((n for n in (0, 1) if round(target, n) == target), 2)
    return speech.number(target, decimals)


def decisions(view: View, theme: str, until: int, speech: Speech) -> list[Decision]:
    """What was decided about a theme up to a day, the newest first."""
    found: list[Decision] = []
    for goal in view.existing(view.school.goals.values()):
        if goal.theme != theme:
            continue
        said = speech.say(
            "Nieuw doel voor %(year)s: %(goal)s", year=goal.school_year, goal=_inside(goal, speech)
        )
        found += _decision(goal, said, until, speech)
        evaluation = last_evaluation(view, goal)
        if evaluation is not None:
            words = speech.say(
                "Doel van %(year)s geëvalueerd: <strong>%(outcome)s</strong>. Besluit: "
                "<strong>%(decision)s</strong>.",
                year=goal.school_year,
                outcome=speech.say(OUTCOMES[evaluation.outcome]),
                decision=speech.say(DECISIONS[evaluation.decision]),
            )
            found += _decision(evaluation, words, until, speech)
        if view.exists(goal.withdrawn) and goal.withdrawn is not None:
            words = speech.say("Doel van %(year)s ingetrokken.", year=goal.school_year)
            found += _decision(goal.withdrawn, words, until, speech)
    return sorted(found, key=lambda decision: decision.day, reverse=True)


def _inside(goal: r.Goal, speech: Speech) -> Markup:
    said = wanted(goal, speech)
    return Markup(said[:1].lower() + said[1:])  # noqa: S704  escaped before


def _decision(record: r.Record, words: Markup, until: int, speech: Speech) -> Sequence[Decision]:
    if record.day > until:
        return []
    day = date.fromordinal(record.day)
    return [Decision(day, speech.day(day), words)]
