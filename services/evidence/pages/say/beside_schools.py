"""Schools beside one another by figures of the school as a whole: starters, the pulse, hours.

A figure that is hidden says why in its cell.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from services.evidence.figures.calendar import Year
from services.evidence.figures.starters import RETENTION_YEARS
from services.evidence.pages.say.beside import Figure, Line, Place, Table, dated
from services.evidence.pages.say.hidden import hidden
from services.evidence.pages.say.rows import Row, is_empty, is_hidden
from services.evidence.pages.say.stood import of_day
from services.evidence.pages.say.theme import part_of
from services.evidence.pages.speech import Speech, shown
from services.evidence.pages.words.labels import PULSE

Brief = Callable[[Row, Speech], Markup]


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
        *_answers(places, columns, speech, k),
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
        *_answers(places, columns, speech, k),
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
        *_answers(places, columns, speech, k),
    )


def _answers(
    places: Sequence[Place], columns: Sequence[Column], speech: Speech, k: int
) -> tuple[Sequence[Markup], Sequence[Line]]:
    """The heads of the columns, and a line per school of which anything was recorded."""
    lines = []
    for place in places:
        rows = [place.rows.row(None, column.figure) for column in columns]
        if any(not is_empty(row) for row in rows):
            figures = [
                _figure(row, column, place, speech, k)
                for row, column in zip(rows, columns, strict=True)
            ]
            lines.append(Line(place.name, place.url, [], figures))
    return [column.head for column in columns], lines


def _figure(row: Row, column: Column, place: Place, speech: Speech, k: int) -> Figure:
    about = Markup("{}, {}").format(column.head.striptags(), place.name)
    url = place.why(None, row["figure"])
    if is_empty(row):
        return Figure(Markup("\N{EN DASH}"), about)
    if is_hidden(row):
        return Figure(hidden(row["suppressed"], speech, k).brief, about, url, hidden=True)
    return dated(
        Figure(column.brief(row, speech), about, url, None, _moved(row, speech)), row, speech
    )


def _moved(row: Mapping[str, Any], speech: Speech) -> Markup | None:
    """What a figure says besides: that the pulse fell twice, or by how much it moved."""
    if row.get("warning"):
        return speech.say("<strong>daalde twee metingen op rij</strong>")
    if row.get("change") is None:
        return None
    if not shown(row["change"], 1):
        return speech.say("ongeveer gelijk sinds de meting ervoor")
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
