"""Recommendations in words: what, why, and how much each reason counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from services.evidence.figures.calendar import Year
from services.evidence.own import Advice
from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import DISMISSALS, FORMS, PERSPECTIVES, THEMES
from services.evidence.recommend.dismissal import Dismissal
from services.evidence.recommend.reason import Reason
from services.evidence.recommend.recommend import Recommendation

Titles = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Because:
    """A reason, and what it counted in words."""

    words: Markup
    counted: Markup


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A recommendation as the page shows it."""

    board: str
    id: str
    anchor: str
    title: Markup
    about: Markup | None
    because: Sequence[Because]


@dataclass(frozen=True, slots=True)
class PutAway:
    """A recommendation that was dismissed, with why and until when."""

    board: str
    id: str
    title: Markup
    words: Markup


_REASONS = {
    "lowest-observer": mark(
        "Van de %(themes)s thema’s die observatoren bij je zagen, is dit het laagst: gemiddeld "
        "%(mean)s in %(visits)s bezoeken."
    ),
    "lowest-pupils": mark(
        "Van de %(themes)s thema’s in de lijsten van je leerlingen is dit het laagst: gemiddeld "
        "%(mean)s op %(visits)s dagen."
    ),
    "lowest-self": mark(
        "Van de %(themes)s thema’s waar je zelf naar keek, gaf je dit het laagst: gemiddeld "
        "%(mean)s op %(visits)s dagen."
    ),
    "falling": mark(
        "De metingen (%(who)s) dalen: %(change)s punt (%(low)s tot %(high)s) over %(n)s bezoeken."
    ),
    "flat": mark(
        "De metingen (%(who)s) blijven vlak: %(change)s punt (%(low)s tot %(high)s) over %(n)s "
        "bezoeken, en gemiddeld %(mean)s."
    ),
    "school-goal": mark("Je school heeft in %(school_year)s een doel voor dit thema."),
    "own-goal": mark("Je schreef je in voor een doel van je school dat nog niet bereikt is."),
    "starter-basis": mark(
        "Je bent starter (jaar %(year)s): dit hoort bij de basis waar de rest op bouwt."
    ),
    "starter-level": mark("De module is gemaakt voor starters."),
    "fits-hours": mark(
        "Het past: dit vraagt %(hours)s uur, en je hebt er in %(school_year)s nog %(left)s over."
    ),
    "practice-missing": mark("Je deed %(done)s van de %(planned)s oefenlessen die je plande."),
    "practice-uncoached": mark("Je bent starter, en er was nog geen coach bij."),
    "no-measurement": mark(
        "Je volgt of volgde ‘%(module)s’, en in %(school_year)s is er nog geen meting van een "
        "observator of leerlingen."
    ),
    "nobody-looked": mark("In %(school_year)s was er nog niemand bij je in de les."),
    "starter-visit": mark("Je bent starter: feedback op je lessen hoort bij je begeleiding."),
}


def suggestions(advice: Advice, speech: Speech) -> list[Suggestion]:
    """What is recommended at one board, the weightiest first."""
    year = Year.of(advice.situation.day).name
    return [
        Suggestion(
            advice.board,
            one.id,
            f"{advice.board}-{number}",
            title_of(one.id, advice.titles, speech),
            _about(one, speech),
            [_because(reason, year, advice.titles, speech) for reason in one.reasons],
        )
        for number, one in enumerate(advice.recommendations, 1)
    ]


def put_away(advice: Advice, speech: Speech) -> list[PutAway]:
    """What was dismissed at one board and still stays away."""
    return [
        PutAway(
            advice.board,
            one.recommendation,
            title_of(one.recommendation, advice.titles, speech),
            Markup("{}, {}.").format(
                speech.capital(str(speech.say(DISMISSALS[one.why]))), until_when(one, speech)
            ),
        )
        for one in advice.dismissed
    ]


def title_of(recommendation: str, titles: Titles, speech: Speech) -> Markup:
    """What a recommendation is called."""
    kind, _, subject = recommendation.partition(":")
    if kind == "observation":
        if subject not in THEMES:
            return speech.say("Vraag iemand om bij je in de les te kijken")
        return speech.say("Laat iemand kijken naar: %(theme)s", theme=speech.say(THEMES[subject]))
    title = _module(subject, titles, speech)
    return (
        speech.say("Oefen verder met ‘%(module)s’", module=title) if kind == "practice" else title
    )


def until_when(dismissal: Dismissal, speech: Speech) -> Markup:
    """How long a dismissal holds."""
    if dismissal.until is None:
        return speech.say("voorgoed")
    until = speech.day(date.fromordinal(dismissal.until))
    return speech.say("tot en met %(until)s", until=until)


def _about(one: Recommendation, speech: Speech) -> Markup | None:
    module = one.module
    if one.kind != "module" or module is None:
        return None
    return speech.say(
        "Module %(code)s, %(theme)s: %(hours)s uur studie en %(lessons)s, %(form)s.",
        code=module.code,
        theme=speech.say(THEMES[module.theme]),
        hours=speech.short(module.study / 100),
        lessons=speech.count("%(n)s oefenles", "%(n)s oefenlessen", module.practice),
        form=speech.say(FORMS[module.form]),
    )


def _because(reason: Reason, year: str, titles: Titles, speech: Speech) -> Because:
    counted = speech.say("telt %(weight)s", weight=reason.weight)
    if not reason.weight:
        counted = speech.say("een voorwaarde")
    filled = _filled(reason.values, titles, speech)
    return Because(speech.say(_REASONS[reason.code], school_year=year, **filled), counted)


def _filled(values: Mapping[str, Any], titles: Titles, speech: Speech) -> dict[str, Any]:
    """A reason's values as its reader expects them."""
    filled: dict[str, Any] = dict(values)
    for name in ("hours", "left"):
        if name in values:
            filled[name] = speech.short(values[name])
    if "mean" in values:
        filled["mean"] = speech.number(values["mean"], 1)
    if "perspective" in values:
        filled["who"] = speech.say(PERSPECTIVES[values["perspective"]])
    if "change" in values:
        low, high = values["interval"]
        filled |= {"low": speech.signed(low, 1), "high": speech.signed(high, 1)}
        filled |= {"change": speech.signed(values["change"], 1), "n": values["growthVisits"]}
    if "module" in values:
        filled["module"] = _module(values["module"], titles, speech)
    return filled


def _module(code: str, titles: Titles, speech: Speech) -> Markup:
    found = titles.get(code)
    return Markup("{}").format(found[speech.code == "en"] if found else code)
