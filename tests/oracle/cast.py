"""Who appears in an invented history: boards, schools and teachers with their memberships."""

import random
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.oracle.days import ONE_DAY, days, year_start
from tests.oracle.telling import Said, Teller

SECTORS = ("po", "vo", "so", "vso", "mbo")
DESTINATIONS = ("same-board", "other-board", "outside-education", "retirement", "unknown")
PURPOSES = ("coaching", "peer", "appraisal", "audit")


@dataclass
class Person:
    """A teacher at one school, on the days between first and last (null: still there)."""

    teacher: str
    first: date
    last: date | None = None
    starter: bool = False

    def there(self, day: date) -> bool:
        """Whether the person is there on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass
class Place:
    """A school with its people."""

    key: str
    board: str
    sector: str
    opened: Said
    people: list[Person] = field(default_factory=list)

    def around(self, start: date, end: date) -> list[Person]:
        """Who is there on some day of a period."""
        return [
            one
            for one in self.people
            if one.first <= end and (one.last is None or one.last >= start)
        ]


@dataclass
class Stage:
    """Everything the stories need: who speaks, the years, and the schools."""

    rng: random.Random
    tell: Teller
    years: list[int]
    boards: list[str]
    schools: list[Place] = field(default_factory=list)

    def say(self, place: Place, name: str, day: date, data: dict[str, Any], **how: Any) -> Said:
        """Say a fact of a school, never before the school itself was registered."""
        how.setdefault("after", place.opened)
        return self.tell.say(name, place.key, place.board, day, data, **how)


def pseudonym(rng: random.Random) -> str:
    """A random pseudonym."""
    return f"t-{rng.getrandbits(48):012x}"


def boundary_day(rng: random.Random, year: int) -> date:
    """A day of a school year, by preference one on which something turns."""
    start = year_start(year)
    turning = [
        start,
        start + ONE_DAY,
        date(year, 12, 31),
        date(year + 1, 1, 1),
        date(year + 1, 3, 31),
        date(year + 1, 4, 1),
        date(year + 1, 7, 31),
        date(year + 1, 7, 30),
        _last_sunday(year, 10),
        _last_sunday(year + 1, 3),
    ]
    return rng.choice(turning) if rng.random() < 0.25 else start + days(rng.randint(0, 364))


def _last_sunday(year: int, month: int) -> date:
    """The day on which the clocks change."""
    last = date(year, month, 31)
    return last - days((last.weekday() + 1) % 7)


def boards(stage: Stage) -> None:
    """Register the boards; some count fewer purposes, some change their mind on a day."""
    rng = stage.rng
    for board in stage.boards:
        first = year_start(stage.years[0]) - days(rng.choice([0, 1, 400]))
        said = None
        for valid_from in [first, *_changes_of_mind(rng, stage.years)]:
            data: dict[str, Any] = {
                "board": board,
                "name": f"Bestuur {board}",
                "sectors": list(SECTORS),
                "validFrom": valid_from.isoformat(),
            }
            counted = rng.choice(
                [None, PURPOSES, PURPOSES, PURPOSES[:2], PURPOSES[2:], PURPOSES[1:], ()]
                if said or rng.random() < 0.3
                else [None, PURPOSES]
            )
            if counted is not None:
                data["countedPurposes"] = list(counted)
            day = first if said is None else valid_from
            said = stage.tell.say("boards.registered", board, board, day, data, after=said)


def _changes_of_mind(rng: random.Random, years: list[int]) -> list[date]:
    if rng.random() < 0.6:
        return []
    return sorted(boundary_day(rng, rng.choice(years)) for _ in range(rng.randint(1, 2)))


def schools(stage: Stage, count: int, sizes: list[int]) -> None:
    """Register the schools; one may move to another board, one may close with a successor."""
    rng = stage.rng
    for number in range(count):
        key = f"{rng.randint(0, 99):02d}{rng.choice('ABCDEF')}{rng.choice('KLMN')}{number:02d}"
        board, sector = rng.choice(stage.boards), rng.choice(SECTORS)
        opens = year_start(rng.choice([stage.years[0], stage.years[0], stage.years[-1]]))
        opens += days(rng.choice([-1, 0, 0, 0, 1, 100]))
        said = _registered(stage, key, board, sector, opens)
        stage.schools.append(Place(key, board, sector, said))
    if len(stage.boards) > 1 and rng.random() < 0.6:
        moving = [rng.choice(stage.schools)]
        if rng.random() < 0.4:  # the boards merge
            moving = [one for one in stage.schools if one.board == stage.boards[1]]
        on = boundary_day(rng, rng.choice(stage.years))
        for place in moving:
            new = next(board for board in stage.boards if board != place.board)
            _registered(stage, place.key, new, place.sector, on, after=place.opened)
    if len(stage.schools) > 1 and rng.random() < 0.4:
        closing, successor = rng.sample(stage.schools, 2)
        last = boundary_day(rng, stage.years[-1] - rng.choice([0, 1]))
        data = {
            "school": closing.key,
            "validUntil": last.isoformat(),
            "successor": rng.choice([successor.key, None]),
        }
        stage.say(closing, "schools.closed", last, data)
    for place, size in zip(stage.schools, sizes, strict=True):
        people(stage, place, size)


def _registered(
    stage: Stage, key: str, board: str, sector: str, opens: date, after: Said | None = None
) -> Said:
    data = {
        "school": key,
        "board": board,
        "name": f"School {key}",
        "sector": sector,
        "place": "Utrecht",
        "validFrom": opens.isoformat(),
    }
    said_on = opens - days(stage.rng.choice([0, 0, 20]))
    return stage.tell.say("schools.registered", key, board, said_on, data, after=after)


def career_start(rng: random.Random, years: list[int], first: date) -> tuple[str | None, bool]:
    """A careerStart that likes the edge of three years (two for career changers)."""
    changer = rng.random() < 0.25
    edge = rng.choice([year_start(rng.choice(years)), first])
    edge = edge - days(1) if (edge.month, edge.day) == (2, 29) else edge
    edge = edge.replace(year=edge.year - (2 if changer else 3))
    start = rng.choice(
        [
            None,
            date(rng.choice([2016, 2020]), 2, 29),
            edge + days(rng.choice([-1, 0, 1])),
            edge + days(rng.randint(1, 700)),
            first,
            first - days(rng.randint(0, 600)),
            date(2001, 8, 1),
            date(2010, 9, 1),
        ]
    )
    return (start.isoformat() if start else None), changer


def joined(
    stage: Stage, place: Place, teacher: str, first: date, said_on: date, after: Said
) -> tuple[Said, dict[str, Any]]:
    """Say that a teacher joined, with some function, fte and career start."""
    rng = stage.rng
    career, changer = career_start(rng, stage.years, first)
    data = {
        "teacher": teacher,
        "from": first.isoformat(),
        "careerStart": career,
        "careerChanger": changer,
        "fte": rng.choice([1, 0.8, 0.6, 0.55, 0.2]),
        "function": rng.choices(["teacher", "coach", "leader"], [0.84, 0.08, 0.08])[0],
    }
    return stage.say(place, "teachers.joined", said_on, data, after=after), data


def people(stage: Stage, place: Place, size: int) -> None:
    """Fill a school with people: who was there long, who came, left, returned or changed."""
    rng = stage.rng
    for _ in range(size):
        known = [one.teacher for other in stage.schools for one in other.people]
        here = {one.teacher for one in place.people}
        elsewhere = sorted(set(known) - here)
        again = elsewhere and rng.random() < 0.2
        teacher = rng.choice(elsewhere) if again else pseudonym(rng)
        first = _first_day(stage)
        said_on = first - days(rng.choice([0, 0, 30]))
        said, data = joined(stage, place, teacher, first, said_on, place.opened)
        person = Person(teacher, first, None, data["careerStart"] is not None)
        place.people.append(person)
        said = _corrected(stage, place, teacher, said, first)
        _changes(stage, place, person, said)


def _first_day(stage: Stage) -> date:
    rng = stage.rng
    years_ago = rng.choice([0, 0, 1, 2, 2, 3, 5, 9])
    year = rng.choice(stage.years) - years_ago
    return boundary_day(rng, year) if rng.random() < 0.5 else year_start(year)


def _corrected(stage: Stage, place: Place, teacher: str, said: Said, first: date) -> Said:
    """Sometimes the right values come later."""
    rng = stage.rng
    if rng.random() > 0.12:
        return said
    right: dict[str, Any] = rng.choice(
        [
            {"from": (first - days(rng.choice([1, 40]))).isoformat()},
            {"fte": 0.4},
            {"function": rng.choice(["teacher", "leader"])},
            {"careerStart": (first - days(30)).isoformat(), "careerChanger": False},
        ]
    )
    data = {"teacher": teacher, "corrects": said.id, **right}
    day = first + days(rng.randint(0, 200))
    return stage.say(place, "teachers.membership-corrected", day, data, after=said)


def _changes(stage: Stage, place: Place, person: Person, said: Said) -> None:
    """A further membership, a leaving (repeated, corrected), a return: in the order of days."""
    rng = stage.rng
    day = max(person.first + days(2), year_start(stage.years[0]))
    if rng.random() < 0.2:  # another fte or function from a day on
        day = max(day, boundary_day(rng, rng.choice(stage.years)))
        said, _ = joined(stage, place, person.teacher, day, day - days(rng.choice([0, 20])), said)
        day += days(2)
    if rng.random() < 0.3:
        until = max(day, boundary_day(rng, rng.choice(stage.years)))
        data = {
            "teacher": person.teacher,
            "until": until.isoformat(),
            "destination": rng.choice(DESTINATIONS),
        }
        said_on = until - days(rng.choice([0, 10]))
        left = stage.say(place, "teachers.left", said_on, data, after=said)
        person.last = until
        said = left
        if rng.random() < 0.15:
            said = stage.say(place, "teachers.left", until + days(3), data, after=said)
        corrects = rng.random() < 0.15
        if corrects:
            right = rng.choice(
                [{"destination": "retirement"}, {"until": (until + days(1)).isoformat()}]
            )
            data = {"teacher": person.teacher, "corrects": left.id, **right}
            said = stage.say(
                place, "teachers.membership-corrected", until + days(5), data, after=said
            )
        if rng.random() < 0.3:  # and came back: at once, or after a while
            back = until + days(rng.choice([2 if corrects else 1, 2, 31, 200]))
            joined(stage, place, person.teacher, back, back, said)
            person.last = None
