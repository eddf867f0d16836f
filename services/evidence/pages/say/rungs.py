"""The ladder as a list: per rung its name, how far the evidence is, and on what it rests."""

from dataclasses import dataclass

from markupsafe import Markup

from services.evidence.figures import ladder
from services.evidence.pages.say.rows import Row, Rows
from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import RUNGS

PUPILS = 5
_TITLES = {**RUNGS, PUPILS: mark("resultaten van leerlingen")}

_LEVELS = {
    ladder.NONE: mark("Nog niets vastgelegd."),
    ladder.THIN: mark("Er is iets vastgelegd, maar te weinig om op te steunen."),
    ladder.PRESENT: mark("Aanwezig."),
    ladder.CORROBORATED: mark("Van twee kanten bevestigd: %(sides)s."),
    None: mark("Niet getoond: het rust op een cijfer dat niet getoond mag worden."),
}
# Results of pupils confirm nothing about teaching: what made them rise is not known.
_LEVELS_OF_PUPILS = {
    **_LEVELS,
    ladder.PRESENT: mark("Resultaten stegen; waardoor is onbekend."),
    ladder.CORROBORATED: mark("Twee of meer resultaten stegen; waardoor is onbekend."),
}
_GROUNDS = {
    1: mark("Leraren gaven een oordeel over de scholing."),
    2: mark("Leraren maten zichzelf twee keer of haalden een toets."),
    3: mark("Deelnemers kregen coaching; de puls vraagt naar steun."),
    4: mark("Observatoren of leerlingen zagen een stijging in de les."),
    5: mark("Resultaten van leerlingen, vóór en na. Waardoor ze veranderden, is onbekend."),
}
# The two sides of a rung that is corroborated.
_TWICE = {
    1: mark("in twee delen van het jaar"),
    2: mark("een eigen meting die steeg, en een toets"),
    3: mark("coaching, en een puls die niet daalde"),
    4: mark("observatoren, en leerlingen of een tweede observator"),
}
_BY_PUPILS = mark("observatoren en leerlingen")
_BY_OBSERVERS = mark("twee of meer observatoren per leraar")
_LOOKS = {ladder.PRESENT: "on", ladder.CORROBORATED: "twice", ladder.THIN: "thin", None: "veiled"}


SEEN_IN_CLASS = 4


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of evidence."""

    number: int
    name: Markup
    look: str
    level: Markup
    ground: Markup


def rungs(row: Row, speech: Speech, rows: Rows | None = None) -> list[Rung]:
    """The five rungs of a ladder; with the rows it rests on, the very sides that confirm it."""
    levels = row.get("value") or {}
    return [
        Rung(
            number,
            speech.capital(speech.say(name)),
            _LOOKS.get(levels.get(str(number), ladder.NONE), ""),
            _level(number, levels.get(str(number), ladder.NONE), row, speech, rows),
            speech.say(_GROUNDS[number]),
        )
        for number, name in _TITLES.items()
    ]


def _level(number: int, level: str | None, row: Row, speech: Speech, rows: Rows | None) -> Markup:
    if number == PUPILS:
        return speech.say(_LEVELS_OF_PUPILS[level])
    if level != ladder.CORROBORATED:
        return speech.say(_LEVELS[level])
    sides = _TWICE[number]
    if number == SEEN_IN_CLASS and rows is not None:
        sides = _sides_in_class(rows, str(row["theme"]))
    return speech.say(_LEVELS[level], sides=speech.say(sides))


def _sides_in_class(rows: Rows, theme: str) -> str:
    """Both observers and pupils saw a rise, or several observers did."""
    shown = [rows.shown(theme, name) for name in ("growth.observer", "growth.pupils")]
    risen = [row is not None and (row.get("interval") or [0])[0] > 0 for row in shown]
    return _BY_PUPILS if all(risen) else _BY_OBSERVERS


def any_seen_in_class(rows: Rows, theme: str) -> bool:
    """Whether the fourth rung is reached."""
    levels = (rows.shown(theme, "ladder") or {}).get("value") or {}
    return levels.get("4") in (ladder.PRESENT, ladder.CORROBORATED)
