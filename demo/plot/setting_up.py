"""Before the first lesson: boards, schools, people, the catalogue and the platform come in."""

from datetime import date, datetime, timedelta
from random import Random

from demo.acts import OPS, ref
from demo.calendar import PREPARING_WEEK, at
from demo.plot.script import PLATFORM, SOURCE, Script
from demo.who import Board, Person, School
from shared.contracts.catalogue import PLATFORM_TYPES
from shared.contracts.codes import Role

ROLES: tuple[Role, ...] = ("ict-lead", "events-lead", "subject-lead", "quality-lead", "mentor")
CORRECTED = 0.7  # part of a full job
MENTORS = 0.11  # of a team, besides its coaches


def set_up(script: Script, catalogue: str) -> None:
    """Everything that must stand before the year begins, and who comes and goes in it."""
    morning = script.year.monday(PREPARING_WEEK)
    for board in script.boards:
        _board(script, board, morning, catalogue)
        for school in board.schools:
            _school(script, board, school, morning)
    for school in script.schools:
        rng = script.rng(f"setting-up/{school.code}")
        _former(script, school, morning)
        _roles(script, school, rng)
        _departures(script, school)
        _correction(script, school, morning, rng)


def joined(person: Person) -> str:
    """The name of the act by which somebody joins: it gives the pseudonym."""
    return f"join/{person.subject}"


def pseudonym(person: Person) -> str:
    """Stands for the pseudonym."""
    return ref(joined(person))


def _board(script: Script, board: Board, day: date, catalogue: str) -> None:
    starts = script.year.starts_on.isoformat()
    sectors = sorted({school.sector for school in board.schools}) or ["po"]
    script.ask(
        f"board/{board.code}",
        at(day, 9),
        OPS,
        "/v1/boards",
        {"board": board.code, "name": board.name, "sectors": sectors, "validFrom": starts},
    )
    own = f"/v1/boards/{board.code}"
    nine = at(day, 9, 10)
    import_path = f"{own}/catalogue-imports?validFrom={starts}"
    script.ask(f"catalogue/{board.code}", nine, board.admin, import_path, catalogue)
    script.ask(
        f"platform/{board.code}",
        nine,
        board.admin,
        f"{own}/platforms",
        {
            "platform": PLATFORM,
            "source": SOURCE,
            "types": [entry.name for entry in PLATFORM_TYPES],
            "validFrom": starts,
        },
    )
    for school in board.schools:
        body = {
            "school": school.code,
            "name": school.name,
            "sector": school.sector,
            "place": school.place,
            "validFrom": starts,
        }
        script.ask(f"school/{school.code}", nine, board.admin, f"{own}/schools", body)


def _school(script: Script, board: Board, school: School, day: date) -> None:
    """Its people join: most before the year, a few halfway; each is linked to the platform."""
    early = [person for person in school.people if person.since <= day]
    later = sorted({person.since for person in school.people} - {p.since for p in early})
    for moment, people in (
        (at(day, 10), early),
        *((at(since, 9), [p for p in school.people if p.since == since]) for since in later),
    ):
        for person in people:
            _join(script, board, person, moment)
        _link(script, board, school, people, moment + timedelta(minutes=30))


def _former(script: Script, school: School, day: date) -> None:
    """Who had left before: the register tells it, so that cohorts of starters are whole."""
    board = next(board for board in script.boards if board.code == school.board)
    for person in school.former:
        _join(script, board, person, at(day, 10))
        _leave(script, school, person, at(day, 11))


def _join(script: Script, board: Board, person: Person, moment: datetime) -> None:
    email = f"{person.subject}@voorbeeld.example"
    body = {
        "person": {"name": person.name, "email": email, "subject": person.subject},
        "from": person.since.isoformat(),
        "careerStart": person.career_start.isoformat(),
        "careerChanger": person.career_changer,
        "fte": person.fte,
        "function": person.function,
    }
    path = f"/v1/schools/{person.school}/memberships"
    script.ask(joined(person), moment, board.admin, path, body, gives="teacher")


def _link(
    script: Script, board: Board, school: School, people: list[Person], moment: datetime
) -> None:
    links = [{"platformPerson": p.platform_id, "teacher": pseudonym(p)} for p in people]
    script.ask(
        f"links/{school.code}/{moment.date()}",
        moment,
        board.admin,
        f"/v1/boards/{board.code}/platforms/{PLATFORM}/links",
        {"links": links},
        to="feedback",
    )


def _roles(script: Script, school: School, rng: Random) -> None:
    """Those who have been there for long take roles; halfway somebody passes one on."""
    settled = [p for p in school.teachers if p.since < script.year.starts_on and p.until is None]
    holders = rng.sample(settled, k=min(len(settled), len(ROLES), 1 + len(school.team) // 6))
    path = f"/v1/schools/{school.code}"
    for person, role in zip(holders, ROLES, strict=False):
        day = script.year.days[rng.randint(0, 9)]
        body = {"teacher": pseudonym(person), "role": role, "occurredAt": day.isoformat()}
        script.ask(f"role/{person.subject}", day, school.leader, f"{path}/roles", body)
    free = [p for p in settled if p not in holders]
    _mentors(script, school, free[1:], rng)
    if len(holders) > 1 and free:
        heir = free[0]
        day = script.year.days[len(script.year.days) // 2]
        body = {"role": ROLES[1], "occurredAt": day.isoformat()}
        leaving = body | {"teacher": pseudonym(holders[1])}
        script.ask(
            f"role-left/{holders[1].subject}",
            day,
            school.leader,
            f"{path}/role-departures",
            leaving,
        )
        taking = body | {"teacher": pseudonym(heir)}
        script.ask(f"role/{heir.subject}", day, school.leader, f"{path}/roles", taking)


def _mentors(script: Script, school: School, able: list[Person], rng: Random) -> None:
    """Colleagues who are a mentor besides the coaches: as many as studies find."""
    for person in able[: round(MENTORS * len(school.team))]:
        day = script.year.days[rng.randint(0, 9)].isoformat()
        body = {"teacher": pseudonym(person), "role": "mentor", "occurredAt": day}
        path = f"/v1/schools/{school.code}/roles"
        script.ask(f"role/{person.subject}", date.fromisoformat(day), school.leader, path, body)


def _departures(script: Script, school: School) -> None:
    """Whoever leaves said so a few weeks before."""
    for person in school.team:
        if person.until is None:
            continue
        told = [day for day in script.year.days if day <= person.until - timedelta(days=21)][-1]
        _leave(script, school, person, told)


def _leave(script: Script, school: School, person: Person, told: date) -> None:
    path = f"/v1/schools/{school.code}/memberships/{pseudonym(person)}/departures"
    until = person.until.isoformat() if person.until else ""
    body = {"until": until, "destination": person.destination}
    script.ask(f"leave/{person.subject}", told, school.leader, path, body)


def _correction(script: Script, school: School, morning: date, rng: Random) -> None:
    """Somebody's working hours were entered wrongly, and are put right in autumn."""
    person = rng.choice([p for p in school.teachers if p.since <= morning])
    day = script.year.days[rng.randint(20, 40)]
    path = f"/v1/schools/{school.code}/memberships/{pseudonym(person)}/corrections"
    right = CORRECTED if person.fte != CORRECTED else 0.9
    body = {"corrects": ref(joined(person), "fact"), "fte": right}
    script.ask(f"correct/{person.subject}", day, school.leader, path, body)
