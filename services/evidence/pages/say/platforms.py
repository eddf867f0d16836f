"""Which platforms may publish for a board, as its chain tells it: since when, what, and still."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from services.evidence.pages.say.facts import kind
from services.evidence.pages.speech import Speech
from shared.contracts.enrolment import PlatformAdmitted


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform in words: whether it may publish now, from which source, and what."""

    name: str
    state: Markup
    source: str
    may: Sequence[Markup]


def platforms(facts: Iterable[Any], today: date, speech: Speech) -> list[Platform]:
    """Every platform that a board ever admitted, by name; the last thing that was said counts.

    `facts` are admissions and suspensions in the order in which they were logged.
    """
    admitted: dict[str, Any] = {}
    suspended: dict[str, Any] = {}
    for fact in facts:
        if fact.__class__.__name__ == PlatformAdmitted.__name__:
            admitted[fact.platform] = fact
            suspended.pop(fact.platform, None)
        else:
            suspended[fact.platform] = fact
    return [
        Platform(
            name,
            _state(admitted[name], suspended.get(name), today, speech),
            admitted[name].source,
            [kind({"type": one}, speech) for one in admitted[name].types],
        )
        for name in sorted(admitted)
    ]


def _state(admitted: Any, suspended: Any, today: date, speech: Speech) -> Markup:
    since = date.fromisoformat(admitted.valid_from)
    if suspended is not None:
        until = date.fromisoformat(suspended.valid_from)
        if until <= today:
            return speech.say(
                "<strong>Geschorst</strong> sinds %(day)s. Wat het daarna stuurt, weigeren we.",
                day=speech.day(until),
            )
        return speech.say(
            "<strong>Mag melden</strong> tot %(until)s. Vanaf die dag is het geschorst.",
            until=speech.day(until),
        )
    if since > today:
        return speech.say("<strong>Mag melden</strong> vanaf %(day)s.", day=speech.day(since))
    return speech.say("<strong>Mag melden</strong> sinds %(day)s.", day=speech.day(since))
