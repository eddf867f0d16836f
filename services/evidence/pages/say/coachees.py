"""A coach's coachees in words: what is due, and what was done this school year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from services.evidence.coaching import Guided
from services.evidence.figures.coachees import Coachee, Due, Running
from services.evidence.pages.names import Named
from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import THEMES

_DUE = {
    "first-contact": mark("Spreek %(name)s voor het eerst."),
    "talk": mark("Voer een gesprek met %(name)s: dit schooljaar was er nog geen."),
    "baseline": mark(
        "Kijk bij %(name)s naar %(theme)s: een eerste meting bij ‘%(module)s’ telt tot dan."
    ),
    "later": mark(
        "Kijk nog eens bij %(name)s naar %(theme)s: dan is te zien wat er veranderde sinds "
        "‘%(module)s’ begon."
    ),
    "observation": mark("Kijk een les mee bij %(name)s: dit schooljaar deed je dat nog niet."),
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
class Person:
    """A coachee as the page shows it."""

    name: str
    about: Markup
    done: Markup
    contact: Markup
    running: Sequence[Markup]


def tasks(guided: Guided, named: Named, speech: Speech) -> list[Task]:
    """What is due at one school."""
    return [
        _task(due, named.name(one.teacher, speech), guided, speech)
        for one in guided.coachees
        for due in one.due
    ]


def person(one: Coachee, guided: Guided, named: Named, speech: Speech) -> Person:
    """One coachee, with what this coach did and what is known of modules."""
    return Person(
        named.name(one.teacher, speech),
        _about(one, speech),
        _done(one, speech),
        _contact(one, speech),
        [_running(found, guided, speech) for found in one.running],
    )


def _task(due: Due, name: str, guided: Guided, speech: Speech) -> Task:
    last = date.fromordinal(due.last)
    words = speech.say(
        _DUE[due.kind],
        name=name,
        theme=speech.say(THEMES[due.theme]) if due.theme else "",
        module=_title(due.module or "", guided, speech),
    )
    return Task(due.last, name, speech.day_of_year(last), due.missed, words)


def _about(one: Coachee, speech: Speech) -> Markup:
    since = speech.day(date.fromordinal(one.since))
    if one.starter is None:
        return speech.say("Je begeleidt deze leraar sinds %(since)s.", since=since)
    return speech.say(
        "Starter, jaar %(year)s van %(of)s. Je begeleidt deze leraar sinds %(since)s.",
        year=one.starter.year,
        of=one.starter.of,
        since=since,
    )


def _done(one: Coachee, speech: Speech) -> Markup:
    """What this coach did this school year, as one sentence."""
    parts = [
        str(speech.count("%(n)s gesprek", "%(n)s gesprekken", one.talks)),
        str(speech.count("%(n)s les samen", "%(n)s lessen samen", one.coached_lessons)),
        str(speech.count("%(n)s observatie", "%(n)s observaties", one.observations)),
    ]
    return speech.say("Dit schooljaar van jou: %(parts)s.", parts=speech.listed(parts))


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
