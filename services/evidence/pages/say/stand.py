"""As of when a page stands, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from services.evidence.desk import Standing
from services.evidence.figures.book import RELEASED
from services.evidence.figures.seen import WAITS
from services.evidence.pages.say.facts import publisher_name
from services.evidence.pages.say.rows import Row
from services.evidence.pages.say.stood import stood_on
from services.evidence.pages.speech import Speech


@dataclass(frozen=True, slots=True)
class Stand:
    """The moment, when measurements were released, and what must be said first when amiss."""

    moment: Markup
    remark: Markup
    released: Markup
    newer: Markup
    warning: Markup | None


def stand(
    standing: Standing, moment: datetime, speech: Speech, *, past: bool, leads: bool
) -> Stand:
    """Up to which moment figures go; those about people up to their release day."""
    if past:
        remark = speech.say("Zoals het toen bekend was.")
    elif not standing.current:
        remark = speech.say("Nieuwere feiten zijn onderweg.")
    elif leads:
        remark = speech.say("Deelname en gesprekken: tot nu toe.")
    else:
        remark = speech.say("Doelen: tot nu toe.")
    released = released_by(standing.released, speech)
    return Stand(
        speech.moment(moment),
        remark,
        released,
        newer(standing, speech, past=past),
        _stopped(standing, speech),
    )


def released_by(day: date | None, speech: Speech) -> Markup:
    """Vrijgegeven op 1 maart 2026."""
    if day is None:
        return speech.say("Nog niet vrijgegeven")
    return speech.say("Vrijgegeven op %(day)s", day=speech.day(day))


def newer(standing: Standing, speech: Speech, *, past: bool) -> Markup:
    """When newer facts follow, if any wait: never how many, never about what."""
    if past:
        return speech.say("Zoals het toen was vrijgegeven.")
    if standing.releasing:
        return speech.say("De nieuwe vrijgave wordt nu gemaakt.")
    day = speech.day_of_year(standing.next_release)
    if standing.released is None:
        return speech.say("De eerste vrijgave is op %(day)s.", day=day)
    if any(row.get(WAITS) for row in standing.figures):
        return speech.say("Nieuwere feiten volgen op %(day)s.", day=day)
    return speech.say("Er zijn geen nieuwere feiten.")


def released_on(row: Row, speech: Speech) -> Markup | None:
    """The day on which a figure was released, over the facts before it; None if it was not."""
    if RELEASED not in row:
        return None
    return Markup("{}").format(speech.day(date.fromisoformat(row[RELEASED])))


def released_before(rows: Iterable[Row], speech: Speech, k: int) -> Markup | None:
    """Since when figures stand that newer facts could have moved; None if there are none."""
    earlier = sorted({day for row in rows if (day := stood_on(row)) is not None})
    if not earlier:
        return None
    said = speech.listed([speech.day(day) for day in earlier])
    return speech.say(
        "Vrijgegeven op %(day)s. Een later cijfer is er niet, of mag niet getoond worden omdat het "
        "iets zou zeggen over minder dan %(k)s mensen.",
        day=said,
        k=k,
    )


def _stopped(standing: Standing, speech: Speech) -> Markup | None:
    stopped = standing.parked
    if stopped is None:
        return None
    return speech.say(
        "De cijfers staan stil. Feit %(sequence)s van %(publisher)s spreekt een eerder feit tegen; "
        "alles daarna telt nog niet mee. Vraag de beheerder om het na te kijken.",
        sequence=stopped["sequence"],
        publisher=publisher_name(stopped["publisher"], speech),
    )
