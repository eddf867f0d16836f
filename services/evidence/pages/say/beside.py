"""Schools beside one another: one table per question of a board, every figure with its day.

Only what the desk gave is here: nothing is added up over schools, and nobody is put in order of a
figure. A figure that is hidden says why in its cell. The file is long because all questions are
answered by the same few cells.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from services.evidence.figures.calendar import Year
from services.evidence.figures.returns import PREFIX
from services.evidence.figures.starters import RETENTION_YEARS
from services.evidence.pages.say.growth import between, teachers
from services.evidence.pages.say.hidden import hidden
from services.evidence.pages.say.past import brief_of_then
from services.evidence.pages.say.rows import Row, Rows, is_empty, is_hidden
from services.evidence.pages.say.stand import released_on
from services.evidence.pages.say.stood import of_day, stood_on
from services.evidence.pages.say.theme import part_of
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import PULSE, THEMES

Brief = Callable[[Row, Speech], Markup]
Titles = Mapping[str, tuple[str, str]]
"""Per module code its Dutch and English title."""


@dataclass(frozen=True, slots=True)
class Place:
    """A school in a year: its figures, and where they are explained (theme, figure -> address)."""

    code: str
    name: str
    url: str
    rows: Rows
    why: Callable[[str | None, str], str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a cell: few words, since which day, where it is explained, what is said beside.

    Without an address there is nothing to explain; without a day it is no figure about people, or
    its words begin with the day.
    """

    said: Markup
    about: Markup
    url: str | None = None
    since: Markup | None = None
    beside: Markup | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A goal whose day has passed without an evaluation, in words."""

    school: str
    theme: Markup
    url: str
    goal: Markup
    due: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the school, what else names the row, and its figures."""

    school: str
    url: str
    named: Sequence[Markup]
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Table:
    """One question of a board with its answer per school; `first` is said before the table."""

    id: str
    question: Markup
    first: Markup
    columns: Sequence[Markup]
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of the school as a whole: its head, and how it is said in a few words."""

    figure: str
    head: Markup
    brief: Brief


def starters(places: Sequence[Place], year: Year, speech: Speech, k: int) -> Table:
    """Who keeps its starters, next to the guidance that they had."""
    columns = [
        Column("starters", speech.say("Starters"), _number),
        Column("starters.coach", speech.say("Coach binnen 30 dagen"), _part),
        Column("starters.talks", speech.say("Coachgesprekken per starter"), _mean),
        Column("starters.coached-lessons", speech.say("Gecoachte lessen per starter"), _mean),
        *(
            Column(
                f"retention.{years}",
                speech.say("Nog hier van de starters uit %(year)s", year=year.before(years).name),
                _stayed,
            )
            for years in RETENTION_YEARS
        ),
    ]
    return Table(
        "b-starters",
        speech.say("Welke school houdt haar starters, en welke begeleiding kregen zij?"),
        speech.say(
            "De begeleiding is die van de starters van dit jaar; wie bleef, is geteld bij de "
            "starters van een eerder jaar. Of het een met het ander te maken heeft, zegt dit niet."
        ),
        [column.head for column in columns],
        _lines(places, columns, speech, k),
    )


def pulse(places: Sequence[Place], speech: Speech, k: int) -> Table:
    """How it is to work at each school, with the warnings."""
    columns = [
        Column(
            f"pulse.{item}",
            Markup("{} <small>{}</small>").format(speech.say(name), speech.say(question)),
            _graded,
        )
        for item, (name, question) in PULSE.items()
    ]
    return Table(
        "b-pulse",
        speech.say("Hoe is het om op elke school te werken?"),
        warned(places, speech)
        or speech.say(
            "Voor zover vrijgegeven, daalde op geen school een antwoord twee metingen op rij."
        ),
        [column.head for column in columns],
        _lines(places, columns, speech, k),
    )


def warned(places: Sequence[Place], speech: Speech) -> Markup | None:
    """Where the pulse fell twice in a row, and on which questions; None when nowhere."""
    found = []
    for place in places:
        items = [
            str(of_day(row, speech.say(name), speech))
            for item, (name, _) in PULSE.items()
            if (row := place.rows.row(None, f"pulse.{item}")).get("warning")
        ]
        if items:
            found.append(f"{place.name} ({speech.listed(items)})")
    if not found:
        return None
    return speech.count(
        "<strong>Op %(n)s school daalde de puls twee metingen op rij, samen met 0,5 of meer:</strong> "
        "%(schools)s.",
        "<strong>Op %(n)s scholen daalde de puls twee metingen op rij, samen met 0,5 of meer:</strong> "
        "%(schools)s.",
        len(found),
        schools=speech.listed(found),
    )


def hours(places: Sequence[Place], speech: Speech, k: int) -> Table:
    """Hours against what the collective agreement gives, and learning that goes on."""
    columns = [
        Column("workload", speech.say("Uren per leraar dit jaar"), _hours),
        Column("informal", speech.say("Leerden ook informeel"), _part),
    ]
    return Table(
        "b-hours",
        speech.say("Hoeveel uren leren leraren, naast waar zij recht op hebben?"),
        speech.say(
            "Uren zijn studie, oefenen in de les en informeel leren. Het recht volgt uit de cao en "
            "de omvang van de baan."
        ),
        [column.head for column in columns],
        _lines(places, columns, speech, k),
    )


def growth(places: Sequence[Place], speech: Speech) -> Table:
    """Per theme and school what observers saw change, where that was released."""
    lines = [
        Line(place.name, place.url, [speech.say(name)], [_changed(row, place, theme, name, speech)])
        for theme, name in THEMES.items()
        for place in places
        if (row := place.rows.shown(theme, "growth.observer")) is not None
    ]
    return Table(
        "b-growth",
        speech.say("Wat veranderde er in de les, per thema?"),
        _many(len(lines), speech),
        [speech.say("Thema"), speech.say("Groei volgens observatoren")],
        lines,
    )


def returns(places: Sequence[Place], titles: Titles, speech: Speech) -> Table:
    """Per module and school the change per ten hours, where that was released."""
    found = [
        (name.removeprefix(PREFIX), place)
        for place in places
        for name in place.rows.names(None, PREFIX)
        if place.rows.shown(None, name) is not None
    ]
    found.sort(key=lambda one: one[0])  # within a module the schools stay in their order
    lines = [_per_module(code, place, titles, speech) for code, place in found]
    return Table(
        "b-returns",
        speech.say("Wat veranderde er per tien uur, per module?"),
        _many(len(lines), speech),
        [speech.say("Module"), speech.say("Groei per tien uur")],
        lines,
    )


def _per_module(code: str, place: Place, titles: Titles, speech: Speech) -> Line:
    title = titles.get(code, (code, code))[speech.code == "en"]
    name = Markup("{} <small>{}</small>").format(title, code)
    row = place.rows.row(None, PREFIX + code)
    return Line(
        place.name, place.url, [name], [_changed(row, place, None, name.striptags(), speech)]
    )


def _many(count: int, speech: Speech) -> Markup:
    if not count:
        return speech.say("Hierover is bij geen school al iets vrijgegeven.")
    return speech.say(
        "%(count)s verschillen, met hun interval van 95 %%. Bij zoveel vergelijkingen ligt er "
        "gemiddeld ongeveer %(chance)s naast de nul door toeval alleen. Een verschil zegt niet "
        "waardoor het komt. Scholen staan op naam, niet op uitkomst.",
        count=speech.number(count),
        chance=speech.short(round(count * 0.05, 1)),
    )


def _changed(row: Row, place: Place, theme: str | None, name: str, speech: Speech) -> Figure:
    said = Markup("{} {}, {}").format(
        speech.signed(row["value"]), between(row, speech), teachers(row["n"], speech)
    )
    about = Markup("{}, {}").format(name, place.name)
    return _dated(Figure(said, about, place.why(theme, row["figure"])), row, speech)


def _lines(
    places: Sequence[Place], columns: Sequence[Column], speech: Speech, k: int
) -> list[Line]:
    """A line per school of which anything was recorded."""
    found = []
    for place in places:
        rows = [place.rows.row(None, column.figure) for column in columns]
        if any(not is_empty(row) for row in rows):
            figures = [
                _figure(row, column, place, speech, k)
                for row, column in zip(rows, columns, strict=True)
            ]
            found.append(Line(place.name, place.url, [], figures))
    return found


def _figure(row: Row, column: Column, place: Place, speech: Speech, k: int) -> Figure:
    about = Markup("{}, {}").format(column.head.striptags(), place.name)
    url = place.why(None, row["figure"])
    if is_empty(row):
        return Figure(Markup("\N{EN DASH}"), about)
    if is_hidden(row):
        return Figure(hidden(row["suppressed"], speech, k).brief, about, url, hidden=True)
    return _dated(
        Figure(column.brief(row, speech), about, url, None, _moved(row, speech)), row, speech
    )


def _dated(figure: Figure, row: Row, speech: Speech) -> Figure:
    """A figure with the day of its release below it, or before it when it stood still since."""
    stood = stood_on(row)
    if stood is not None:
        return replace(figure, said=brief_of_then(row, stood, figure.said, speech))
    return replace(figure, since=released_on(row, speech))


def _moved(row: Mapping[str, Any], speech: Speech) -> Markup | None:
    """What a figure says besides: that the pulse fell twice, or by how much it moved."""
    if row.get("warning"):
        return speech.say("<strong>daalde twee metingen op rij</strong>")
    if row.get("change") is None:
        return None
    return speech.say("%(by)s sinds de meting ervoor", by=speech.signed(row["change"], 1))


def _number(row: Row, speech: Speech) -> Markup:
    return Markup("{}").format(speech.number(row["value"]))


def _part(row: Row, speech: Speech) -> Markup:
    return speech.say("%(n)s van de %(of)s", n=part_of(row), of=row["of"])


def _mean(row: Row, speech: Speech) -> Markup:
    return Markup("{}").format(speech.short(row["value"]))


def _stayed(row: Row, speech: Speech) -> Markup:
    here = round(row["value"].get("school", 0) * row["n"])
    return speech.say("%(n)s van de %(of)s", n=here, of=row["n"])


def _graded(row: Row, speech: Speech) -> Markup:
    return speech.count(
        "%(value)s, %(n)s antwoord",
        "%(value)s, %(n)s antwoorden",
        row["n"],
        value=speech.number(row["value"], 1),
    )


def _hours(row: Row, speech: Speech) -> Markup:
    return speech.say(
        "%(hours)s van de %(right)s uur",
        hours=speech.short(row["value"]),
        right=speech.short(row["of"]),
    )
