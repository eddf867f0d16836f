"""Goals and what was decided on them, in words, from the contents of a dossier."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from services.evidence.dossier.runs import Runs, runs
from services.evidence.figures.calendar import Year
from services.evidence.history import records as r
from services.evidence.pages.say import goals as words
from services.evidence.pages.say.rows import Rows
from services.evidence.pages.speech import Speech, speech
from services.evidence.pages.words.labels import DECISIONS, OUTCOMES
from shared.contracts.moments import AMSTERDAM, instant_of

NL = speech("nl")
Goal = Mapping[str, Any]


def goals_of(said: Mapping[str, Any], year: str, theme: str | None = None) -> list[Goal]:
    """The goals of a year that stand, of one theme or of all."""
    return [
        goal
        for goal in said["goals"]
        if goal["schoolYear"] == year
        and goal["withdrawnOn"] is None
        and theme in (None, goal["theme"])
    ]


def wanted(goal: Goal) -> str:
    """Uiterlijk 30 april 2026 zien observatoren 0,2 punt groei."""
    return str(words.wanted(goal_record(goal), NL).striptags())


def goal_record(goal: Goal) -> r.Goal:
    """A goal as the words for goals want it: what it is measured by, how much, and by when."""
    due = date.fromisoformat(goal["dueOn"]).toordinal()
    theme, year = goal["theme"], goal["schoolYear"]
    return r.Goal(0, 0, 0, goal["goal"], theme, year, goal["indicator"], goal["target"], due)


def as_set(goal: Goal, rows: Rows, said: Mapping[str, Any]) -> Runs:
    """A goal and since when it stands, beside it the figure that it is measured by, and what the
    school itself says that became of it.
    """
    parts = [wanted(goal), f"Gesteld op {_day(goal['setOn'])}."]
    found = measured(goal, rows, said, NL)
    if found is not None:
        parts.append(str(found))
    if goal["evaluations"]:
        last = goal["evaluations"][-1]
        outcome = OUTCOMES[last["outcome"]]
        parts.append(f"Volgens de school op {_day(last['on'])} <strong>{outcome}</strong>.")
    return runs(" ".join(parts))


def measured(goal: Goal, rows: Rows, said: Mapping[str, Any], speech: Speech) -> Markup | None:
    """The figure beside a goal, as the contents have it; None when nothing was recorded."""
    end = date.fromordinal(Year.named(said["schoolYear"]).end)
    until = min(end, instant_of(said["asOf"]).astimezone(AMSTERDAM).date())
    return words.beside(goal_record(goal), rows, until, speech, int(said["smallestGroup"]))


def decisions(said: Mapping[str, Any], theme: str | None = None) -> list[dict[str, Any]]:
    """What was decided up to the end of the school year, the newest first: {on, theme, words}."""
    end = date.fromordinal(Year.named(said["schoolYear"]).end).isoformat()
    found = [
        {"date": on, "on": _day(on), "theme": goal["theme"], "words": said_then}
        for goal in said["goals"]
        if theme in (None, goal["theme"])
        for on, said_then in _decided(goal)
        if on <= end
    ]
    return sorted(found, key=lambda one: one["date"], reverse=True)


def _decided(goal: Goal) -> Sequence[tuple[str, Runs]]:
    """Each decision on a goal with its day."""
    year = goal["schoolYear"]
    found = [(goal["setOn"], runs(f"Doel voor {year} gesteld: {_lower(wanted(goal))}"))]
    for one in goal["evaluations"]:
        outcome, decision = OUTCOMES[one["outcome"]], DECISIONS[one["decision"]]
        said = (
            f"Doel van {year} geëvalueerd; volgens de school <strong>{outcome}</strong>. "
            f"Besluit: <strong>{decision}</strong>."
        )
        found.append((one["on"], runs(said)))
    if goal["withdrawnOn"]:
        found.append((goal["withdrawnOn"], runs(f"Doel van {year} ingetrokken.")))
    return found


def _day(on: str) -> str:
    return NL.day(date.fromisoformat(on))


def _lower(words_of_goal: str) -> str:
    return words_of_goal[:1].lower() + words_of_goal[1:]
