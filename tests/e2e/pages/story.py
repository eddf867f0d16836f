"""Two years at three schools of one board, and one school of another, for pages to show.

Wadlijn: feedback rose, differentiation was never discussed, digitalisation has four people.
Slikgors: a team of four. Zeekraal: nothing yet but its people. Duinrand is of the other board.

The file is long because the schools share people and days, which one story keeps in step.
"""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.oracle.telling import Event, Teller, new_id

BOARD, OTHER_BOARD = "01234", "04321"
WADLIJN, SLIKGORS, ZEEKRAAL, DUINRAND = "98WL00", "98SG00", "98ZK00", "97DR00"
NOW = datetime(2026, 3, 17, 8, 41, tzinfo=UTC)
YEAR, YEAR_BEFORE = "2025-2026", "2024-2025"
NOOR, COACH = "t-noor-0001", "w-07"
STANDS, REVOKED = (
    "5f6c2a1e-8f3a-4a53-9a57-0d6f3f0b7c11",
    "0b1d7c9a-21d4-4e0e-8a6e-6b1c5d2e9f22",
)
LIST = {"instrument": "voorbeeldlijst", "instrumentVersion": "2.0"}
MODULES = {
    "FB-01": ("feedback", "Feedback in de les", "Feedback in the lesson"),
    "DF-01": ("differentiation", "Differentiëren in één les", "Differentiating in one lesson"),
    "KM-01": ("classroom-management", "Rust in de klas", "Calm in the classroom"),
    "DG-01": ("digitalisation", "Slim met schermen", "Screens, used well"),
}


class Story:
    """Says what happened; every fact is logged on its day, in the order of saying."""

    def __init__(self) -> None:
        self.rng = random.Random(3)
        self.tell = Teller(self.rng)
        self._count = 0

    def say(
        self, name: str, school: str, day: date, data: dict[str, Any], by: str = "enrolment"
    ) -> None:
        self._count += 1
        at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        at += timedelta(microseconds=self._count)
        board = OTHER_BOARD if school in (DUINRAND, OTHER_BOARD) else BOARD
        self.tell.say(name, school, board, day, data, publisher=by, at=at, occurred=day.isoformat())

    def board(self, board: str, name: str) -> None:
        self.say(
            "boards.registered",
            board,
            date(2024, 7, 1),
            {
                "board": board,
                "name": name,
                "sectors": ["vo", "po"],
                "countedPurposes": ["coaching", "peer", "appraisal", "audit"],
                "validFrom": "2024-08-01",
            },
        )

    def school(self, code: str, name: str, sector: str, place: str, people: list[str]) -> None:
        board = OTHER_BOARD if code == DUINRAND else BOARD
        said = {"school": code, "board": board, "name": name, "sector": sector, "place": place}
        self.say("schools.registered", code, date(2024, 7, 1), {**said, "validFrom": "2024-08-01"})
        for number, teacher in enumerate(people):
            career = "2024-08-01" if number % 5 == 0 else "2012-08-01"
            member = {"teacher": teacher, "from": "2024-08-01", "careerStart": career}
            self.say(
                "teachers.joined",
                code,
                date(2024, 8, 1),
                {**member, "careerChanger": False, "fte": 0.8, "function": "teacher"},
            )

    def module(self, code: str) -> None:
        theme, dutch, english = MODULES[code]
        self.say(
            "modules.registered",
            BOARD,
            date(2024, 7, 2),
            {
                "module": code,
                "version": 1,
                "theme": theme,
                "titles": {"nl": dutch, "en": english},
                "studyHours": 12.0,
                "practiceLessons": 4,
                "form": "group",
                "level": "all",
                "sample": False,
                "validFrom": "2024-08-01",
            },
        )

    def goal(
        self,
        school: str,
        theme: str,
        year: str,
        day: date,
        due: date,
        *,
        indicator: str,
        target: float,
    ) -> str:
        goal = new_id(self.rng)
        said = {"goal": goal, "theme": theme, "schoolYear": year, "indicator": indicator}
        self.say("goals.set", school, day, {**said, "target": target, "dueOn": due.isoformat()})
        return goal

    def enrol(
        self,
        school: str,
        teacher: str,
        module: str,
        start: date,
        end: date | None,
        *,
        goal: str | None = None,
        discussed: bool = True,
        practices: int = 3,
    ) -> None:
        enrolment = new_id(self.rng)
        asked = {"enrolment": enrolment, "teacher": teacher, "module": module, "moduleVersion": 1}
        planned = {"plannedHours": 12.0, "plannedPractice": 4}
        asked |= {"theme": MODULES[module][0], "goal": goal, **planned}
        self.say("enrolments.requested", school, start - timedelta(days=14), asked)
        self.say(
            "enrolments.confirmed", school, start - timedelta(days=7), {"enrolment": enrolment}
        )
        self.say("enrolments.started", school, start, {"enrolment": enrolment})
        for number in range(practices):
            self.say(
                "enrolments.practice-logged",
                school,
                start + timedelta(days=7 * (number + 1)),
                {
                    "enrolment": enrolment,
                    "practice": new_id(self.rng),
                    "minutes": 50,
                    "withCoach": number == 0,
                    "ownClass": True,
                },
            )
        if end is None:
            return
        done = {"enrolment": enrolment, "studyHours": 12.0, "assessment": "passed"}
        self.say("enrolments.completed", school, end, done)
        if discussed:
            day = end + timedelta(days=20)
            told = {"enrolment": enrolment, "conclusion": "apply"}
            self.say("enrolments.outcome-discussed", school, day, told)

    def rate(self, school: str, teacher: str, module: str, day: date) -> None:
        self.say(
            "module-ratings.recorded",
            school,
            day,
            {
                "rating": new_id(self.rng),
                "teacher": teacher,
                "module": module,
                "moduleVersion": 1,
                "theme": MODULES[module][0],
                "stars": self.rng.choice([3, 4, 4, 5]),
                "recommends": True,
            },
            by="feedback",
        )

    def watch(
        self, school: str, teacher: str, theme: str, day: date, level: float, perspective: str
    ) -> None:
        scores = [
            {"indicator": f"i{n}", "theme": theme, "score": self._score(level)} for n in range(6)
        ]
        said: dict[str, Any] = {"observation": new_id(self.rng), "teacher": teacher, **LIST}
        purpose = self.rng.choice(["appraisal", "coaching"])
        said |= {"perspective": perspective, "purpose": purpose, "scores": scores}
        if perspective == "observer":
            said["observer"] = f"o-{self.rng.randint(1, 4)}"
        else:
            said["purpose"] = "coaching"
        if perspective == "pupils":
            said |= {"respondents": 24, "purpose": "audit", "instrument": "leerlinglijst"}
        self.say("observations.recorded", school, day, said, by="feedback")

    def _score(self, level: float) -> int:
        return min(4, max(1, round(self.rng.gauss(level, 0.6))))


def events() -> list[Event]:
    """The whole story, sealed."""
    story = Story()
    story.board(BOARD, "Stichting Kwelderland")
    story.board(OTHER_BOARD, "Stichting Duin")
    for module in MODULES:
        story.module(module)
    team = [NOOR, *(f"w-{number:02d}" for number in range(1, 25))]
    story.school(WADLIJN, "Wadlijn College", "vo", "Waddam", team)
    story.school(SLIKGORS, "Slikgors", "po", "Slikdorp", [f"s-{n}" for n in range(4)])
    story.school(ZEEKRAAL, "Lyceum Zeekraal", "vo", "Zeestad", [f"z-{n}" for n in range(9)])
    story.school(DUINRAND, "Duinrand", "po", "Duinen", [f"d-{n}" for n in range(6)])
    _year_before(story, team)
    _wadlijn(story, team)
    _slikgors(story)
    _working(story, team)
    _certificates(story)
    return story.tell.history()


def _certificates(story: Story) -> None:
    """Noor has one that stands and one that was revoked; last, so that no other chance moves."""
    for certificate, day in ((STANDS, date(2026, 2, 13)), (REVOKED, date(2025, 1, 27))):
        said = {"certificate": certificate, "teacher": NOOR, "module": "FB-01", "moduleVersion": 1}
        story.say("certificates.awarded", WADLIJN, day, said)
    story.say("certificates.revoked", WADLIJN, date(2026, 2, 1), {"certificate": REVOKED})


def _year_before(story: Story, team: list[str]) -> None:
    goal = story.goal(
        WADLIJN,
        "feedback",
        YEAR_BEFORE,
        date(2024, 9, 12),
        date(2025, 4, 30),
        indicator="growth-observer",
        target=0.2,
    )
    for teacher in team[:9]:
        story.watch(WADLIJN, teacher, "feedback", date(2024, 9, 20), 2.3, "observer")
        story.enrol(WADLIJN, teacher, "FB-01", date(2024, 10, 1), date(2025, 1, 20), goal=goal)
        story.watch(WADLIJN, teacher, "feedback", date(2025, 2, 10), 2.6, "observer")
    evaluated = {"goal": goal, "outcome": "partly", "decision": "continue"}
    story.say("goals.evaluated", WADLIJN, date(2025, 7, 3), evaluated)


def _wadlijn(story: Story, team: list[str]) -> None:
    feedback = story.goal(
        WADLIJN,
        "feedback",
        YEAR,
        date(2025, 9, 12),
        date(2026, 4, 30),
        indicator="growth-observer",
        target=0.2,
    )
    story.goal(
        WADLIJN,
        "differentiation",
        YEAR,
        date(2025, 9, 12),
        date(2026, 2, 28),
        indicator="discussed-share",
        target=0.8,
    )
    for number, teacher in enumerate(team[:15]):
        for perspective, level in (("observer", 2.2), ("self", 2.5), ("pupils", 2.6)):
            story.watch(WADLIJN, teacher, "feedback", date(2025, 9, 17), level, perspective)
        done = date(2026, 2, 6) if number < 11 else None
        story.enrol(
            WADLIJN, teacher, "FB-01", date(2025, 10, 2), done, goal=feedback, discussed=number < 6
        )
        for perspective, level in (("observer", 3.0), ("self", 2.8), ("pupils", 2.7)):
            story.watch(WADLIJN, teacher, "feedback", date(2026, 2, 24), level, perspective)
        if number < 7:
            story.rate(WADLIJN, teacher, "FB-01", date(2026, 2, 15))
    for teacher in team[15:21]:
        story.watch(WADLIJN, teacher, "feedback", date(2025, 9, 18), 2.8, "observer")
        story.watch(WADLIJN, teacher, "feedback", date(2026, 2, 25), 2.8, "observer")
    for teacher in team[3:12]:
        story.enrol(
            WADLIJN, teacher, "DF-01", date(2025, 9, 22), date(2025, 12, 1), discussed=False
        )
    for teacher in team[20:24]:
        story.enrol(WADLIJN, teacher, "DG-01", date(2026, 1, 12), None, practices=1)


def _slikgors(story: Story) -> None:
    story.goal(
        SLIKGORS,
        "classroom-management",
        YEAR,
        date(2025, 10, 1),
        date(2026, 6, 30),
        indicator="mean-pupils",
        target=3.2,
    )
    for teacher in ("s-0", "s-1", "s-2"):
        story.enrol(SLIKGORS, teacher, "KM-01", date(2025, 11, 3), date(2026, 2, 2))


def _working(story: Story, team: list[str]) -> None:
    story.say(
        "coaches.assigned",
        WADLIJN,
        date(2025, 8, 20),
        {"coach": COACH, "teacher": NOOR, "from": "2025-08-20"},
    )
    for month in (9, 11, 12):
        talk = {"coaching": new_id(story.rng), "coach": COACH, "teacher": NOOR}
        story.say(
            "coachings.recorded",
            WADLIJN,
            date(2025, month, 5),
            {**talk, "kind": "talk", "minutes": 45},
            by="feedback",
        )
    for teacher in team[:8]:
        story.say(
            "informal-learnings.recorded",
            WADLIJN,
            date(2025, 11, 20),
            {
                "learning": new_id(story.rng),
                "teacher": teacher,
                "theme": "feedback",
                "kind": "lesson-study",
                "minutes": 120,
            },
        )
    story.say(
        "reflections.recorded",
        WADLIJN,
        date(2025, 12, 8),
        {"reflection": new_id(story.rng), "teacher": NOOR, "theme": "feedback", "minutes": 15},
        by="feedback",
    )
    story.say("roles.taken", WADLIJN, date(2025, 9, 1), {"teacher": NOOR, "role": "ict-lead"})
    for opens, closes in (
        (date(2025, 10, 1), date(2025, 10, 15)),
        (date(2026, 2, 1), date(2026, 2, 15)),
    ):
        wave = new_id(story.rng)
        span = {"opensOn": opens.isoformat(), "closesOn": closes.isoformat(), "invited": 25}
        story.say("pulse-waves.opened", WADLIJN, opens, {"wave": wave, **span}, by="feedback")
        for _ in range(17):
            answers = {
                item: story.rng.choice([2, 3, 3, 4, 5])
                for item in ("control", "support", "resources", "autonomy")
            }
            answer = {"response": new_id(story.rng), "wave": wave, **answers}
            story.say("pulses.recorded", WADLIJN, opens + timedelta(days=3), answer, by="feedback")
        story.say("pulse-waves.closed", WADLIJN, closes, {"wave": wave}, by="feedback")
