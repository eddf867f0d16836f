"""A theme in a school's year: every figure as a card, the year as a line, what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from markupsafe import Markup

from services.evidence.desk import Desk
from services.evidence.pages.draw.axis import Axis, axis_for
from services.evidence.pages.draw.growth import LEFT, RIGHT, GrowthChart, chart
from services.evidence.pages.draw.timeline import Timeline, timeline
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.names import Names
from services.evidence.pages.reading import Reading, ahead, read, years_before
from services.evidence.pages.say import goals, growth, summary
from services.evidence.pages.say.figures import Told, tell
from services.evidence.pages.say.hidden import hidden
from services.evidence.pages.say.rows import Row, Rows, is_empty, is_hidden
from services.evidence.pages.say.rungs import rungs
from services.evidence.pages.say.stand import released_before
from services.evidence.pages.say.stood import of_day, overtaken
from services.evidence.pages.say.theme import overdue
from services.evidence.pages.school import aims, open_tasks, people_to_speak, shared_axis, tasks_of
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
    since: Markup | None = None


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
    since: Markup | None


def theme_router(front: Front, desk: Desk, names: Names) -> APIRouter:
    """The route of a theme, for who leads a school or teaches there."""
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
            ahead=await ahead(desk, reading, partial(open_tasks, theme=theme), theme),
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
            *reading.way,
            (reading.title, reading.url()),
            (speech.say(SHORT_THEMES[theme]), None),
        ],
        "lead": summary.of_theme(rows, theme, speech),
        "goals": aims(reading, theme),
        "growth": _growth(reading, theme, axis),
        "growth_years": _growth_years(before, theme, reading),
        "participation": _participation(before, theme, reading),
        "plan": _cards(reading, theme, PLAN),
        "do": _cards(reading, theme, DO),
        "check": _cards(reading, theme, CHECK),
        "act": _cards(reading, theme, ACT),
        "rungs": rungs(rows.row(theme, "ladder"), speech, rows),
        "decisions": goals.decisions(
            reading.view, theme, min(reading.year.end, reading.view.day), speech
        ),
    }


def _cards(reading: Reading, theme: str, names: Sequence[str]) -> list[Card]:
    found, speech = [], reading.visit.speech
    for name in names:
        row = reading.rows.row(theme, name)
        if not is_empty(row):
            besides = _besides(reading, theme, row)
            since = released_before([row], speech, reading.k)
            found.append(Card(tell(row, speech, reading.k), besides, since))
    return found


def _besides(reading: Reading, theme: str, row: Row) -> Markup | None:
    """What a card says after its sentence."""
    speech = reading.visit.speech
    if row["figure"] == "goals":
        return goals.outcomes(reading.school_year.goals(theme), reading.view, speech)
    return overdue(row, speech) if row["figure"] == "discussed" else None


def _growth(reading: Reading, theme: str, axis: Axis) -> GrowthCard | None:
    """The card of growth; None when nobody was measured twice and nothing is hidden."""
    rows, speech, k = reading.rows, reading.visit.speech, reading.k
    pairs = [
        (rows.row(theme, f"growth.{one}"), rows.row(theme, f"comparison.{one}"), words)
        for one, words in PERSPECTIVES.items()
    ]
    if all(is_empty(took) for took, _, _ in pairs):
        return None
    sentences = [tell(took, speech, k).sentence for took, _, _ in pairs if not is_hidden(took)]
    sentences += [tell(other, speech, k).sentence for _, other, _ in pairs if not is_hidden(other)]
    table = [
        (
            speech.capital(speech.say(words)),
            growth.line(took, "", speech, k).said,
            growth.line(other, "", speech, k).said,
        )
        for took, other, words in pairs
    ]
    return GrowthCard(
        sentences,
        chart(growth.of_theme(rows, theme, speech, k, others=True), axis, named=True),
        table,
        growth.caution(rows, theme, speech),
        [_why_hidden(took, speech, k) for took, _, _ in pairs if _is_veiled(took)],
        released_before(
            [row for took, other, _ in pairs for row in (took, other)],
            speech,
            k,
        ),
    )


def _is_veiled(row: Row) -> bool:
    return is_hidden(row) and not is_empty(row)


def _why_hidden(row: Row, speech: Speech, k: int) -> tuple[str, Markup]:
    why = hidden(row["suppressed"], speech, k)
    return tell(row, speech, k).title, Markup("{} {}").format(why.sentence, why.because)


def _growth_years(before: Sequence[Rows], theme: str, reading: Reading) -> OverYears | None:
    speech, k = reading.visit.speech, reading.k
    shown = [row for rows in before if (row := rows.shown(theme, "growth.observer")) is not None]
    if len(shown) < 2:
        return None
    ends = [end for row in shown for end in row.get("interval") or [row["value"]]]
    lines = [growth.line(row, row["schoolYear"], speech, k) for row in shown]
    drawn = chart(lines, axis_for(ends, LEFT, RIGHT), named=True)
    return OverYears(tell(shown[-1], speech, k), (), drawn)


def _participation(before: Sequence[Rows], theme: str, reading: Reading) -> OverYears | None:
    speech = reading.visit.speech
    row = before[-1].row(theme, "participation")
    if is_empty(row):
        return None
    shown = [one for rows in before if (one := rows.shown(theme, "participation")) is not None]
    years = [one for one in shown if not overtaken(one)]
    bars = [(one["schoolYear"], one["value"], _taking_part(one, speech)) for one in years]
    return OverYears(tell(row, speech, reading.k), bars, None)


def _taking_part(row: Row, speech: Speech) -> Markup:
    return of_day(row, speech.say("%(n)s van de %(of)s", n=row["n"], of=row["of"]), speech)


def _timeline(reading: Reading, theme: str, titles: dict[str, tuple[str, str]]) -> Timeline | None:
    """The year as lines; only for who leads the school: weeks and counts in it are not released."""
    if not reading.leads:
        return None
    released = reading.standing.released
    return timeline(reading.school_year, theme, titles, reading.visit.speech, reading.k, released)
