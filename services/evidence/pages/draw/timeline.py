"""The year of a theme as lines of time: goals, modules, weeks with observations, talks.

A tick is a week in which something was recorded: never how much, never of whom. What rests on
fewer than k people is not drawn at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r
from services.evidence.pages.draw.year import YearLine
from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import PERSPECTIVES
from services.evidence.rules import Code

TOP, LANE, MODULE_LANE = 22, 34, 40
TODAY_WIDTH = 62  # the box with today's date covers the name of a month that is as near

_DAYS = mark("%(first)s tot %(last)s")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that stands at one place: a diamond, filled when it is done."""

    x: float
    label: Markup
    filled: bool
    left: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A module, from the first start to the last day on which somebody was in it."""

    x: float
    width: float
    label: str
    beside: Markup
    left: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the drawing."""

    label: Markup
    y: int
    height: int
    marks: Sequence[Mark] = ()
    bar: Bar | None = None
    weeks: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that a template needs: the lanes, the months, today, and the same as a table."""

    months: Sequence[tuple[str, float]]
    today: tuple[float, str] | None
    lanes: Sequence[Lane]
    height: int
    table: Sequence[tuple[Markup, Markup]]


def timeline(
    year: SchoolYear,
    theme: str,
    titles: Mapping[str, tuple[str, str]],
    speech: Speech,
    k: int,
    released: date | None,
) -> Timeline | None:
    """The year of a theme; None when nothing is to be drawn.

    Observations of before the last release day are drawn, and of none while there was no such day.
    """
    known = released.toordinal() if released else 0
    line = YearLine(year.year)
    made = _Lanes(line, speech)
    _goals(made, year, theme)
    _modules(made, year, theme, titles, k)
    for perspective, words in PERSPECTIVES.items():
        counted = year.observations(perspective, theme)[0]
        seen = [one for one in counted if year.within(one) and one.day < known]
        label = speech.capital(speech.say(words))
        made.weeks(label, [(o.teacher, o.day) for o in seen], k)
    made.weeks(speech.say("Gesprekken"), _talks(year, theme), k)
    if not made.lanes:
        return None
    today = _today(year, line, speech)
    months = [
        ("" if today and abs(x + 14 - today[0]) < TODAY_WIDTH else speech.month(first), x)
        for first, x in line.months
    ]
    return Timeline(months, today, made.lanes, made.y + 4, made.table)


class _Lanes:
    """Gathers lanes from top to bottom, and the rows of the table beside."""

    def __init__(self, line: YearLine, speech: Speech) -> None:
        self.line, self.speech = line, speech
        self.lanes: list[Lane] = []
        self.table: list[tuple[Markup, Markup]] = []
        self.y = TOP

    def add(self, label: Markup, height: int = LANE, **drawn: object) -> None:
        """A lane below the others."""
        self.lanes.append(Lane(label, self.y, height, **drawn))  # type: ignore[arg-type]
        self.y += height

    def weeks(self, label: Markup, seen: Sequence[tuple[str, int]], k: int) -> None:
        """A lane of weeks, when enough people stand behind it."""
        if len({who for who, _ in seen}) < k:
            return
        weeks = self.line.weeks(day for _, day in seen)
        self.add(label, weeks=weeks)
        said = self.speech.count("in %(n)s week", "in %(n)s weken", len(weeks))
        self.table.append((label, said))


def _goals(made: _Lanes, year: SchoolYear, theme: str) -> None:
    speech, marks = made.speech, []
    for goal in year.goals(theme):
        for day, words, filled in (
            (goal.day, mark("gesteld, %(day)s"), True),
            (goal.due, mark("loopt af, %(day)s"), False),
        ):
            if year.year.start <= day <= year.year.end:
                label = speech.say(words, day=speech.day_of_year(date.fromordinal(day)))
                marks.append(Mark(made.line.x(day), label, filled, _at_the_end(made.line, day)))
                made.table.append((speech.say("Doel"), Markup("{}").format(label)))
    if marks:
        made.add(speech.say("Doel"), marks=marks)


def _modules(
    made: _Lanes, year: SchoolYear, theme: str, titles: Mapping[str, tuple[str, str]], k: int
) -> None:
    speech = made.speech
    found: dict[str, list[r.Enrolment]] = {}
    for enrolment in year.active(theme):
        found.setdefault(enrolment.module, []).append(enrolment)
    lanes = []
    for module, enrolments in found.items():
        people = {enrolment.teacher for enrolment in enrolments}
        if len(people) < k:
            continue
        first = min(_started(one) for one in enrolments)
        last = max(_ended(one, year) for one in enrolments)
        lanes.append((first, last, _title(titles, module, speech.code), len(people)))
    for first, last, title, n in sorted(lanes):
        beside = speech.count("%(n)s leraar", "%(n)s leraren", n)
        x, end = made.line.x(first), made.line.x(last + 1)
        bar = Bar(x, round(end - x, 1), title, beside, _at_the_end(made.line, first))
        made.add(speech.say("Module"), MODULE_LANE, bar=bar)
        said = speech.say(_DAYS, first=_day(first, speech), last=_day(last, speech))
        made.table.append(
            (
                speech.say("Module %(title)s", title=title),
                Markup("{}, {}").format(said, beside),
            )
        )


def _talks(year: SchoolYear, theme: str) -> list[tuple[str, int]]:
    talks = (
        (enrolment.teacher, talk)
        for enrolment in year.view.enrolments_of_theme.get(theme, ())
        for talk in enrolment.discussed
    )
    return [(who, talk.day) for who, talk in talks if year.within(talk)]


def _today(year: SchoolYear, line: YearLine, speech: Speech) -> tuple[float, str] | None:
    day = year.view.day
    if not year.year.start <= day <= year.year.end:
        return None
    return line.x(day), speech.day_of_year(date.fromordinal(day))


def _started(enrolment: r.Enrolment) -> int:
    return enrolment.started.day if enrolment.started else enrolment.day


def _ended(enrolment: r.Enrolment, year: SchoolYear) -> int:
    endings = (enrolment.completed, enrolment.withdrawn)
    known = [one.day for one in endings if one is not None and one.day <= year.end]
    return min(known, default=year.end)


def _at_the_end(line: YearLine, day: int) -> bool:
    """Whether words to the right of this day would fall off the drawing."""
    return line.x(day) > 800


def _day(day: int, speech: Speech) -> str:
    return speech.day(date.fromordinal(day))


def _title(titles: Mapping[str, tuple[str, str]], module: str, code: Code) -> str:
    found = titles.get(module)
    return found[code == "en"] if found else module
