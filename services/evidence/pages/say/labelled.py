"""Figures for a list in which no heading says what they are of: the question, or the module, first."""

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from services.evidence.figures.calendar import Year
from services.evidence.pages.say.figures import Told
from services.evidence.pages.say.past import inside
from services.evidence.pages.say.rows import Row
from services.evidence.pages.say.school import change, recorded_since
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import PULSE

Titles = Mapping[str, Mapping[str, str]]
"""Per module code its title per language."""


def labelled(
    told: Told,
    speech: Speech,
    modules: Titles | None = None,
    waves: Mapping[str, str] | None = None,
    since: str | None = None,
) -> Markup:
    """The sentence of a figure that is shown, so that it can stand alone.

    `waves` gives per figure of the pulse the day (ISO 8601) on which its wave closed; `since` is the
    school year in which recording began.
    """
    family, _, of = told.name.partition(".")
    if family == "pulse" and of in PULSE:
        day = (waves or {}).get(told.name)
        return _pulse(told, of, date.fromisoformat(day) if day else None, speech)
    if family == "return":
        title = (modules or {}).get(of, {}).get(speech.code)
        named = Markup("{} ({})").format(title, of) if title else of
        return speech.say("Module %(module)s: %(said)s", module=named, said=inside(told.sentence))
    if told.name == "continuity" and since:
        year = Year.named(told.row["schoolYear"])
        short = recorded_since(Year.named(since), year, speech)
        return Markup(" ").join([told.sentence, short]) if short else told.sentence
    return told.sentence


def listed_title(told: Told, speech: Speech) -> str:
    """The title of a figure inside a list: without a capital, and no question."""
    family, _, of = told.name.partition(".")
    if family == "retention":
        return str(speech.say("starters na %(n)s jaar", n=of))
    if family == "triangulation":
        return str(speech.say("of de perspectieven dezelfde kant op wijzen"))
    return told.title[:1].lower() + told.title[1:]


def _pulse(told: Told, of: str, day: date | None, speech: Speech) -> Markup:
    """The mean of a question, and beside it when it was asked, who answered, and how it moved."""
    name, question = PULSE[of]
    said = [
        speech.say(
            "Puls, %(name)s %(question)s: %(said)s",
            name=str(speech.say(name)).lower(),
            question=speech.say(question).rstrip("."),
            said=inside(told.sentence),
        )
    ]
    if day is not None:
        said.append(speech.say("De vragen sloten op %(day)s.", day=speech.day(day)))
    said.append(_response(told.row, speech))
    moved = change(told.row, speech)
    return Markup(" ").join([*said, moved] if moved else said)


def _response(row: Row, speech: Speech) -> Markup:
    response = row.get("response")
    if response is None:
        return speech.say("Welk deel antwoordde, is niet te tonen.")
    return speech.say(
        "Van wie de vragen kreeg, antwoordde %(share)s.", share=speech.percent(response)
    )
