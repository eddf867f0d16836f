"""A school's starters one by one, in words for its leader: who guides them, and what to arrange."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from services.evidence.figures.starting import Starting
from services.evidence.pages.names import Named
from services.evidence.pages.say.gaps import Task, when
from services.evidence.pages.speech import Speech, mark

ANCHOR = "starters-list"


@dataclass(frozen=True, slots=True)
class StarterLine:
    """One starter as the leader's list shows it; `late` where nobody guides them any more or yet."""

    name: str
    since: str
    coach: Markup
    talks: str
    lessons: str
    late: bool


def people(starters: Sequence[Starting]) -> set[str]:
    """Everyone whose name stands in the list."""
    return {who for one in starters for who in (one.teacher, one.coach) if who is not None}


def lines(
    starters: Sequence[Starting], named: Named, today: date, speech: Speech
) -> list[StarterLine]:
    """The list, those without a coach first."""
    return [
        StarterLine(
            named.name(one.teacher, speech),
            _day(one.since, speech),
            _coach(one, named, today, speech),
            speech.number(one.talks),
            speech.number(one.coached_lessons),
            not one.guided,
        )
        for one in starters
    ]


_IN_TIME = (
    mark("Zorg voor een coach voor 1 starter."),
    mark("Zorg voor een coach voor %(n)s starters."),
    mark("Een coach telt mee als die er binnen dertig dagen is."),
)
_STILL = (
    mark("Zorg alsnog voor een coach voor 1 starter."),
    mark("Zorg alsnog voor een coach voor %(n)s starters."),
    mark("De eerste dertig dagen zijn voorbij, maar elk gesprek met een coach telt mee."),
)


def arrange(starters: Sequence[Starting], speech: Speech, today: date) -> list[Task]:
    """The tasks to find coaches: for whom it is late, and for whom the thirty days still run.

    Who has no coach stays in the list as long as that is so; none when nobody waits.
    """
    waiting = [one for one in starters if one.here and not one.guided]
    late = [one for one in waiting if one.coach_by < today.toordinal()]
    in_time = [one for one in waiting if one not in late]
    return [
        _task(found, words, speech, today, late=found is late)
        for found, words in ((late, _STILL), (in_time, _IN_TIME))
        if found
    ]


def _task(
    waiting: Sequence[Starting],
    words: tuple[str, str, str],
    speech: Speech,
    today: date,
    *,
    late: bool,
) -> Task:
    """One task; what is late still has to be done, so it stands where its day puts it: first."""
    last = date.fromordinal(min(one.coach_by for one in waiting))
    said, more = when(last, today, speech, missed=late)
    one, many, why = words
    return Task(
        said,
        more,
        speech.count(one, many, len(waiting)),
        speech.say(why),
        speech.say("Bekijk de starters"),
        "",
        ANCHOR,
        late=late,
        who=tuple(one.teacher for one in waiting),
        sort=(False, False, last.isoformat(), "", "starters"),
    )


def _coach(one: Starting, named: Named, today: date, speech: Speech) -> Markup:
    last = _day(one.coach_by, speech)
    if one.coach is None or one.coach_since is None:
        words = mark("Geen coach. Die telt mee tot en met %(last)s.")
        if one.coach_by < today.toordinal():
            words = mark("Geen coach. %(last)s was de laatste dag om op tijd een coach te hebben.")
        return speech.say(words, last=last)
    coach = named.name(one.coach, speech)
    if one.coach_until is not None:
        until = _day(one.coach_until, speech)
        return speech.say("Nu geen coach; %(coach)s tot en met %(until)s", coach=coach, until=until)
    words = mark("%(coach)s, sinds %(since)s")
    if one.coach_since > one.coach_by:
        words = mark("%(coach)s, sinds %(since)s: na de eerste dertig dagen")
    return speech.say(words, coach=coach, since=_day(one.coach_since, speech))


def _day(day: int, speech: Speech) -> str:
    return speech.day(date.fromordinal(day))
