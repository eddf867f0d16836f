"""What is seen of lessons: by observers, by teachers themselves and by pupils, through the year."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from demo.acts import thing
from demo.calendar import lesson
from demo.plot.script import Script
from demo.plot.setting_up import pseudonym
from demo.teaching import LIST, LIST_VERSION, PUPILS_LIST, strictness_of
from demo.who import Person, School
from shared.contracts.codes import Perspective, Purpose, Theme

# ISO weeks: before the modules start, while they run, and when they are over.
BEFORE, DURING, AFTER = (36, 40), (45, 8), (11, 26)
SEEN_BEFORE, SEEN_DURING, SEEN_AFTER = 0.88, 0.35, 0.88
STARTER_SEEN_DURING = 0.9
LISTED: tuple[tuple[Perspective, float, float], ...] = (("self", 0.75, 0.7), ("pupils", 0.75, 0.7))
APPRAISED = 0.45
RETRACTED = 0.025
TOO_FEW_PUPILS = 0.04
REMARK = "Besproken na de les; afspraken staan in het gespreksverslag."


@dataclass(frozen=True, slots=True)
class Seen:
    """One observation in the platform: of whom, when it was logged there, and its id."""

    teacher: Person
    logged: date
    observation: str


def watch(script: Script, school: School) -> list[Seen]:
    """A school's observations; those in the platform that were not taken back."""
    found: list[Seen] = []
    for person in school.team:
        found += _Watched(script, school, person).tell()
    return found


class _Watched:
    """The observations of one teacher."""

    def __init__(self, script: Script, school: School, person: Person) -> None:
        self._script = script
        self._school = school
        self._person = person
        self._rng = script.rng(f"watching/{person.subject}")
        self._seen: list[Seen] = []
        self._met: set[str] = set()

    def tell(self) -> list[Seen]:
        """Add the acts."""
        starter = self._person.starter_in(self._script.year.starts_on)
        self._by_observer("before", BEFORE, SEEN_BEFORE)
        self._by_observer("during", DURING, STARTER_SEEN_DURING if starter else SEEN_DURING)
        self._by_observer("after", AFTER, SEEN_AFTER)
        self._by_observer("starter", AFTER, 0.6 if starter else 0)
        self._appraised()
        for perspective, before, after in LISTED:
            self._listed(perspective, "before", BEFORE, before)
            self._listed(perspective, "after", AFTER, after)
        return self._seen

    def _day(self, weeks: tuple[int, int], chance: float) -> date | None:
        """A lesson day in these weeks, if it comes to that and the teacher is there."""
        if self._rng.random() >= chance:
            return None
        monday, last = (self._script.year.monday(week) for week in weeks)
        day = self._script.year.within(monday, last + timedelta(days=4), self._rng)
        return day if day and self._person.there_on(day) else None

    def _by_observer(self, name: str, weeks: tuple[int, int], chance: float) -> None:
        day = self._day(weeks, chance)
        if day is None:
            return
        observer, purpose = self._observer(day)
        self._record(f"observer-{name}", day, "observer", purpose, observer)

    def _observer(self, day: date) -> tuple[Person, Purpose]:
        """A coach, a colleague, or a coach on a round through the school; never twice the same."""
        coaches = [c for c in self._school.coaches if c != self._person]
        colleagues = [t for t in self._school.teachers if t != self._person and t.there_on(day)]
        purpose: Purpose = self._rng.choices(("coaching", "peer", "audit"), (0.5, 0.3, 0.2))[0]
        able = colleagues if purpose == "peer" or not coaches else coaches
        purpose = "peer" if able is colleagues else purpose
        new = [one for one in able if one.subject not in self._met] or able
        observer = self._rng.choice(new)
        self._met.add(observer.subject)
        return observer, purpose

    def _listed(
        self, perspective: Perspective, name: str, weeks: tuple[int, int], chance: float
    ) -> None:
        day = self._day(weeks, chance)
        if day is not None:
            self._record(f"{perspective}-{name}", day, perspective, "coaching", None)

    def _appraised(self) -> None:
        """By the school's leader, who writes it down without the platform."""
        day = self._day((46, 16), APPRAISED)
        if day is None:
            return
        data = self._data(day, "observer", "appraisal", self._school.leader)
        body = data | {"teacher": pseudonym(self._person), "comment": REMARK}
        path = f"/v1/schools/{self._school.code}/observations"
        name = f"observation/{self._person.subject}/appraisal"
        self._script.ask(name, day, self._school.leader, path, body, to="feedback")

    def _record(
        self,
        name: str,
        day: date,
        perspective: Perspective,
        purpose: Purpose,
        observer: Person | None,
    ) -> None:
        name = f"observation/{self._person.subject}/{name}"
        data = self._data(day, perspective, purpose, observer)
        logged = self._script.logged_on(day, self._rng)
        if self._school.story.by_hand:
            self._by_hand(name, logged, observer or self._person, data)
        else:
            self._by_platform(name, logged, observer, data)

    def _by_hand(self, name: str, logged: date, by: Person, data: dict[str, Any]) -> None:
        path = f"/v1/schools/{self._school.code}/observations"
        body = data | {"teacher": pseudonym(self._person)}
        self._script.ask(name, logged, by, path, body, to="feedback", gives="observation")

    def _by_platform(
        self, name: str, logged: date, observer: Person | None, data: dict[str, Any]
    ) -> None:
        observation = thing(name)
        data |= {"observation": observation, "teacher": self._person.platform_id}
        if observer is not None:
            data["observer"] = observer.platform_id
        self._script.send(name, logged, "observations.recorded", self._school, data)
        if self._rng.random() < RETRACTED:
            self._retract(name, logged, data)
        else:
            self._seen.append(Seen(self._person, logged, observation))

    def _retract(self, name: str, logged: date, data: dict[str, Any]) -> None:
        """It was entered in error, and is recorded anew on the same day."""
        when = self._script.year.later(logged, 1, self._rng, 12)
        if when is None:
            return
        error = {
            "observation": data["observation"],
            "reason": "entered-in-error",
            "occurredAt": when.isoformat(),
        }
        self._script.send(f"{name}/retracted", when, "observations.retracted", self._school, error)
        right = data | {"observation": thing(f"{name}/right")}
        self._script.send(f"{name}/right", when, "observations.recorded", self._school, right)

    def _data(
        self, day: date, perspective: Perspective, purpose: Purpose, observer: Person | None
    ) -> dict[str, Any]:
        """What both doors ask, but for the people."""
        rng = self._rng
        teaching = self._script.teaching[self._person.subject]
        scores = teaching.seen(
            perspective,
            day,
            self._script.trained.get(self._person.subject, ()),
            rng,
            strictness=strictness_of(observer.subject) if observer else None,
            without=_not_looked_at(self._script, self._school, day),
        )
        data: dict[str, Any] = {
            "occurredAt": lesson(day, rng),
            "perspective": perspective,
            "purpose": purpose,
            "instrument": PUPILS_LIST if perspective == "pupils" else LIST,
            "instrumentVersion": LIST_VERSION,
            "scores": scores,
        }
        if perspective == "pupils":
            few = rng.random() < TOO_FEW_PUPILS
            data["respondents"] = rng.randint(2, 4) if few else rng.randint(12, 29)
        return data


def _not_looked_at(script: Script, school: School, day: date) -> Collection[Theme]:
    """The themes without follow-up: once their modules have begun, nobody looks at them."""
    return {
        focus.theme
        for focus in school.story.focuses
        if not focus.observed_after and day >= script.year.monday(focus.week)
    }
