"""A school's year: what to do next, one strip per theme, and how it is to work here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from services.evidence.desk import Desk
from services.evidence.figures.lived import first_year
from services.evidence.pages import urls
from services.evidence.pages.draw import pulse as pulse_drawing
from services.evidence.pages.draw.axis import Axis, axis_for
from services.evidence.pages.draw.growth import LEFT, RIGHT, GrowthChart, chart
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.names import Named, Names
from services.evidence.pages.reading import NothingYet, Reading, ahead, read, years_before
from services.evidence.pages.say import goals, growth, summary
from services.evidence.pages.say import school as school_words
from services.evidence.pages.say import starters as starter_words
from services.evidence.pages.say.figures import Told, tell
from services.evidence.pages.say.gaps import Todo, todo
from services.evidence.pages.say.reach import reach
from services.evidence.pages.say.rows import Row, Rows, is_empty
from services.evidence.pages.say.rungs import Rung, rungs
from services.evidence.pages.say.school import STARTERS, WORKING
from services.evidence.pages.say.theme import overdue
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import PERSPECTIVES, PULSE, THEMES
from services.evidence.serve.schools import AsOf, SchoolPath, YearPath


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal in words, and how far it is."""

    wanted: Markup
    beside: Markup | None


@dataclass(frozen=True, slots=True)
class Strip:
    """One theme: plan, do, check, act."""

    theme: str
    name: Markup
    goals: Sequence[Aim]
    rungs: Sequence[Rung]
    reach: Markup
    participation: Told
    chart: GrowthChart
    discussed: Told
    overdue: Markup | None


@dataclass(frozen=True, slots=True)
class PulseItem:
    """One question of the pulse: its name and words, the last wave, the years behind it."""

    name: Markup
    question: Markup
    told: Told
    change: Markup | None
    points: Sequence[pulse_drawing.Point]


def school_router(front: Front, desk: Desk, names: Names) -> APIRouter:
    """Routes of who leads a school, or teaches there."""
    router = APIRouter(include_in_schema=False)
    signed_in = Depends(front.visit)

    @router.get("/schools/{school}")
    async def newest(school: SchoolPath, visit: Annotated[Visit, signed_in]) -> Response:
        seat = await desk.seats.sits(visit.caller, school)
        year = await desk.landing(seat.board, school)
        if year is None:
            raise NothingYet(visit, seat, None, None, [])
        return RedirectResponse(urls.school(school, year), status_code=303)

    @router.get("/schools/{school}/years/{year}")
    async def school_year(
        school: SchoolPath,
        year: YearPath,
        visit: Annotated[Visit, signed_in],
        as_of: AsOf = None,
    ) -> Response:
        reading = await read(desk, visit, school, year, as_of)
        before = await years_before(desk, reading)
        spoken = people_to_speak(reading.standing.gaps) | starter_words.people(reading.starters)
        named = await names.of(visit.caller, spoken)
        running = await ahead(desk, reading, open_tasks)
        return front.page(visit, "school.html", **_shown(reading, before, named), ahead=running)

    return router


def _shown(reading: Reading, before: Sequence[Rows], named: Named) -> dict[str, Any]:
    speech, rows = reading.visit.speech, reading.rows
    themes = [theme for theme in THEMES if _has_strip(rows, theme)]
    resting = [str(speech.say(THEMES[theme])) for theme in THEMES if theme not in themes]
    axis = shared_axis(rows, themes)
    return {
        "reading": reading,
        "crumbs": [*reading.way, (reading.title, None)],
        "lead": summary.of_school(rows, themes, speech),
        "team": rows.row(None, "workload").get("n"),
        "todo": tasks_of(reading, reading.standing.gaps, starters=True),
        "starting": starter_words.lines(reading.starters, named, reading.today, speech),
        "named": named,
        "axis": axis,
        "strips": [_strip(reading, theme, axis) for theme in themes],
        "resting": speech.listed(resting),
        "intervals": _caution(rows, themes, speech),
        "starters": _told(reading, STARTERS),
        "working": _told(reading, WORKING),
        "besides": {
            "continuity": school_words.recorded_since(
                first_year(reading.view), reading.year, speech
            )
        },
        "pulse": _pulse(before, reading),
        "no_wave": _no_wave(before, reading),
    }


def tasks_of(reading: Reading, gaps: Sequence[Row], *, starters: bool = False) -> Todo:
    """The gaps of a page as tasks; with what starters wait for, where it is about the school."""
    rows, speech = reading.rows, reading.visit.speech
    waiting = reading.starters if starters and not reading.closed else []
    return todo(
        gaps,
        speech,
        reading.today,
        reading.k,
        besides=starter_words.arrange(waiting, speech, reading.today),
        idle=lambda theme: not rows.in_use(theme),
        closed=reading.closed,
    )


def open_tasks(reading: Reading, theme: str | None = None) -> int:
    """How much a page lists as to be done, of a theme or of all."""
    gaps = [gap for gap in reading.standing.gaps if theme in (None, gap["theme"])]
    return tasks_of(reading, gaps, starters=theme is None).count


def aims(reading: Reading, theme: str) -> list[Aim]:
    """The goals of a theme, each with the figure that it is measured by."""
    speech, rows, k = reading.visit.speech, reading.rows, reading.k
    return [
        Aim(goals.wanted(goal, speech), goals.beside(goal, rows, reading.until, speech, k))
        for goal in reading.school_year.goals(theme)
    ]


def people_to_speak(gaps: Sequence[Row]) -> set[str]:
    """Everyone whose name stands in a list of gaps."""
    return {who for gap in gaps for who in gap.get("who", ())}


def shared_axis(rows: Rows, themes: Sequence[str]) -> Axis:
    """One axis for the growth of these themes."""
    ends: list[float] = []
    for theme in themes:
        for perspective in PERSPECTIVES:
            for kind in ("growth", "comparison"):
                row = rows.shown(theme, f"{kind}.{perspective}")
                if row is not None:
                    ends += row.get("interval") or [row["value"]]
    return axis_for(ends, LEFT, RIGHT)


def _has_strip(rows: Rows, theme: str) -> bool:
    return rows.in_use(theme) or rows.shown(theme, "goals") is not None


def _strip(reading: Reading, theme: str, axis: Axis) -> Strip:
    rows, speech = reading.rows, reading.visit.speech
    ladder, discussed = rows.row(theme, "ladder"), rows.row(theme, "discussed")
    lines = growth.of_theme(rows, theme, speech, reading.k, others=False)
    return Strip(
        theme,
        speech.say(THEMES[theme]),
        aims(reading, theme),
        rungs(ladder, speech),
        reach(ladder, speech),
        tell(rows.row(theme, "participation"), speech, reading.k),
        chart(lines, axis, named=False),
        tell(discussed, speech, reading.k),
        overdue(discussed, speech),
    )


def _caution(rows: Rows, themes: Sequence[str], speech: Speech) -> Markup | None:
    shown = [
        row
        for theme in themes
        for perspective in PERSPECTIVES
        if (row := rows.shown(theme, f"growth.{perspective}")) is not None and row.get("interval")
    ]
    return growth.comparisons(len(shown), speech) if len(shown) > 1 else None


def _told(reading: Reading, names: Sequence[str]) -> list[Told]:
    found = [reading.rows.row(None, name) for name in names]
    return [tell(row, reading.visit.speech, reading.k) for row in found if not is_empty(row)]


def _no_wave(before: Sequence[Rows], reading: Reading) -> bool:
    """Whether the school asks the pulse, but no wave of this year is closed yet."""
    names = [f"pulse.{item}" for item in PULSE]
    asked = any(not is_empty(rows.row(None, name)) for rows in before[:-1] for name in names)
    return asked and all(is_empty(reading.rows.row(None, name)) for name in names)


def _pulse(before: Sequence[Rows], reading: Reading) -> list[PulseItem]:
    found, speech = [], reading.visit.speech
    for item, (name, question) in PULSE.items():
        figure = f"pulse.{item}"
        waves = [wave for rows in before if (wave := rows.shown(None, figure)) is not None]
        row = before[-1].row(None, figure)
        if not waves or is_empty(row):
            continue
        found.append(
            PulseItem(
                speech.say(name),
                speech.say(question),
                tell(row, speech, reading.k),
                school_words.change(row, speech),
                pulse_drawing.points(waves),
            )
        )
    return found
