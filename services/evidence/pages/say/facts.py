"""Facts in words: what kind of thing was recorded, and what it counts as."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import PERSPECTIVES, PURPOSES
from shared.contracts.moments import day_of

_KINDS = {
    "boards.registered": mark("Bestuur geregistreerd"),
    "schools.registered": mark("School geregistreerd"),
    "schools.closed": mark("School gesloten"),
    "teachers.joined": mark("Leraar begonnen"),
    "teachers.membership-corrected": mark("Aanstelling verbeterd"),
    "teachers.left": mark("Leraar vertrokken"),
    "coaches.assigned": mark("Coach toegewezen"),
    "coaches.released": mark("Coach gestopt"),
    "goals.set": mark("Doel gesteld"),
    "goals.evaluated": mark("Doel geëvalueerd"),
    "goals.withdrawn": mark("Doel ingetrokken"),
    "enrolments.requested": mark("Inschrijving gevraagd"),
    "enrolments.confirmed": mark("Inschrijving bevestigd"),
    "enrolments.declined": mark("Inschrijving afgewezen"),
    "enrolments.started": mark("Module begonnen"),
    "enrolments.practice-logged": mark("Oefenles"),
    "enrolments.practice-retracted": mark("Oefenles ingetrokken"),
    "enrolments.completed": mark("Module afgerond"),
    "enrolments.withdrawn": mark("Module gestopt"),
    "enrolments.outcome-discussed": mark("Opbrengst besproken"),
    "informal-learnings.recorded": mark("Informeel leren"),
    "informal-learnings.retracted": mark("Informeel leren ingetrokken"),
    "roles.taken": mark("Rol begonnen"),
    "roles.left": mark("Rol gestopt"),
    "certificates.awarded": mark("Certificaat behaald"),
    "certificates.revoked": mark("Certificaat ingetrokken"),
    "observations.recorded": mark("Observatie"),
    "observations.retracted": mark("Observatie ingetrokken"),
    "reflections.recorded": mark("Teruggekeken"),
    "reflections.retracted": mark("Terugblik ingetrokken"),
    "module-ratings.recorded": mark("Oordeel over een module"),
    "module-ratings.retracted": mark("Oordeel ingetrokken"),
    "pulse-waves.opened": mark("Puls geopend"),
    "pulse-waves.closed": mark("Puls gesloten"),
    "pulses.recorded": mark("Antwoord op de puls"),
    "coachings.recorded": mark("Coaching"),
    "coachings.retracted": mark("Coaching ingetrokken"),
    "pupil-results.recorded": mark("Resultaat van leerlingen"),
    "pupil-results.retracted": mark("Resultaat ingetrokken"),
    "evidence-levels.changed": mark("Trede veranderd"),
}
_PUBLISHERS = {
    "enrolment": mark("Inschrijvingen"),
    "feedback": mark("Feedback"),
    "evidence": mark("Bewijs"),
}


def name_of(kind: str) -> str:
    """The short name in a fact's full type: observations.recorded."""
    return ".".join(kind.split(".")[2:-1])


def kind(fact: Mapping[str, Any], speech: Speech) -> Markup:
    """What was recorded: Observatie, Module begonnen."""
    name = name_of(fact["type"])
    return speech.say(_KINDS[name]) if name in _KINDS else Markup("{}").format(name)


def particulars(fact: Mapping[str, Any], speech: Speech) -> Markup | None:
    """What tells an observation from another: by whom, and what for; from when something holds."""
    data = fact["data"]
    if "from" in data and day_of(data["from"]) != day_of(data["occurredAt"]):
        return speech.say("vanaf %(day)s", day=speech.day(day_of(data["from"])))
    if "perspective" not in data:
        return None
    return speech.say(
        "%(perspective)s, %(purpose)s",
        perspective=speech.say(PERSPECTIVES[data["perspective"]]),
        purpose=speech.say(PURPOSES[data["purpose"]]),
    )


def publisher(fact: Mapping[str, Any], speech: Speech) -> Markup:
    """Who said it: the platform where there is one, else the part of the product."""
    platform = fact["data"].get("platform")
    if platform:
        return Markup("{}").format(platform)
    return publisher_name(fact["publisher"], speech)


def publisher_name(name: str, speech: Speech) -> Markup:
    """What the part of the product that says facts is called."""
    return speech.say(_PUBLISHERS.get(name, name))
