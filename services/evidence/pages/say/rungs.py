"""The ladder as a list: per rung its name, how far the evidence is, and on what it rests."""

from dataclasses import dataclass

from markupsafe import Markup

from services.evidence.figures import ladder
from services.evidence.pages.say.rows import Row, Rows
from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import RUNGS

_LEVELS = {
    ladder.NONE: mark("Nog niets vastgelegd."),
    ladder.THIN: mark("Er is iets vastgelegd, maar te weinig om op te steunen."),
    ladder.PRESENT: mark("Aanwezig."),
    ladder.CORROBORATED: mark("Van twee kanten bevestigd."),
    None: mark("Niet getoond: het rust op cijfers over te weinig mensen."),
}
_GROUNDS = {
    1: mark("Leraren gaven een oordeel over de scholing."),
    2: mark("Leraren maten zichzelf twee keer of haalden een toets."),
    3: mark("Deelnemers kregen coaching; de puls vraagt naar steun."),
    4: mark("Observatoren of leerlingen zagen een stijging in de les."),
    5: mark("Resultaten van leerlingen, vóór en na."),
}
_LOOKS = {ladder.PRESENT: "on", ladder.CORROBORATED: "twice", ladder.THIN: "thin", None: "veiled"}


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of evidence."""

    number: int
    name: Markup
    look: str
    level: Markup
    ground: Markup


def rungs(row: Row, speech: Speech) -> list[Rung]:
    """The five rungs of a ladder."""
    levels = row.get("value") or {}
    return [
        Rung(
            number,
            speech.capital(speech.say(name)),
            _LOOKS.get(levels.get(str(number), ladder.NONE), ""),
            speech.say(_LEVELS[levels.get(str(number), ladder.NONE)]),
            speech.say(_GROUNDS[number]),
        )
        for number, name in RUNGS.items()
    ]


def any_seen_in_class(rows: Rows, theme: str) -> bool:
    """Whether the fourth rung is reached."""
    levels = (rows.shown(theme, "ladder") or {}).get("value") or {}
    return levels.get("4") in (ladder.PRESENT, ladder.CORROBORATED)
