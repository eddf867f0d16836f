"""A teacher's own facts in words, addressed to that teacher."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from services.evidence.pages.names import Named
from services.evidence.pages.say.facts import kind, name_of
from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import (
    CONCLUSIONS,
    INFORMAL,
    ROLES,
    SHORT_THEMES,
    THEMES,
)
from shared.contracts.moments import day_of

Fact = Mapping[str, Any]

# Who sees what of an observation, by its purpose.
_SEEN_BY = {
    "coaching": mark("Alleen wie keek en jij zien deze."),
    "peer": mark("Alleen je collega en jij zien deze."),
    "appraisal": mark("Je schoolleider ziet deze ook."),
    "audit": mark("Voor het beeld van de school; zonder je naam."),
}
# Who somebody is while the name is not the teacher's to know, or nobody can say it now.
_A_COACH, _A_PEER = mark("Een coach"), mark("Een collega")
_AN_OBSERVER = mark("Een observator")
_SHAPES = {
    "observations": "observer",
    "coachings": "observer",
    "enrolments": "block",
    "informal-learnings": "block",
    "reflections": "self",
    "module-ratings": "self",
    "certificates": "open-diamond",
    "roles": "open-diamond",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing on the timeline."""

    day: date
    day_said: str
    shape: str
    what: Markup
    who: Markup | None
    retracted: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What sentences about a teacher's facts need besides the fact itself."""

    titles: Mapping[str, tuple[str, str]]
    modules: Mapping[str, str]  # enrolment -> module code
    schools: Mapping[str, str]
    retracted: frozenset[str]
    named: Named

    def module(self, code: str, speech: Speech) -> str:
        """A module's title, or its code while that is not known."""
        found = self.titles.get(code)
        return found[speech.code == "en"] if found else code

    def person(self, pseudonym: str, otherwise: str, speech: Speech) -> Markup:
        """The name where the teacher may know it (own coaches), else what somebody is."""
        return Markup("{}").format(self.named.names.get(pseudonym) or speech.say(otherwise))


def moment(fact: Fact, known: Known, speech: Speech) -> Moment:
    """A fact as it stands on the timeline."""
    name, data = name_of(fact["type"]), fact["data"]
    make = _SENTENCES.get(name)
    what = make(data, known, speech) if make else kind(fact, speech)
    day = day_of(fact["occurredAt"])
    gone = thing_of(data) in known.retracted and not name.endswith("retracted")
    shape = _shape(name, data)
    return Moment(day, speech.day(day), shape, what, _beside(name, data, known, speech), gone)


def thing_of(data: Fact) -> str:
    """The id of what a fact is about, for those that can be retracted."""
    for field in ("observation", "reflection", "rating", "coaching", "learning", "practice"):
        if field in data:
            return str(data[field])
    return str(data.get("certificate", ""))


def _shape(name: str, data: Fact) -> str:
    if "perspective" in data:
        return str(data["perspective"])
    return _SHAPES.get(name.partition(".")[0], "block")


def _beside(name: str, data: Fact, known: Known, speech: Speech) -> Markup | None:
    if name == "observations.recorded":
        return _watched_by(data, known, speech)
    if name == "reflections.recorded":
        return speech.say("Alleen jij ziet je tekst; hier telt de tijd.")
    if name == "coachings.recorded":
        return known.person(data["coach"], _A_COACH, speech)
    return None


def _watched_by(data: Fact, known: Known, speech: Speech) -> Markup | None:
    """Who watched, and who else may see it; nobody besides the teacher for one's own look."""
    if data["perspective"] == "self":
        return None
    if data["perspective"] == "pupils":
        return speech.say("Zonder naam.")
    seen_by = speech.say(_SEEN_BY[data["purpose"]])
    observer = data.get("observer")
    if observer is None:
        return seen_by
    words = _A_PEER if data["purpose"] == "peer" else _AN_OBSERVER
    return Markup("{}. {}").format(known.person(observer, words, speech), seen_by)


def _module(data: Fact, known: Known, speech: Speech) -> str:
    code = data.get("module") or known.modules.get(data.get("enrolment", ""), "")
    return known.module(code, speech)


def _themes(data: Fact, speech: Speech) -> str:
    found = dict.fromkeys(score["theme"] for score in data["scores"])
    return speech.listed([str(speech.say(SHORT_THEMES[theme])) for theme in found])


def _observation(data: Fact, _: Known, speech: Speech) -> Markup:
    themes = _themes(data, speech)
    if data["perspective"] == "self":
        return speech.say("Je keek zelf naar je les: %(themes)s", themes=themes)
    if data["perspective"] == "pupils":
        return speech.count(
            "%(n)s leerling vulde een lijst in: %(themes)s",
            "%(n)s leerlingen vulden een lijst in: %(themes)s",
            data.get("respondents") or 0,
            themes=themes,
        )
    return speech.say("Observatie: %(themes)s", themes=themes)


def _of_module(words: str) -> Callable[[Fact, Known, Speech], Markup]:
    def say(data: Fact, known: Known, speech: Speech) -> Markup:
        return speech.say(words, module=_module(data, known, speech))

    return say


def _completed(data: Fact, known: Known, speech: Speech) -> Markup:
    return speech.say(
        "Module ‘%(module)s’ afgerond, %(hours)s uur",
        module=_module(data, known, speech),
        hours=speech.short(data["studyHours"]),
    )


def _practice(data: Fact, known: Known, speech: Speech) -> Markup:
    words = mark("Oefenles bij ‘%(module)s’, %(minutes)s minuten")
    if data["withCoach"]:
        words = mark("Oefenles bij ‘%(module)s’, %(minutes)s minuten, met een coach erbij")
    return speech.say(words, module=_module(data, known, speech), minutes=data["minutes"])


def _discussed(data: Fact, known: Known, speech: Speech) -> Markup:
    return speech.say(
        "Opbrengst van ‘%(module)s’ besproken: %(conclusion)s",
        module=_module(data, known, speech),
        conclusion=speech.say(CONCLUSIONS[data["conclusion"]]),
    )


def _informal(data: Fact, _: Known, speech: Speech) -> Markup:
    return speech.say(
        "Informeel leren: %(kind)s, %(minutes)s minuten (%(theme)s)",
        kind=speech.say(INFORMAL[data["kind"]]),
        minutes=data["minutes"],
        theme=speech.say(THEMES[data["theme"]]),
    )


def _rating(data: Fact, known: Known, speech: Speech) -> Markup:
    return speech.count(
        "Je gaf ‘%(module)s’ %(n)s ster",
        "Je gaf ‘%(module)s’ %(n)s sterren",
        data["stars"],
        module=_module(data, known, speech),
    )


def _coaching(data: Fact, _: Known, speech: Speech) -> Markup:
    words = {
        "talk": mark("Coachgesprek, %(minutes)s minuten"),
        "coached-lesson": mark("Les met je coach erbij, %(minutes)s minuten"),
    }
    return speech.say(words[data["kind"]], minutes=data["minutes"])


def _reflection(data: Fact, _: Known, speech: Speech) -> Markup:
    return speech.say(
        "Teruggekeken, %(minutes)s minuten (%(theme)s)",
        minutes=data["minutes"],
        theme=speech.say(THEMES[data["theme"]]),
    )


def _role(words: str) -> Callable[[Fact, Known, Speech], Markup]:
    def say(data: Fact, _: Known, speech: Speech) -> Markup:
        return speech.say(words, role=speech.say(ROLES[data["role"]]))

    return say


def _assigned(data: Fact, known: Known, speech: Speech) -> Markup:
    """That somebody became the coach; from when, where it was recorded on another day."""
    coach = known.person(data["coach"], _A_PEER, speech)
    if _same_day(data):
        return speech.say("%(coach)s werd je coach", coach=coach)
    words = mark("Vastgelegd: %(coach)s is je coach vanaf %(day)s")
    return speech.say(words, coach=coach, day=_from(data, speech))


def _joined(data: Fact, _: Known, speech: Speech) -> Markup:
    if _same_day(data):
        return speech.say("Je begon op deze school")
    return speech.say("Vastgelegd: je werkt hier vanaf %(day)s", day=_from(data, speech))


def _same_day(data: Fact) -> bool:
    return day_of(data["from"]) == day_of(data["occurredAt"])


def _from(data: Fact, speech: Speech) -> str:
    return speech.day(day_of(data["from"]))


def _coach(words: str) -> Callable[[Fact, Known, Speech], Markup]:
    def say(data: Fact, known: Known, speech: Speech) -> Markup:
        return speech.say(words, coach=known.person(data["coach"], _A_PEER, speech))

    return say


_SENTENCES: dict[str, Callable[[Fact, Known, Speech], Markup]] = {
    "teachers.joined": _joined,
    "coaches.assigned": _assigned,
    "coaches.released": _coach(mark("%(coach)s is je coach niet meer")),
    "enrolments.requested": _of_module(mark("Inschrijving gevraagd voor ‘%(module)s’")),
    "enrolments.confirmed": _of_module(mark("Inschrijving bevestigd voor ‘%(module)s’")),
    "enrolments.declined": _of_module(mark("Inschrijving afgewezen voor ‘%(module)s’")),
    "enrolments.started": _of_module(mark("Begonnen aan ‘%(module)s’")),
    "enrolments.practice-logged": _practice,
    "enrolments.completed": _completed,
    "enrolments.withdrawn": _of_module(mark("Gestopt met ‘%(module)s’")),
    "enrolments.outcome-discussed": _discussed,
    "informal-learnings.recorded": _informal,
    "roles.taken": _role(mark("Nieuwe rol: %(role)s")),
    "roles.left": _role(mark("Gestopt als %(role)s")),
    "certificates.awarded": _of_module(mark("Certificaat ‘%(module)s’")),
    "observations.recorded": _observation,
    "reflections.recorded": _reflection,
    "module-ratings.recorded": _rating,
    "coachings.recorded": _coaching,
}
