"""A theme in a school's year: every figure as a card, the year as a line, what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from markupsafe import Markup

from services.evidence.desk import Desk
from services.evidence.figures.groups import K
from services.evidence.pages.draw.axis import Axis, axis_for
from services.evidence.pages.draw.growth import LEFT, RIGHT, GrowthChart, chart
from services.evidence.pages.draw.timeline import Timeline, timeline
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.names import Names
from services.evidence.pages.reading import Reading, read, years_before
from services.evidence.pages.say import goals, growth, summary
from services.evidence.pages.say.figures import Told, tell
from services.evidence.pages.say.hidden import hidden
from services.evidence.pages.say.rows import Row, Rows, is_empty, is_hidden
from services.evidence.pages.say.rungs import rungs
from services.evidence.pages.say.theme import overdue
from services.evidence.pages.school import people_to_speak, shared_axis, tasks_of
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import PERSPECTIVES, SHORT_THEMES, THEMES
from services.evidence.serve.schools import AsOf, SchoolPath, YearPath
from shared.contracts.codes import Theme

PLAN = ("goals", "evaluated", "goal-trace")
DO = ("completion", "collective", "hours.study", "hours.practice", "hours.practice-coached",
      "practice-share", "hours.informal")  # fmt: skip  # participation stands before them, drawn
CHECK = ("triangulation", "observed.observer", "observed.self", "observed.pupils", "observers",
         "reactions")  # fmt: skip  # growth stands before them, drawn
ACT = ("discussed",)
WITH_A_CHART = ("participation", "growth.observer", "growth.self", "growth.pupils")


@dataclass(frozen=True, slots=True)
class Card:
    """A figure with its sentence, and what is said besides."""

    told: Told
    besides: Markup | None = None


@dataclass(frozen=True, slots=True)
class OverYears:
    """A figure through the years: a sentence, and a bar or a line per year."""

    told: Told
    bars: Sequence[tuple[str, float, Markup]]
    chart: GrowthChart | None


@dataclass(frozen=True, slots=True)
class GrowthCard:
    """Those who take part and colleagues who do not, per perspective."""

    sentences: Sequence[Markup]
    chart: GrowthChart
    table: Sequence[tuple[Markup, Markup, Markup]]
    caution: Sequence[Markup]
    hidden: Sequence[tuple[str, Markup]]


def theme_router(front: Front, desk: Desk, names: Names) -> APIRouter:
    """The route of a theme, for a school's own leader."""
    router = APIRouter(include_in_schema=False)

    @router.get("/schools/{school}/years/{year}/themes/{theme}")
    async def theme_page(
        school: SchoolPath,
        year: YearPath,
        theme: Theme,
        visit: Annotated[Visit, Depends(front.visit)],
        as_of: AsOf = None,
    ) -> Response:
        reading = await read(desk, visit, school, year, as_of)
        before = await years_before(desk, reading)
        gaps = [gap for gap in reading.standing.gaps if gap["theme"] == theme]
        named = await names.of(visit.caller, people_to_speak(gaps))
        titles = await desk.directory.titles(reading.seat.board)
        shown = _shown(reading, before, theme)
        return front.page(
            visit,
            "theme.html",
            **shown,
            todo=tasks_of(reading, gaps),
            named=named,
            timeline=_timeline(reading, theme, titles),
        )

    return router


def _shown(reading: Reading, before: Sequence[Rows], theme: str) -> dict[str, Any]:
    rows, speech = reading.rows, reading.visit.speech
    axis = shared_axis(rows, [theme])
    return {
        "reading": reading,
        "theme": theme,
        "name": speech.say(THEMES[theme]),
        "crumbs": [
            (reading.title, reading.url()),
            (speech.say(SHORT_THEMES[theme]), None),
        ],
        "lead": summary.of_theme(rows, theme, speech),
        "goals": [goals.wanted(goal, speech) for goal in reading.school_year.goals(theme)],
        "growth": _growth(rows, theme, axis, speech),
        "growth_years": _growth_years(before, theme, speech),
        "participation": _participation(before, theme, speech),
        "plan": _cards(rows, theme, PLAN, speech),
        "do": _cards(rows, theme, DO, speech),
        "check": _cards(rows, theme, CHECK, speech),
        "act": _cards(rows, theme, ACT, speech),
        "rungs": rungs(rows.row(theme, "ladder"), speech),
        "decisions": goals.decisions(
            reading.view, theme, min(reading.year.end, reading.view.day), speech
        ),
    }


def _cards(rows: Rows, theme: str, names: Sequence[str], speech: Speech) -> list[Card]:
    found = []
    for name in names:
        row = rows.row(theme, name)
        if not is_empty(row):
            besides = overdue(row, speech) if name == "discussed" else None
            found.append(Card(tell(row, speech, K), besides))
    return found


def _growth(rows: Rows, theme: str, axis: Axis, speech: Speech) -> GrowthCard | None:
    """The card of growth; None when nobody was measured twice and nothing is hidden."""
    pairs = [
        (rows.row(theme, f"growth.{one}"), rows.row(theme, f"comparison.{one}"), words)
        for one, words in PERSPECTIVES.items()
    ]
    if all(is_empty(took) for took, _, _ in pairs):
        return None
    sentences = [tell(took, speech, K).sentence for took, _, _ in pairs if not is_hidden(took)]
    sentences += [growth.comparison(other, speech) for _, other, _ in pairs if not is_hidden(other)]
    table = [
        (
            speech.capital(speech.say(words)),
            growth.line(took, "", speech, K).said,
            growth.line(other, "", speech, K).said,
        )
        for took, other, words in pairs
    ]
    return GrowthCard(
        sentences,
        chart(growth.of_theme(rows, theme, speech, K, others=True), axis, named=True),
        table,
        growth.caution(rows, theme, speech),
        [_why_hidden(took, speech) for took, _, _ in pairs if _is_veiled(took)],
    )


def _is_veiled(row: Row) -> bool:
    return is_hidden(row) and not is_empty(row)


def _why_hidden(row: Row, speech: Speech) -> tuple[str, Markup]:
    why = hidden(row["suppressed"], speech, K)
    return tell(row, speech, K).title, Markup("{} {}").format(why.sentence, why.because)


def _growth_years(before: Sequence[Rows], theme: str, speech: Speech) -> OverYears | None:
    shown = [row for rows in before if (row := rows.shown(theme, "growth.observer")) is not None]
    if len(shown) < 2:
        return None
    ends = [end for row in shown for end in row.get("interval") or [row["value"]]]
    lines = [growth.line(row, row["schoolYear"], speech, K) for row in shown]
    drawn = chart(lines, axis_for(ends, LEFT, RIGHT), named=True)
    return OverYears(tell(shown[-1], speech, K), (), drawn)


def _participation(before: Sequence[Rows], theme: str, speech: Speech) -> OverYears | None:
    row = before[-1].row(theme, "participation")
    if is_empty(row):
        return None
    years = [one for rows in before if (one := rows.shown(theme, "participation")) is not None]
    bars = [(one["schoolYear"], one["value"], _taking_part(one, speech)) for one in years]
    return OverYears(tell(row, speech, K), bars, None)


def _taking_part(row: Row, speech: Speech) -> Markup:
    return speech.say("%(n)s van de %(of)s", n=row["n"], of=row["of"])


def _timeline(reading: Reading, theme: str, titles: dict[str, tuple[str, str]]) -> Timeline | None:
    return timeline(reading.school_year, theme, titles, reading.visit.speech, K)
