"""As of when a page stands, in words."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from services.evidence.desk import Standing
from services.evidence.pages.say.facts import publisher_name
from services.evidence.pages.speech import Speech


@dataclass(frozen=True, slots=True)
class Stand:
    """The moment, a remark, and what must be said first when something is amiss."""

    moment: Markup
    remark: Markup
    warning: Markup | None


def stand(standing: Standing, moment: datetime, speech: Speech, *, past: bool) -> Stand:
    """Up to which moment the figures go, and whether newer facts are on their way."""
    if past:
        remark = speech.say("Zoals het toen bekend was.")
    elif standing.current:
        remark = speech.say("Alle feiten tellen mee.")
    else:
        remark = speech.say("Nieuwere feiten zijn onderweg.")
    return Stand(speech.moment(moment), remark, _stopped(standing, speech))


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
