"""A dossier in words, in Dutch: what the template sets on paper, made from its contents alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from services.evidence.dossier import drawn
from services.evidence.dossier.contents import Contents, day_of_moment
from services.evidence.dossier.decided import as_set, decisions, goals_of
from services.evidence.dossier.missing import missing_of_theme, missing_on_the_whole
from services.evidence.dossier.runs import Runs, plain, runs
from services.evidence.figures.book import RELEASED
from services.evidence.figures.calendar import Year
from services.evidence.pages.draw.axis import Axis
from services.evidence.pages.say import growth, summary
from services.evidence.pages.say.figures import tell
from services.evidence.pages.say.rows import Row, Rows
from services.evidence.pages.say.rungs import rungs
from services.evidence.pages.say.standards import step_taken
from services.evidence.pages.say.theme import highest, part_of
from services.evidence.pages.speech import speech
from services.evidence.pages.words.labels import PERSPECTIVES, RUNGS, SECTORS, THEMES
from shared.contracts.moments import instant_of

NL = speech("nl")
PLAN = ("goals", "evaluated", "goal-trace")
DO = (
    "participation",
    "completion",
    "hours.study",
    "hours.practice",
    "hours.practice-coached",
    "practice-share",
    "collective",
    "hours.informal",
)
CHECK = ("observed.observer", "observed.self", "observed.pupils", "observers", "reactions")
GROWTH = tuple(f"{kind}.{one}" for kind in ("growth", "comparison") for one in PERSPECTIVES)
ACT = ("discussed",)
EVERY = (*PLAN, *DO, *CHECK, *GROWTH, *ACT)
STARTERS = (
    "starters",
    "starters.coach",
    "starters.talks",
    "starters.coached-lessons",
    "starters.observations",
    "retention.1",
    "retention.2",
    "retention.3",
    "retention.5",
)
WORKING = ("workload", "informal", "continuity", "roles", "coach-load")
PULSE = ("pulse.control", "pulse.support", "pulse.resources", "pulse.autonomy")
MOST_DECISIONS = 4

Paper = dict[str, Any]
"""JSON for the template."""


@dataclass(frozen=True)
class Telling:
    """The contents at hand by theme and name, for what is told of them."""

    contents: Contents

    @cached_property
    def said(self) -> Mapping[str, Any]:
        """The contents as JSON."""
        return self.contents.said

    @cached_property
    def k(self) -> int:
        """The smallest group that is shown."""
        return int(self.said["smallestGroup"])

    @cached_property
    def years(self) -> list[tuple[str, Rows]]:
        """This school year and those before it, the newest first."""
        earlier = [(one["schoolYear"], Rows(one["figures"])) for one in self.said["earlierYears"]]
        return [(self.said["schoolYear"], Rows(self.said["figures"])), *earlier]

    @property
    def rows(self) -> Rows:
        """The figures of this school year."""
        return self.years[0][1]

    @cached_property
    def themes(self) -> list[str]:
        """The themes for which there is a goal, or something was done or measured."""
        goals = {goal["theme"] for goal in goals_of(self.said, self.said["schoolYear"])}
        return [one for one in THEMES if one in goals or self.rows.in_use(one)]

    @cached_property
    def axis(self) -> Axis:
        """The one scale of all growth in the dossier."""
        return drawn.growth_axis(self.rows, self.themes, GROWTH)

    @cached_property
    def first_axis(self) -> Axis:
        """The scale of the first page, which shows what observers saw alone."""
        return drawn.growth_axis(self.rows, self.themes, ["growth.observer"])

    def shown(self, theme: str | None, names: Sequence[str]) -> list[Runs]:
        """The sentences of those figures that are shown; older ones say of which day they are."""
        found = [self.rows.shown(theme, name) for name in names]
        return [self._dated(row) for row in found if row is not None]

    def _dated(self, row: Row) -> Runs:
        said, stood = runs(tell(row, NL, self.k).sentence), self.stood(row)
        return (
            [*said, {"text": f" (per\N{NO-BREAK SPACE}{stood})", "bold": False, "soft": True}]
            if stood
            else said
        )

    def stood(self, row: Row) -> str | None:
        """The release day of a figure that does not stand for the whole year so far, in words.

        It may say that nobody takes part while others, released later, say that some do.
        """
        if RELEASED not in row or not self.said["released"]:
            return None
        over = date.fromordinal(Year.named(self.said["schoolYear"]).end + 1)
        last = min(date.fromisoformat(self.said["released"]), over)
        day = date.fromisoformat(row[RELEASED])
        return f"{day.day}-{day.month}-{day.year}" if day < last else None


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
        "overview": [_overview(telling, theme) for theme in telling.themes],
        "decisions": [_decision(one) for one in decisions(said)[:MOST_DECISIONS]],
        "missing": missing,
        "themes": [_theme(telling, theme) for theme in telling.themes],
        "resting": NL.listed([THEMES[one] for one in THEMES if one not in telling.themes]),
        "standards": [_standard(telling, one) for one in said["standards"]],
        "intervals": _caution(telling),
        "starters": telling.shown(None, STARTERS),
        "working": telling.shown(None, WORKING),
        "pulse": drawn.pulse_chart(telling.years),
        "whole_missing": missing_of_school(telling),
        "digest": contents.digest,
    }


def missing_of_school(telling: Telling) -> list[Runs]:
    """Which figures of the school as a whole are not shown, and why."""
    names = (*STARTERS, *WORKING, *PULSE)
    found = []
    for reason, words in (
        ("no-data", "Hierover is niets vastgelegd"),
        ("fewer-than-k", f"Niet getoond, want het gaat om minder dan {telling.k} mensen"),
        ("complementary", "Niet getoond, om een kleine groep elders te beschermen"),
        ("not-released", "Nog niet vrijgegeven"),
    ):
        rows = [telling.rows.row(None, name) for name in names]
        titles = [tell(row, NL, telling.k).title for row in rows if row.get("suppressed") == reason]
        if titles:
            found.append(
                runs(f"{words}: {'; '.join(one[:1].lower() + one[1:] for one in titles)}.")
            )
    return found


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


def _overview(telling: Telling, theme: str) -> Paper:
    """One line of the first page: plan, do, check, act of a theme."""
    rows = telling.rows
    goals = goals_of(telling.said, telling.said["schoolYear"], theme)
    rung = highest(rows.row(theme, "ladder"))
    return {
        "name": THEMES[theme],
        "plan": _count(len(goals), "doel", "doelen") if goals else "geen doel",
        "do": _share(telling, "participation", theme),
        "check": drawn.growth_mark(rows, theme, telling.first_axis),
        "check_hidden": _brief(rows.row(theme, "growth.observer"), telling.k),
        "act": _share(telling, "discussed", theme),
        "rung": f"{rung}: {RUNGS[rung]}" if rung else "nog geen",
    }


def _share(telling: Telling, name: str, theme: str) -> Paper:
    """A share as a bar and in words, with the day that it is of when older; or why it is hidden."""
    row = telling.rows.row(theme, name)
    said = _part(row, telling.k)
    return {"share": row["value"], "said": said, "stood": telling.stood(row)}


def _part(row: Row, k: int) -> str:
    """9 van 36; or why it is not shown."""
    if "suppressed" in row:
        return _brief(row, k)
    part = row["n"] if row["figure"] == "participation" else part_of(row)
    return f"{part} van {row['of']}"


def _brief(row: Row, k: int) -> str:
    told_of = tell(row, NL, k)
    return plain(told_of.hidden.brief) if told_of.hidden else ""


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def _decision(one: Mapping[str, Any]) -> Paper:
    return {"on": one["on"], "theme": THEMES[one["theme"]], "words": one["words"]}


def _theme(telling: Telling, theme: str) -> Paper:
    """One theme: plan, do, check, act, what was decided, and what is missing."""
    rows, said, name = telling.rows, telling.said, THEMES[theme]
    return {
        "name": name,
        "standards": _codes(said, theme),
        "lead": _lead(telling, theme),
        "goals": [as_set(goal) for goal in goals_of(said, said["schoolYear"], theme)],
        "plan": telling.shown(theme, PLAN),
        "do": telling.shown(theme, DO),
        "share": _share(telling, "participation", theme),
        "chart": drawn.growth_chart(rows, theme, name, telling.axis, telling.k),
        "growth": telling.shown(theme, [f"growth.{one}" for one in PERSPECTIVES]),
        "caution": [runs(one) for one in growth.caution(rows, theme, NL)],
        "check": telling.shown(theme, CHECK),
        "act": telling.shown(theme, ACT),
        "decisions": [_decision(one) for one in decisions(said, theme)],
        "ladder": [
            {"name": str(one.name), "look": one.look, "level": str(one.level)}
            for one in rungs(rows.row(theme, "ladder"), NL)
        ],
        "years": _years(telling, theme),
        "missing": missing_of_theme(rows, said, theme, EVERY),
    }


def _lead(telling: Telling, theme: str) -> Runs:
    """The first sentence of a theme; not with a number that others have overtaken."""
    kept = [
        row
        for row in telling.said["figures"]
        if row["figure"] != "participation" or telling.stood(row) is None
    ]
    return runs(summary.of_theme(Rows(kept), theme, NL))


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


def _standard(telling: Telling, standard: Mapping[str, Any]) -> Paper:
    """One standard of the framework: a heading above facts, never a judgement."""
    rows = telling.rows
    used = [link for link in standard["themes"] if link["theme"] in telling.themes]
    resting = [THEMES[one["theme"]] for one in standard["themes"] if one not in used]
    step = standard["step"]
    return {
        "code": standard["code"],
        "name": standard["name"],
        "gloss": standard["gloss"]["nl"],
        "verified": standard["verified"],
        "step": runs(step_taken(step, rows, NL)) if step else [],
        "themes": [_under(telling, link) for link in used],
        "resting": NL.listed(resting) if resting else "",
        "silent": not (used or resting or step),
    }


def _under(telling: Telling, link: Mapping[str, Any]) -> Paper:
    """A theme under a standard: why it is there, and plan, do, check, act in a line each."""
    rows, theme = telling.rows, link["theme"]
    overview = _overview(telling, theme)
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


def day_in_words(moment: str) -> str:
    """The day of a moment, in the Netherlands."""
    return NL.day(day_of_moment(instant_of(moment)))
