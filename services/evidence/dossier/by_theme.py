"""One theme of a dossier in words: plan, do, check, act, what was decided, what is missing."""

from collections.abc import Mapping
from typing import Any

from services.evidence.dossier import drawn
from services.evidence.dossier.at_hand import ACT, CHECK, DO, EVERY, NL, PLAN, Telling
from services.evidence.dossier.decided import as_set, decisions, goals_of
from services.evidence.dossier.missing import missing_of_theme
from services.evidence.dossier.results import results_of, seen_with
from services.evidence.dossier.runs import Runs, plain, runs
from services.evidence.pages.say import growth, summary
from services.evidence.pages.say.figures import tell
from services.evidence.pages.say.reach import reach
from services.evidence.pages.say.rows import Row, is_empty
from services.evidence.pages.say.rungs import rungs
from services.evidence.pages.say.stood import overtaken, short_day, stood_on
from services.evidence.pages.say.theme import part_of
from services.evidence.pages.words.labels import PERSPECTIVES, THEMES

Paper = dict[str, Any]
"""JSON for the template."""


def overview_of(telling: Telling, theme: str) -> Paper:
    """One line of the first page: plan, do, check, act of a theme."""
    rows = telling.rows
    goals = goals_of(telling.said, telling.said["schoolYear"], theme)
    return {
        "name": THEMES[theme],
        "plan": _count(len(goals), "doel", "doelen") if goals else "geen doel",
        "do": _share(telling, "participation", theme),
        "check": drawn.growth_mark(rows, theme, telling.first_axis),
        "check_hidden": _brief(rows.row(theme, "growth.observer"), telling.k),
        "act": _share(telling, "discussed", theme),
        "rung": str(reach(rows.row(theme, "ladder"), NL)),
    }


def _share(telling: Telling, name: str, theme: str) -> Paper:
    """A share as a bar and in words, with the day that it is of when older; or why it is hidden."""
    row = telling.rows.row(theme, name)
    share = None if overtaken(row) else row["value"]
    return {"share": share, **_part(row, telling.k)}


def _part(row: Row, k: int) -> Paper:
    """9 van 36, and the day that it is of when older; or why it is not shown.

    A zero of an earlier day is no outcome of the year, so it is not said as one.
    """
    stood = stood_on(row)
    day = f"stand {short_day(stood)}" if stood else None
    if "suppressed" in row:
        return {"said": _brief(row, k), "stood": None}
    if overtaken(row):
        return {"said": f"na {short_day(stood)} niet te tonen" if stood else "", "stood": None}
    part = row["n"] if row["figure"] == "participation" else part_of(row)
    return {"said": f"{part} van {row['of']}", "stood": day}


# A theme may have been seen and have these not: "nothing recorded" would deny what is recorded.
_NOTHING = {
    "growth.observer": "geen groei gemeten",
    "discussed": "niets te bespreken",
}


def _brief(row: Row, k: int) -> str:
    """Why a figure is not shown in two words; the note below the table says more."""
    if is_empty(row) and row["figure"] in _NOTHING:
        return _NOTHING[row["figure"]]
    told_of = tell(row, NL, k)
    return plain(told_of.hidden.short) if told_of.hidden else ""


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def decision_told(one: Mapping[str, Any]) -> Paper:
    """A decision with its day and theme."""
    return {"on": one["on"], "theme": THEMES[one["theme"]], "words": one["words"]}


def theme_told(telling: Telling, theme: str) -> Paper:
    """One theme: plan, do, check, act, what was decided, and what is missing."""
    rows, said, name = telling.rows, telling.said, THEMES[theme]
    return {
        "name": name,
        "standards": _codes(said, theme),
        "lead": _lead(telling, theme),
        "goals": [as_set(goal, rows, said) for goal in goals_of(said, said["schoolYear"], theme)],
        "plan": telling.shown(theme, PLAN),
        "do": telling.shown(theme, DO),
        "share": _share(telling, "participation", theme),
        "chart": drawn.growth_chart(rows, theme, name, telling.axis, telling.k),
        "growth": telling.shown(theme, [f"growth.{one}" for one in PERSPECTIVES]),
        "caution": [runs(one) for one in growth.caution(rows, theme, NL)],
        "check": telling.shown(theme, CHECK),
        "seen_with": seen_with(said, theme),
        "results": results_of(said, theme),
        "act": telling.shown(theme, ACT),
        "decisions": [decision_told(one) for one in decisions(said, theme)],
        "ladder": [
            {"name": str(one.name), "look": one.look, "level": str(one.level)}
            for one in rungs(rows.row(theme, "ladder"), NL, rows)
        ],
        "years": _years(telling, theme),
        "missing": missing_of_theme(rows, said, theme, EVERY),
    }


def _lead(telling: Telling, theme: str) -> Runs:
    """The first sentence of a theme."""
    return runs(summary.of_theme(telling.rows, theme, NL))


def _codes(said: Mapping[str, Any], theme: str) -> str:
    codes = [
        f"{one['code']} {one['name']}"
        for one in said["standards"]
        if any(link["theme"] == theme for link in one["themes"])
    ]
    return NL.listed(codes)


def _years(telling: Telling, theme: str) -> list[Paper]:
    """The same theme in this year and those before it; empty when there is nothing to compare."""
    found = []
    for year, rows in telling.years:
        if rows.in_use(theme):
            took = rows.row(theme, "growth.observer")
            found.append(
                {
                    "year": year,
                    "do": _part(rows.row(theme, "participation"), telling.k),
                    "check": plain(growth.line(took, "", NL, telling.k).said),
                    "act": _part(rows.row(theme, "discussed"), telling.k),
                }
            )
    return found if len(found) > 1 else []
