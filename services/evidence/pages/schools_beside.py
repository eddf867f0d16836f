"""What a board asks of its schools: which goals wait, who stays, what changed, and the hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from markupsafe import Markup

from services.evidence.desk import Desk
from services.evidence.figures.calendar import Year
from services.evidence.figures.goals import goals_waiting
from services.evidence.figures.groups import K
from services.evidence.history import records as r
from services.evidence.pages import urls
from services.evidence.pages.front import Visit
from services.evidence.pages.say import beside_changes, beside_schools, goals
from services.evidence.pages.say.beside import Place, Table
from services.evidence.pages.say.rows import Rows
from services.evidence.pages.say.stood import with_stands
from services.evidence.pages.say.theme import part_of
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import THEMES
from services.evidence.serve.boards import Matrix


@dataclass(frozen=True, slots=True)
class Due:
    """A goal whose day has passed without an evaluation, in words."""

    school: str
    theme: Markup
    url: str
    goal: Markup
    due: str


def places(found: Matrix, year: str, as_of: str | None) -> list[Place]:
    """The schools of a matrix with their figures, and where each is explained."""
    released = found.own.released if found.own else None
    return [
        Place(
            one["school"],
            one["name"],
            urls.school(one["school"], year, as_of),
            Rows(with_stands(one["figures"], year, released)),
            partial(_why, one["school"], year, as_of),
        )
        for one in found.schools
    ]


def _why(school: str, year: str, as_of: str | None, theme: str | None, figure: str) -> str:
    return urls.why(school, year, theme, figure, as_of)


async def tables(
    desk: Desk, board: str, year: str, found: Sequence[Place], speech: Speech
) -> list[Table]:
    """One table per question, of those that any school has something to say on."""
    titles = await desk.directory.titles(board)
    return [
        beside_schools.starters(found, Year.named(year), speech, K),
        beside_schools.pulse(found, speech, K),
        beside_changes.growth(found, speech),
        beside_changes.returns(found, titles, speech),
        beside_schools.hours(found, speech, K),
    ]


async def goals_due(
    desk: Desk,
    visit: Visit,
    found: Sequence[Place],
    year: str,
    moment: datetime | None,
    as_of: str | None,
) -> list[Due]:
    """Every goal whose day has passed without an evaluation, in its own words, the oldest first."""
    waiting: list[tuple[int, Due]] = []
    for place in found:
        if not any(_waits(place.rows, theme) for theme in THEMES):
            continue
        seat = await desk.seats.sits(visit.caller, place.code)
        school_year = await desk.school_year(seat, year, moment)
        waiting += [
            (goal.due, _due(goal, place, year, as_of, visit.speech))
            for goal in goals_waiting(school_year)
        ]
    return [due for _, due in sorted(waiting, key=lambda one: one[0])]


def _waits(rows: Rows, theme: str) -> bool:
    row = rows.shown(theme, "evaluated")
    return row is not None and part_of(row) < row["of"]


def _due(goal: r.Goal, place: Place, year: str, as_of: str | None, speech: Speech) -> Due:
    return Due(
        place.name,
        speech.say(THEMES[goal.theme]),
        urls.theme(place.code, year, goal.theme, as_of) + "#besluiten",
        goals.wanted(goal, speech),
        speech.day(date.fromordinal(goal.due)),
    )
