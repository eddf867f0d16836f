"""Schools beside one another by what changed: in lessons per theme, and per ten hours of a module."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from services.evidence.figures.returns import PREFIX
from services.evidence.pages.say.beside import Figure, Line, Place, Table, dated
from services.evidence.pages.say.growth import between, teachers
from services.evidence.pages.say.rows import Row
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import THEMES

Titles = Mapping[str, tuple[str, str]]
"""Per module code its Dutch and English title."""


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
    return speech.count(
        "Eén verschil, met het interval van 95 %%. Een verschil zegt niet waardoor het komt.",
        "%(n)s verschillen, met hun interval van 95 %%. Bij zoveel vergelijkingen ligt er "
        "gemiddeld ongeveer %(chance)s naast de nul door toeval alleen. Een verschil zegt niet "
        "waardoor het komt. Scholen staan op naam, niet op uitkomst.",
        count,
        chance=speech.short(count * 0.05),
    )


def _changed(row: Row, place: Place, theme: str | None, name: str, speech: Speech) -> Figure:
    said = Markup("{} {}, {}").format(
        speech.signed(row["value"]), between(row, speech), teachers(row["n"], speech)
    )
    about = Markup("{}, {}").format(name, place.name)
    return dated(Figure(said, about, place.why(theme, row["figure"])), row, speech)
