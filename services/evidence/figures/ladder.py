"""How far the evidence for a theme reaches: Guskey's five levels of evaluating development.

Source: T. R. Guskey, "Evaluating Professional Development" (2000). The five people or pupils that a
rung asks for are a matter of evidence and do not follow k.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.evidence.figures.figure import Entries, Entry, Result, places
from services.evidence.figures.growth import direction
from services.evidence.figures.pulse import ANSWER
from services.evidence.figures.statistics import rounded
from services.evidence.figures.year import SchoolYear

ENOUGH = 5
NONE, THIN, PRESENT, CORROBORATED = "none", "thin", "present", "corroborated"

# A rung that is present or corroborated is shown only when what it rests on is shown.
RESTS_ON = {
    1: ("reactions",),
    2: ("growth.self",),
    3: ("pulse.support",),
    4: ("growth.observer", "growth.pupils", "observers"),
    5: (),
}


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the rungs look at, for one school or pooled for a board."""

    results: Mapping[str, Result]  # reactions, growth.*, observers, pulse.support
    reactions: Entries
    growth_self: Entries
    passed: Entries
    supported: Entries
    pupil_results: Entries
    pulse_support: Entries


def passed_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per passed assessment of an enrolment completed in the year."""
    return [
        Entry(enrolment.teacher, year.school, ("passed",), (done.ref,))
        for enrolment, done in year.completed(theme)
        if done.assessment == "passed"
    ]


def supported_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per participant with a coached practice lesson of the theme, or a coaching talk."""
    participants = year.participants.get(theme, {})
    found = [
        Entry(enrolment.teacher, year.school, ("practice",), (practice.ref,))
        for enrolment, practice in year.practices(theme)
        if practice.with_coach and enrolment.teacher in participants
    ]
    return found + [
        Entry(coaching.teacher, year.school, ("talk",), (coaching.ref,))
        for coaching in year.of_year(year.view.school.coachings.values())
        if coaching.kind == "talk" and coaching.teacher in participants
    ]


def pupil_result_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per result of the theme in the year: whether it rose, and the pupils with both."""
    return [
        Entry(
            identity, year.school, (rounded(found.after - found.before) > 0, found.n), (found.ref,)
        )
        for identity, found in year.view.school.results.items()
        if found.theme == theme and year.within(found)
    ]


def ladder(grounds: Grounds) -> dict[int, str]:
    """Rung -> none, thin, present or corroborated."""
    return {
        1: _reactions(grounds),
        2: _learning(grounds),
        3: _support(grounds),
        4: _use(grounds),
        5: _pupils(grounds),
    }


def _level(count: int, *, corroborated: bool) -> str:
    if count == 0:
        return NONE
    if count < ENOUGH:
        return THIN
    return CORROBORATED if corroborated else PRESENT


def _reactions(grounds: Grounds) -> str:
    terms = {entry.said[1] for entry in grounds.reactions}
    return _level(places(grounds.reactions), corroborated=len(terms) >= 2)


def _learning(grounds: Grounds) -> str:
    pairs = [entry for entry in grounds.growth_self if entry.said[0] == "pair"]
    rose = direction(grounds.results["growth.self"]) == "positive"
    return _level(places([*pairs, *grounds.passed]), corroborated=rose and bool(grounds.passed))


def _support(grounds: Grounds) -> str:
    answered = any(e.said[0] == ANSWER and e.said[1] == 0 for e in grounds.pulse_support)
    count = places(grounds.supported)
    if not answered:
        return THIN if count else NONE
    change = grounds.results["pulse.support"].beside.get("change")
    return _level(count, corroborated=change is not None and rounded(change) >= 0)


def _use(grounds: Grounds) -> str:
    seen = {name: grounds.results[name] for name in ("growth.observer", "growth.pupils")}
    risen = [n for n, r in seen.items() if (r.n or 0) >= ENOUGH and direction(r) == "positive"]
    if not risen:
        return THIN if any(result.n for result in seen.values()) else NONE
    several = (grounds.results["observers"].value or 0) >= 2
    both = len(risen) == 2
    return CORROBORATED if both or ("growth.observer" in risen and several) else PRESENT


def _pupils(grounds: Grounds) -> str:
    if not grounds.pupil_results:
        return NONE
    risen = [entry.said[1] for entry in grounds.pupil_results if entry.said[0]]
    everyone = sum(entry.said[1] for entry in grounds.pupil_results)
    if sum(risen) < ENOUGH or 2 * sum(risen) <= everyone:
        return THIN
    return CORROBORATED if len(risen) >= 2 else PRESENT
