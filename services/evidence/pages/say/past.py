"""Figures of an earlier day in words: the day first, in the past.

A zero of then is no information about the year, and read beside newer figures it seems to deny them:
it is told as what it is, a figure that cannot be shown after that day.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from markupsafe import Markup

from services.evidence.pages.say.growth import teachers
from services.evidence.pages.say.rows import Row
from services.evidence.pages.say.stood import overtaken
from services.evidence.pages.say.theme import part_of
from services.evidence.pages.speech import Speech, mark
from services.evidence.rules import rule_of

# Where the sentence of now stands in the present: the same of then, for one and for many.
_THEN: Mapping[str, tuple[str, str]] = {
    "participation": (
        mark("Op %(day)s deed <strong>%(n)s</strong> van de %(of)s leraren mee."),
        mark("Op %(day)s deden <strong>%(n)s</strong> van de %(of)s leraren mee."),
    ),
    "goal-trace": (
        mark(
            "Op %(day)s hoorde <strong>%(n)s</strong> van de %(of)s inschrijvingen bij een doel "
            "van dit jaar (%(teachers)s)."
        ),
        mark(
            "Op %(day)s hoorden <strong>%(n)s</strong> van de %(of)s inschrijvingen bij een doel "
            "van dit jaar (%(teachers)s)."
        ),
    ),
    "discussed": (
        mark(
            "Op %(day)s was <strong>%(n)s</strong> van de %(of)s opbrengsten binnen zes weken "
            "besproken."
        ),
        mark(
            "Op %(day)s waren <strong>%(n)s</strong> van de %(of)s opbrengsten binnen zes weken "
            "besproken."
        ),
    ),
    "starters": (
        mark("Op %(day)s was <strong>%(n)s</strong> leraar starter."),
        mark("Op %(day)s waren <strong>%(n)s</strong> leraren starter."),
    ),
}

_FIRST_LETTER = re.compile(r"^(?:<strong>)?\w")


def of_then(row: Row, day: date, now: Callable[[Row, Speech], Markup], speech: Speech) -> Markup:
    """The sentence of a figure that is of an earlier day; `now` says it as if it were of today."""
    values = {"day": speech.day(day), "of": row.get("of"), "teachers": _teachers(row, speech)}
    name = row["figure"]
    if overtaken(row):
        title = rule_of(name).title[speech.code]
        return speech.say("%(title)s: na %(day)s niet te tonen.", title=title, day=values["day"])
    if name in _THEN:
        return speech.count(*_THEN[name], _count(row), **values)
    said = inside(now(row, speech))
    return speech.say("Stand op %(day)s: %(said)s", day=values["day"], said=said)


def brief_of_then(row: Row, day: date, said: Markup, speech: Speech) -> Markup:
    """The same for a cell of a table; `said` is what it says of today in a few words."""
    if not overtaken(row):
        return speech.say("op %(day)s: %(said)s", day=speech.day(day), said=said)
    return speech.say("na %(day)s niet te tonen", day=speech.day(day))


def inside(sentence: Markup) -> Markup:
    """A sentence as it stands behind a colon: without its capital."""
    said = _FIRST_LETTER.sub(lambda found: found.group().lower(), str(sentence))
    return Markup(said)  # noqa: S704  escaped before


def no_later(speech: Speech, k: int) -> Markup:
    """Why nothing is shown after an earlier day; true whichever of the reasons it is."""
    return speech.say(
        "Een later cijfer is er niet, of mag niet getoond worden omdat het iets zou zeggen over "
        "minder dan %(k)s mensen.",
        k=k,
    )


def _count(row: Row) -> int:
    if row["figure"] == "participation":
        return int(row["n"])
    return part_of(row) if "of" in row else round(row["value"])


def _teachers(row: Row, speech: Speech) -> Markup:
    return teachers(row["n"] or 0, speech)
