"""A coach's coachees in words: what is due, what was done in a year, what the own looks showed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from services.evidence.coaching import Guided
from services.evidence.figures.calendar import Year
from services.evidence.figures.coached import Look, Together
from services.evidence.figures.coachees import Coachee, Due, Running
from services.evidence.figures.measured import Measured
from services.evidence.pages.names import Named
from services.evidence.pages.say.own import growth_of
from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import THEMES

_DUE = {
    "first-contact": mark("Spreek %(name)s voor het eerst."),
    "talk": mark("Voer een gesprek met %(name)s: in %(year)s was er nog geen."),
    "baseline": mark(
        "Kijk bij %(name)s naar %(theme)s: een eerste meting bij ‘%(module)s’ telt tot dan."
    ),
    "later": mark(
        "Kijk nog eens bij %(name)s naar %(theme)s: dan is te zien wat er veranderde sinds "
        "‘%(module)s’ begon."
    ),
    "observation": mark("Kijk een les mee bij %(name)s: in %(year)s deed je dat nog niet."),
    "coached-lesson": mark(
        "Wees bij een oefenles van %(name)s voor ‘%(module)s’: er was nog geen coach bij."
    ),
}


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do for a coachee, with the last day on which it counts."""

    last: int
    name: str
    day: str
    missed: bool
    words: Markup


@dataclass(frozen=True, slots=True)
class Seen:
    """One own observation: its day, and per theme the mean."""

    day: str
    themes: Sequence[tuple[Markup, str]]


@dataclass(frozen=True, slots=True)
class Person:
    """A coachee as the page shows it."""

    name: str
    about: Markup
    contact: Markup
    years: Sequence[Markup]
    running: Sequence[Markup]
    looks: Sequence[Seen]
    growth: Sequence[Markup]


def tasks(guided: Guided, named: Named, speech: Speech) -> list[Task]:
    """What is due at one school."""
    return [
        _task(due, named.name(one.teacher, speech), guided, speech)
        for one in guided.coachees
        for due in one.due
    ]


def person(one: Coachee, guided: Guided, named: Named, speech: Speech) -> Person:
    """One coachee, with what this coach did and what is known of modules."""
    asked, before = guided.years[one.teacher]
    now = asked.year == Year.of(guided.day).name  # what is so today belongs to no earlier year
    years = (
        [asked, before] if before.met or before.practised or _guided_in(before, one) else [asked]
    )
    return Person(
        named.name(one.teacher, speech),
        _about(one, speech, now=now),
        _contact(one, speech),
        [_year(found, speech, guided=_guided_in(found, one)) for found in years],
        [_running(found, guided, speech) for found in one.running] if now else [],
        [_seen(look, speech) for found in guided.years[one.teacher] for look in found.looks],
        _growth(guided.developed[one.teacher], speech),
    )


def met(found: Sequence[Together], year: str, speech: Speech) -> Markup:
    """How many coachees the coach spoke or saw in a year, of those guided in it."""
    if not found:
        return speech.say("Voor %(year)s is van jullie samen niets vastgelegd.", year=year)
    return speech.say(
        "In %(year)s sprak of zag je <strong>%(known)s van de %(of)s</strong> leraren.",
        year=year,
        known=sum(one.met for one in found),
        of=len(found),
    )


def _task(due: Due, name: str, guided: Guided, speech: Speech) -> Task:
    last = date.fromordinal(due.last)
    words = speech.say(
        _DUE[due.kind],
        name=name,
        theme=speech.say(THEMES[due.theme]) if due.theme else "",
        module=_title(due.module or "", guided, speech),
        year=Year.of(guided.day).name,
    )
    return Task(due.last, name, speech.day_of_year(last), due.missed, words)


def _guided_in(found: Together, one: Coachee) -> bool:
    """Whether the coach guided the coachee already on some day of the year."""
    return one.since <= Year.named(found.year).end


def _about(one: Coachee, speech: Speech, *, now: bool) -> Markup:
    since = speech.day(date.fromordinal(one.since))
    if one.starter is None or not now:
        return speech.say("Je begeleidt deze leraar sinds %(since)s.", since=since)
    return speech.say(
        "Starter, jaar %(year)s van %(of)s. Je begeleidt deze leraar sinds %(since)s.",
        year=one.starter.year,
        of=one.starter.of,
        since=since,
    )


def _year(found: Together, speech: Speech, *, guided: bool) -> Markup:
    """What the two did in a year, and how much the coachee practised, as sentences.

    Before the coach guided the coachee, nothing is no number: then nothing was recorded.
    """
    if not guided and not found.met:
        nothing = speech.say("Voor %(year)s is van jullie samen niets vastgelegd.", year=found.year)
        practised = _practised(found, speech) if found.practised else Markup()
        return Markup("{} {}").format(nothing, practised)
    parts = [
        str(speech.count("%(n)s gesprek", "%(n)s gesprekken", found.talks)),
        str(speech.count("%(n)s les samen", "%(n)s lessen samen", found.coached_lessons)),
        str(speech.count("%(n)s observatie", "%(n)s observaties", len(found.looks))),
    ]
    mine = speech.say(
        "<strong>%(year)s</strong>, met jou: %(parts)s.",
        year=found.year,
        parts=speech.listed(parts),
    )
    return Markup("{} {}").format(mine, _practised(found, speech))


def _practised(found: Together, speech: Speech) -> Markup:
    """How many practice lessons the coachee gave in all."""
    if not found.practised:
        return speech.say("Geen oefenlessen.")
    return speech.count(
        "%(n)s oefenles in totaal, %(coached)s met een coach erbij.",
        "%(n)s oefenlessen in totaal, %(coached)s met een coach erbij.",
        found.practised,
        coached=found.with_coach,
    )


def _seen(look: Look, speech: Speech) -> Seen:
    means = dict(look.themes)
    return Seen(
        speech.day(date.fromordinal(look.day)),
        [
            (speech.say(words), speech.number(means[theme], 1))
            for theme, words in THEMES.items()
            if theme in means
        ],
    )


def _growth(found: Sequence[Measured], speech: Speech) -> list[Markup]:
    """Growth per theme where four visits with one list make that possible; else that they do not."""
    by_theme = {one.theme: one for one in found}
    said = [
        Markup("{}. {}").format(speech.say(words), *growth_of([by_theme[theme]], speech))
        for theme, words in THEMES.items()
        if theme in by_theme and by_theme[theme].growth is not None
    ]
    if found and not said:
        return [
            speech.say(
                "Verschillen tussen twee bezoeken zijn voor een groot deel toeval. Pas vanaf vier "
                "bezoeken met dezelfde lijst rekenen we groei uit."
            )
        ]
    return said


def _contact(one: Coachee, speech: Speech) -> Markup:
    if one.last_contact is None:
        return speech.say("Je legde nog geen contact vast.")
    day = speech.day(date.fromordinal(one.last_contact))
    return speech.say("Laatste contact: %(day)s.", day=day)


def _running(found: Running, guided: Guided, speech: Speech) -> Markup:
    return speech.say(
        "Volgt ‘%(module)s’: %(done)s van %(planned)s oefenlessen gedaan, %(coached)s met een coach.",
        module=_title(found.module, guided, speech),
        done=found.lessons,
        planned=found.planned_lessons,
        coached=found.coached_lessons,
    )


def _title(code: str, guided: Guided, speech: Speech) -> str:
    found = guided.titles.get(code)
    return found[speech.code == "en"] if found else code
