"""A portfolio in words, addressed to its owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import ROLES
from services.evidence.portfolio.credential import Award
from services.evidence.portfolio.summary import Held, Totals


@dataclass(frozen=True, slots=True)
class Told:
    """A certificate as the page shows it."""

    id: str
    title: str
    day: str
    school: str
    revoked: bool


def certificate(award: Award, speech: Speech) -> Told:
    """A certificate by the title of its module."""
    title = award.titles[0 if speech.code == "nl" else 1]
    day = speech.day(award.awarded.date())
    return Told(award.certificate.lower(), title, day, award.school_name, award.revoked)


_COUNTED: Sequence[tuple[str, str, str]] = (
    (
        "modules_completed",
        mark("Je rondde <strong>%(n)s module</strong> af."),
        mark("Je rondde <strong>%(n)s modules</strong> af."),
    ),
    (
        "practice_lessons",
        mark("Je oefende <strong>%(n)s les</strong>."),
        mark("Je oefende <strong>%(n)s lessen</strong>."),
    ),
    (
        "coached_lessons",
        mark("Bij <strong>%(n)s</strong> daarvan was een coach."),
        mark("Bij <strong>%(n)s</strong> daarvan was een coach."),
    ),
    (
        "reflections",
        mark("Je keek <strong>%(n)s keer</strong> terug."),
        mark("Je keek <strong>%(n)s keer</strong> terug."),
    ),
    (
        "coachings",
        mark("Je had <strong>%(n)s gesprek of les</strong> met je coach."),
        mark("Je had <strong>%(n)s gesprekken en lessen</strong> met je coach."),
    ),
    (
        "observations",
        mark("Er is <strong>%(n)s observatie of lijst</strong> over je lessen."),
        mark("Er zijn <strong>%(n)s observaties en lijsten</strong> over je lessen."),
    ),
)


def learning(totals: Totals, speech: Speech) -> list[Markup]:
    """What was learned, in sentences; what there was none of is not said."""
    found = [
        speech.count(one, many, n)
        for name, one, many in _COUNTED
        if (n := int(getattr(totals, name)))
    ]
    if totals.study_hours:
        words = mark("In afgeronde modules zit <strong>%(hours)s uur</strong> studie.")
        found.insert(1, speech.say(words, hours=speech.short(totals.study_hours)))
    if totals.informal_minutes:
        words = mark("Je leerde <strong>%(hours)s uur</strong> informeel.")
        found.append(speech.say(words, hours=speech.short(totals.informal_minutes / 60)))
    return found


def years(found: Mapping[str, Totals], speech: Speech) -> list[tuple[str, list[Markup]]]:
    """Per school year the same, without years of which there is nothing to say."""
    told = [(year, learning(totals, speech)) for year, totals in found.items()]
    return [(year, words) for year, words in told if words]


def role(held: Held, speech: Speech) -> Markup:
    """A role, and when it was held."""
    name = speech.say(ROLES[held.role])
    since = speech.day(date.fromisoformat(held.since))
    if held.until is None:
        return speech.say("%(role)s, sinds %(since)s", role=name, since=since)
    until = speech.day(date.fromisoformat(held.until))
    return speech.say("%(role)s, van %(since)s tot %(until)s", role=name, since=since, until=until)
