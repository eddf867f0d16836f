"""A teacher's own figures in words: growth with its interval, hours, and the first years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from services.evidence.figures.measured import Measured
from services.evidence.figures.teacher import Hours, OwnYear, Starter
from services.evidence.figures.trend import Trend
from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import PERSPECTIVES

_PARTS = {
    "studied": mark("%(hours)s uur studie"),
    "practised": mark("%(hours)s uur oefenlessen"),
    "informal": mark("%(hours)s uur informeel"),
    "planned": mark("%(hours)s uur in modules die nog lopen"),
}


# What is left in a year: while it runs, and when it is over.
_LEFT = {
    False: mark("<strong>%(hours)s uur over</strong> in %(year)s"),
    True: mark("<strong>%(hours)s uur bleef over</strong> in %(year)s"),
}
_MORE = mark("<strong>%(hours)s uur meer</strong> dan je recht in %(year)s")
_USED = {
    False: mark(
        "Je gebruikte %(used)s van de %(allowance)s uur waar je in %(year)s recht op hebt%(parts)s."
    ),
    True: mark(
        "Je gebruikte %(used)s van de %(allowance)s uur waar je in %(year)s recht op had%(parts)s."
    ),
}


@dataclass(frozen=True, slots=True)
class Time:
    """Hours of a year at one school, as the page shows them; `share` is used of the allowance."""

    school: str
    left: Markup
    used: Markup
    share: float | None
    budget: Markup | None


@dataclass(frozen=True, slots=True)
class OwnPeriod:
    """The school year that a page is about, by name, and whether it is over."""

    year: str
    closed: bool


def growth_of(seen: Sequence[Measured], speech: Speech) -> list[Markup]:
    """Growth of one theme per perspective with its interval; where it is none yet, that it is."""
    found = [
        speech.say(_direction(one.growth), who=_who([one], speech), **changed(one.growth, speech))
        for one in seen
        if one.growth is not None
    ]
    too_few = [one for one in seen if one.growth is None]
    if too_few:
        words = mark(
            "%(who)s: nog geen groei berekend. Daarvoor zijn vier bezoeken met dezelfde lijst nodig."
        )
        found.append(speech.say(words, who=_who(too_few, speech)))
    return found


def _who(seen: Sequence[Measured], speech: Speech) -> Markup:
    names = dict.fromkeys(str(speech.say(PERSPECTIVES[one.perspective])) for one in seen)
    return speech.capital(speech.listed(list(names)))


def changed(growth: Trend, speech: Speech) -> dict[str, str]:
    """A trend's numbers as sentences fill them in."""
    low, high = growth.interval
    return {
        "change": speech.signed(growth.change, 1),
        "low": speech.signed(low, 1),
        "high": speech.signed(high, 1),
        "visits": speech.number(growth.visits),
        "first": speech.day(date.fromordinal(growth.first)),
        "last": speech.day(date.fromordinal(growth.last)),
    }


def _direction(growth: Trend) -> str:
    if growth.rises:
        return mark(
            "%(who)s: een stijging van %(change)s punt (%(low)s tot %(high)s) over %(visits)s "
            "bezoeken met dezelfde lijst, van %(first)s tot %(last)s."
        )
    if growth.falls:
        return mark(
            "%(who)s: een daling van %(change)s punt (%(low)s tot %(high)s) over %(visits)s "
            "bezoeken met dezelfde lijst, van %(first)s tot %(last)s."
        )
    return mark(
        "%(who)s: geen duidelijke stijging of daling, %(change)s punt (%(low)s tot %(high)s) over "
        "%(visits)s bezoeken met dezelfde lijst, van %(first)s tot %(last)s."
    )


def times(own: Sequence[tuple[str, OwnYear]], at: OwnPeriod, speech: Speech) -> list[Time]:
    """Hours and budget at each school by name, where an agreement is known."""
    return [_time(school, year.hours, at, speech) for school, year in own if year.hours.allowance]


def _time(school: str, hours: Hours, at: OwnPeriod, speech: Speech) -> Time:
    allowance, left = hours.allowance or 0.0, hours.left or 0.0
    parts = [
        str(speech.say(words, hours=speech.short(spent)))
        for name, words in _PARTS.items()
        if (spent := getattr(hours, name))
    ]
    used = speech.say(
        _USED[at.closed],
        year=at.year,
        used=speech.short(hours.committed),
        allowance=speech.short(allowance),
        parts=Markup(": {}").format(speech.listed(parts)) if parts else "",
    )
    budget = None
    if hours.budget_euro:
        budget = speech.say(
            "De cao geeft je ook %(euro)s euro per jaar. Wat je daarvan uitgaf, staat hier niet: "
            "dat wordt nergens vastgelegd.",
            euro=speech.number(hours.budget_euro),
        )
    words = _MORE if left < 0 else _LEFT[at.closed]
    said = speech.say(words, hours=speech.short(abs(left)), year=at.year)
    return Time(school, said, used, hours.committed / allowance, budget)


def guidance(own: Sequence[OwnYear], at: OwnPeriod, speech: Speech) -> list[Markup]:
    """What a starter is told of the own guidance; nothing for anybody else."""
    found = []
    for year in own:
        if year.starter is None:
            continue
        found.append(_starting(year.starter, at, speech))
        found.append(
            speech.count(
                "In %(year)s had je <strong>%(n)s gesprek</strong> met een coach.",
                "In %(year)s had je <strong>%(n)s gesprekken</strong> met een coach.",
                year.talks,
                year=at.year,
            )
        )
    return found


def _starting(starter: Starter, at: OwnPeriod, speech: Speech) -> Markup:
    if at.closed:
        return speech.say(
            "In %(school_year)s was je starter: jaar %(year)s van %(of)s.",
            school_year=at.year,
            year=starter.year,
            of=starter.of,
        )
    return speech.say(
        "Je bent starter: jaar %(year)s van %(of)s, tot en met %(until)s.",
        year=starter.year,
        of=starter.of,
        until=speech.day(date.fromordinal(starter.until)),
    )
