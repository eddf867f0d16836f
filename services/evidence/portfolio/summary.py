"""What a teacher's own facts add up to, per school year and in all, and the roles that were held.

Facts are given as the timeline tells them: type, id, board, school, occurredAt, recordedAt, data.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from services.evidence.figures.calendar import Year
from shared.contracts.catalogue import BY_TYPE
from shared.contracts.moments import day_of

Fact = Mapping[str, Any]

# What can be taken back, by the field that names it.
_RETRACTABLE = (
    "observation",
    "reflection",
    "rating",
    "coaching",
    "learning",
    "practice",
    "certificate",
)
_TAKES_BACK = (".retracted", "-retracted", ".revoked")


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts, minutes and hours of one teacher; what was taken back is left out."""

    modules_completed: int = 0
    study_hours: float = 0.0
    practice_lessons: int = 0
    practice_minutes: int = 0
    coached_lessons: int = 0
    informal_minutes: int = 0
    reflections: int = 0
    reflection_minutes: int = 0
    observations: int = 0
    coachings: int = 0
    coaching_minutes: int = 0
    certificates: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        """Both together."""
        return Totals(
            **{
                one.name: getattr(self, one.name) + getattr(other, one.name)
                for one in fields(Totals)
            }
        )

    def told(self) -> Mapping[str, float]:
        """As JSON has it, in camelCase."""
        return {_camel(name): value for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Held:
    """A role at a school, from a day until another; until None while it is held."""

    role: str
    school: str
    since: str
    until: str | None


def name_of(fact: Fact) -> str:
    """What kind of fact it is, such as `reflections.recorded`."""
    return BY_TYPE[fact["type"]].contract.NAME


def retracted(facts: Sequence[Fact]) -> frozenset[str]:
    """The ids of what was taken back."""
    return frozenset(
        thing
        for fact in facts
        if name_of(fact).endswith(_TAKES_BACK) and (thing := _thing(fact["data"]))
    )


def was_taken_back(fact: Fact, gone: frozenset[str]) -> bool:
    """Whether the fact told of something that was taken back later."""
    return _thing(fact["data"]) in gone and not name_of(fact).endswith(_TAKES_BACK)


def standing(facts: Sequence[Fact]) -> list[Fact]:
    """The facts that still count."""
    gone = retracted(facts)
    return [fact for fact in facts if _thing(fact["data"]) not in gone]


def per_year(facts: Sequence[Fact]) -> Mapping[str, Totals]:
    """Per school year what it adds up to, the newest first."""
    found: dict[str, Totals] = {}
    for fact in standing(facts):
        year = Year.of(day_of(fact["occurredAt"]).toordinal()).name
        found[year] = found.get(year, Totals()) + of_fact(fact)
    return dict(sorted(found.items(), reverse=True))


def in_all(years: Mapping[str, Totals]) -> Totals:
    """All years together."""
    return sum(years.values(), Totals())


def of_fact(fact: Fact) -> Totals:
    """What one fact adds."""
    add = _ADDS.get(name_of(fact))
    return add(fact["data"]) if add else Totals()


def roles(facts: Sequence[Fact]) -> list[Held]:
    """Roles in the order in which they were taken."""
    found: list[Held] = []
    for fact in sorted(facts, key=lambda one: day_of(one["occurredAt"])):
        role, day = fact["data"].get("role"), day_of(fact["occurredAt"]).isoformat()
        if name_of(fact) == "roles.taken":
            found.append(Held(role, fact["school"], day, None))
        elif name_of(fact) == "roles.left":
            found = [_left(held, role, fact["school"], day) for held in found]
    return found


def _left(held: Held, role: str, school: str, day: str) -> Held:
    ends = held.until is None and (held.role, held.school) == (role, school)
    return Held(role, school, held.since, day) if ends else held


def _thing(data: Mapping[str, Any]) -> str | None:
    return next((str(data[field]) for field in _RETRACTABLE if data.get(field)), None)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


_ADDS: Mapping[str, Callable[[Mapping[str, Any]], Totals]] = {
    "enrolments.completed": lambda d: Totals(modules_completed=1, study_hours=d["studyHours"]),
    "enrolments.practice-logged": lambda d: Totals(
        practice_lessons=1, practice_minutes=d["minutes"], coached_lessons=int(d["withCoach"])
    ),
    "informal-learnings.recorded": lambda d: Totals(informal_minutes=d["minutes"]),
    "reflections.recorded": lambda d: Totals(reflections=1, reflection_minutes=d["minutes"]),
    "observations.recorded": lambda _: Totals(observations=1),
    "coachings.recorded": lambda d: Totals(coachings=1, coaching_minutes=d["minutes"]),
    "certificates.awarded": lambda _: Totals(certificates=1),
}
