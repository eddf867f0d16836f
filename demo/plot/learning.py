"""What people learn: modules from request to the talk about the outcome, and informal learning."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from demo.acts import ref
from demo.calendar import lesson
from demo.catalogue import Module
from demo.plot.informal import learn_informally, zeal
from demo.plot.script import Script
from demo.plot.setting_up import CORRECTED
from demo.stories import Focus
from demo.teaching import Training
from demo.who import Person, School
from shared.contracts.codes import Conclusion

ONE_MORE = 0.35  # takes a module besides those of the school's themes
DECLINED, NEVER_ANSWERED, DROPPED_OUT, UNFINISHED = 0.04, 0.02, 0.09, 0.05
FAILED, CERTIFICATE = 0.07, 0.6
SOON, LATER, TALKED_LATER = (5, 38), (45, 70), 0.12  # days until the talk about the outcome
PRACTICE_RETRACTED = 0.03
STARTS_OF_OTHERS = (40, 45, 47, 2, 4, 8, 11)
SMALLEST_GROUP = 6  # takes part in a focus where the team allows: so that figures can be shown
DROP_OUT_REASONS = ("workload", "workload", "workload", "absence", "did-not-fit")
DECLINE_REASONS = ("no-hours", "does-not-fit-goals", "module-full")
CONCLUSIONS: tuple[Conclusion, ...] = ("apply", "apply", "practise-more", "follow-up", "no-change")
AT_MOST = 1.6  # times the hours that a module is said to take
ALLOWANCE = {"po": 80.0, "vo": 83.0}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A module that somebody takes, from when on, and for which theme of the school."""

    person: Person
    module: Module
    start: date
    focus: Focus | None

    @property
    def name(self) -> str:
        """Names the enrolment."""
        return f"enrolment/{self.person.subject}/{self.module.code}"


@dataclass(frozen=True, slots=True)
class Completed:
    """A completed enrolment and its day: others look back on it."""

    chosen: Chosen
    day: date


def learn(script: Script, school: School) -> list[Completed]:
    """A school's year of learning; the completed enrolments in it."""
    rng = script.rng(f"learning/{school.code}")
    chosen = _by_focus(script, school, rng) + _others(script, school, rng)
    hours = {p.subject: learn_informally(script, school, p) for p in school.team}
    for one in chosen:
        said = one.module.study_hours + one.module.practice_lessons
        hours[one.person.subject] += AT_MOST * said
    completed = []
    for one in chosen:
        # Leaders agree to all that the year may come to, whatever a correction leaves of a job.
        right = ALLOWANCE[school.sector] * min(one.person.fte, CORRECTED)
        beyond = hours[one.person.subject] > right
        done = _Life(script, school, one, script.rng(one.name)).tell(beyond=beyond)
        completed += [done] if done else []
    return completed


def goal_name(school: School, focus: Focus) -> str:
    """The name of the act that sets the goal of a focus."""
    return f"goal/{school.code}/{focus.theme}"


def _by_focus(script: Script, school: School, rng: Random) -> list[Chosen]:
    """Who takes part in the school's themes: most by chance, in one story the weakest."""
    found: list[Chosen] = []
    taken: dict[str, int] = {}
    for focus in school.story.focuses:
        module = script.modules[focus.module]
        monday = script.year.monday(focus.week)
        able = [p for p in school.team if _able(script, p, monday)]
        rng.shuffle(able)
        able.sort(key=lambda person: taken.get(person.subject, 0))  # who did little goes first
        if focus.weakest_first:
            able.sort(key=lambda p: script.teaching[p.subject].in_autumn(focus.theme))
        many = max(round(focus.share * len(school.team)), min(SMALLEST_GROUP, len(able)))
        if focus is not school.story.focuses[0]:
            many = max(2, round(focus.share * len(school.team)))
        for person in able[:many]:
            taken[person.subject] = taken.get(person.subject, 0) + 1
            start = script.year.day_from(monday + timedelta(days=rng.randint(0, 4)))
            if start:
                found.append(Chosen(person, module, start, focus))
    return found


def _able(script: Script, person: Person, monday: date) -> bool:
    """Whether somebody learns at all this year, and is there from the asking to the end."""
    stays = person.until is None or person.until > monday + timedelta(days=200)
    return stays and person.there_on(monday - timedelta(days=40)) and zeal(script, person) > 0


def _others(script: Script, school: School, rng: Random) -> list[Chosen]:
    """Modules that people chose for themselves."""
    own = {focus.module for focus in school.story.focuses}
    found = []
    for person in school.team:
        if rng.random() >= ONE_MORE or not zeal(script, person):
            continue
        starter = person.starter_in(script.year.starts_on)
        fitting = [
            module
            for module in script.modules.values()
            if module.code not in own and not (starter and module.advanced)
        ]
        module = rng.choice(fitting)
        monday = script.year.monday(rng.choice(STARTS_OF_OTHERS))
        start = script.year.day_from(monday + timedelta(days=rng.randint(0, 4)))
        if start and person.there_on(start - timedelta(days=30)) and person.there_on(start):
            found.append(Chosen(person, module, start, None))
    return found


class _Life:
    """The life of one enrolment, step by step; it stops where the story or the year ends."""

    def __init__(self, script: Script, school: School, chosen: Chosen, rng: Random) -> None:
        self._script = script
        self._school = school
        self._chosen = chosen
        self._rng = rng
        self._path = f"/v1/schools/{school.code}/enrolments"
        self._own = f"{self._path}/{ref(chosen.name)}"

    def tell(self, *, beyond: bool) -> Completed | None:
        """Add the acts; the completion when it comes to that."""
        rng, one, year = self._rng, self._chosen, self._script.year
        asked = year.day_from(one.start - timedelta(days=rng.randint(14, 24)))
        answered = asked and year.later(asked, 1, rng, 8)
        if asked is None or answered is None or answered >= one.start:
            return None
        self._request(asked)
        chance = rng.random()
        if chance < NEVER_ANSWERED:
            return None
        if one.focus is None and chance < NEVER_ANSWERED + 2 * DECLINED:
            reason = rng.choice(DECLINE_REASONS)
            self._step("declinations", answered, self._school.leader, reason=reason)
            return None
        agreed: dict[str, Any] = {"beyondAllowance": True} if beyond else {}
        self._step("confirmations", answered, self._school.leader, **agreed)
        self._step("starts", one.start, one.person)
        return self._after_the_start()

    def _after_the_start(self) -> Completed | None:
        rng, one, year = self._rng, self._chosen, self._script.year
        ended = year.later(one.start, 56, rng, 98)
        if ended is None or not one.person.there_on(ended):
            self._practise(one.start, year.days[-1])
            return None
        chance = rng.random()
        if chance < DROPPED_OUT:
            gone = year.later(one.start, 15, rng, 50) or ended
            self._practise(one.start, gone, share=0.4)
            self._step("withdrawals", gone, one.person, reason=rng.choice(DROP_OUT_REASONS))
            return None
        self._practise(one.start, ended)
        if chance < DROPPED_OUT + UNFINISHED:
            return None
        return self._complete(ended)

    def _request(self, day: date) -> None:
        one = self._chosen
        body: dict[str, Any] = {"module": one.module.code, "occurredAt": day.isoformat()}
        if one.focus is not None:
            body["goal"] = ref(goal_name(self._school, one.focus))
        self._script.ask(one.name, day, one.person, self._path, body, gives="enrolment")

    def _step(self, step: str, day: date, by: Person, **more: Any) -> None:
        name = f"{self._chosen.name}/{step}"
        body = {"occurredAt": day.isoformat(), **more}
        self._script.ask(name, day, by, f"{self._own}/{step}", body)

    def _practise(self, start: date, end: date, share: float = 1.0) -> None:
        """Practice lessons between two days; a few are logged late, or in error."""
        rng, one = self._rng, self._chosen
        many = round(one.module.practice_lessons * share * rng.uniform(0.6, 1.25))
        for number in range(many):
            day = self._script.year.within(start + timedelta(days=3), end - timedelta(days=1), rng)
            if day is None or not one.person.there_on(day):
                continue
            logged = min(self._script.logged_on(day, rng), end - timedelta(days=1))
            logged = self._script.year.day_from(max(logged, day)) or day
            logged = logged if logged < end else day
            name = f"{one.name}/practice-{number}"
            body = {
                "minutes": rng.choice((45, 50, 50, 60)),
                "withCoach": rng.random() < (0.5 if one.module.coached else 0.15),
                "ownClass": rng.random() < 0.85,
                "occurredAt": lesson(day, rng),
            }
            practices = f"{self._own}/practices"
            self._script.ask(name, logged, one.person, practices, body, gives="practice")
            if rng.random() < PRACTICE_RETRACTED:
                when = self._script.year.later(logged, 1, rng, 6)
                if when and when < end:
                    path = f"{practices}/{ref(name)}/retractions"
                    self._script.ask(f"{name}/retracted", when, one.person, path, {})

    def _complete(self, day: date) -> Completed:
        rng, one = self._rng, self._chosen
        hours = round(one.module.study_hours * rng.lognormvariate(-0.05, 0.25) * 4) / 4
        assessment = "failed" if rng.random() < FAILED else "passed"
        if one.module.code[-1] in "37":  # some modules have none
            assessment = "none"
        self._step("completions", day, one.person, studyHours=hours, assessment=assessment)
        effect = one.focus.effect if one.focus else 0.2
        training = Training(one.module.theme, one.start, effect)
        self._script.trained[one.person.subject].append(training)
        self._discuss(day)
        if assessment == "passed" and rng.random() < CERTIFICATE:
            when = self._script.year.later(day, 3, rng, 20)
            if when:
                path = f"/v1/schools/{self._school.code}/certificates"
                body = {"enrolment": ref(one.name), "occurredAt": when.isoformat()}
                self._script.ask(f"{one.name}/certificate", when, self._school.leader, path, body)
        return Completed(one, day)

    def _discuss(self, completed: date) -> None:
        """Most within six weeks, some later, at one school hardly ever."""
        rng = self._rng
        if rng.random() >= self._school.story.discussed:
            return
        least, most = LATER if rng.random() < TALKED_LATER else SOON
        day = self._script.year.later(completed, least, rng, most)
        if day:
            conclusion = rng.choice(CONCLUSIONS)
            self._step("discussions", day, self._school.leader, conclusion=conclusion)
