"""How starters and career changers are guided: a coach, talks, and lessons with the coach there."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from demo.acts import ref, thing
from demo.calendar import PREPARING_WEEK, lesson
from demo.plot.script import Script
from demo.plot.setting_up import pseudonym
from demo.who import Person, School
from shared.contracts.codes import CoachingKind

DAYS_BETWEEN_TALKS, DAYS_BETWEEN_LESSONS = (16, 30), (32, 60)
RETRACTED = 0.02
NOT_GUIDED, GUIDED_LATE = "not-discussed", "no-effect"  # the stories in which one is overlooked
LATE_DAYS = 60
OVERLOOKED = 0.13  # of starters, but for the first of a school


def guide(script: Script, school: School) -> None:
    """A school's year of guidance."""
    starters = [p for p in school.team if p.starter_in(script.year.starts_on)]
    for number, person in enumerate(starters):
        if _overlooked(script, school, person, number) and len(starters) > 1:
            continue
        coach = school.coaches[number % len(school.coaches)]
        late = number == 0 and school.story.name == GUIDED_LATE
        first = _assigned(script, school, coach, person, late=late)
        rng = script.rng(f"guiding/{person.subject}")
        guidance = _Guidance(script, school, coach, person, rng)
        guidance.tell("talk", first)
        guidance.tell("coached-lesson", first)


def _overlooked(script: Script, school: School, person: Person, number: int) -> bool:
    """Whether nobody guides this starter: the first one only where that is the story."""
    if number == 0:
        return school.story.name == NOT_GUIDED
    return script.rng(f"overlooked/{person.subject}").random() < OVERLOOKED


def _assigned(script: Script, school: School, coach: Person, person: Person, *, late: bool) -> date:
    rng = script.rng(f"assigning/{person.subject}")
    wait = timedelta(days=LATE_DAYS if late else rng.randint(2, 12))
    office = script.year.monday(PREPARING_WEEK)
    if person.since < office and not late:
        day = office + timedelta(days=rng.randint(1, 4))
    else:
        first = max(person.since, office)
        day = script.year.day_from(first + wait) or script.year.days[-1]
    # Whoever came in an earlier year has had this coach since then.
    since = person.since + wait if person.since < script.year.starts_on else day
    pair = {"coach": pseudonym(coach), "teacher": pseudonym(person)}
    path = f"/v1/schools/{school.code}"
    body = pair | {"from": since.isoformat(), "occurredAt": day.isoformat()}
    name = f"coach/{person.subject}"
    script.ask(name, day, school.leader, f"{path}/coach-assignments", body)
    if person.until is not None:
        end = script.year.day_from(person.until - timedelta(days=14)) or script.year.days[-1]
        until = pair | {"until": person.until.isoformat()}
        script.ask(f"{name}/released", end, school.leader, f"{path}/coach-releases", until)
    return day


@dataclass(frozen=True, slots=True)
class _Guidance:
    """What one coach does for one teacher."""

    script: Script
    school: School
    coach: Person
    person: Person
    rng: Random

    def tell(self, kind: CoachingKind, first: date) -> None:
        """Add the talks, or the lessons, from a day on until the year or the membership ends."""
        between = DAYS_BETWEEN_TALKS if kind == "talk" else DAYS_BETWEEN_LESSONS
        day = self.script.year.later(first, 4, self.rng, between[1])
        number = 0
        while day is not None and self.person.there_on(day):
            name = f"coaching/{self.person.subject}/{kind}-{number}"
            minutes = self.rng.choice((30, 45, 60)) if kind == "talk" else 50
            data = {"kind": kind, "minutes": minutes, "occurredAt": lesson(day, self.rng)}
            self._record(name, day, data)
            day = self.script.year.later(day, between[0], self.rng, between[1])
            number += 1

    def _record(self, name: str, day: date, data: dict[str, Any]) -> None:
        """By the coach, or by the platform; a few are taken back."""
        taken_back = None
        if self.rng.random() < RETRACTED:
            taken_back = self.script.year.later(day, 1, self.rng, 9)
        if self.school.story.by_hand:
            self._by_hand(name, day, data, taken_back)
        else:
            self._by_platform(name, day, data, taken_back)

    def _by_hand(self, name: str, day: date, data: dict[str, Any], taken_back: date | None) -> None:
        path, by = f"/v1/schools/{self.school.code}/coachings", self.coach
        body = data | {"teacher": pseudonym(self.person)}
        self.script.ask(name, day, by, path, body, to="feedback", gives="coaching")
        if taken_back:
            retraction = f"{path}/{ref(name)}/retractions"
            self.script.ask(f"{name}/retracted", taken_back, by, retraction, {}, to="feedback")

    def _by_platform(
        self, name: str, day: date, data: dict[str, Any], taken_back: date | None
    ) -> None:
        data |= {
            "coaching": thing(name),
            "coach": self.coach.platform_id,
            "teacher": self.person.platform_id,
        }
        self.script.send(name, day, "coachings.recorded", self.school, data)
        if taken_back:
            error = {"coaching": thing(name), "occurredAt": taken_back.isoformat()}
            retracted = f"{name}/retracted"
            self.script.send(retracted, taken_back, "coachings.retracted", self.school, error)
