"""Who is in the demo: boards, schools, and the people of each, all from the seed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from demo import names
from demo.options import Options
from demo.stories import STORIES, Story
from shared.contracts.codes import Destination, Sector, TeacherFunction

TEACHERS_PER_COACH = 13
FEWEST_OF_A_TEAM = 6
STARTERS, CHANGERS = 0.16, 0.04
LEAVING_AT_THE_END, LEAVING_HALFWAY = 0.06, 0.03
JOINING_HALFWAY = 0.04
FTES = (0.4, 0.5, 0.6, 0.6, 0.8, 0.8, 0.8, 1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at one school; `subject` is also the name by which acts tell people apart."""

    subject: str
    name: str
    school: str
    function: TeacherFunction
    since: date
    career_start: date
    career_changer: bool
    fte: float
    platform_id: str
    until: date | None = None
    destination: Destination = "unknown"

    def there_on(self, day: date) -> bool:
        """Whether the person is a member of the school on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def starter_in(self, year_start: date) -> bool:
        """Whether this is a starter (three years; a career changer two)."""
        years = 2 if self.career_changer else 3
        over = self.career_start.replace(year=self.career_start.year + years)
        return over > max(year_start, self.since)


@dataclass(frozen=True, slots=True)
class School:
    """A school with its leader, its coaches and its teachers."""

    code: str
    name: str
    place: str
    sector: Sector
    board: str
    story: Story
    leader: Person
    coaches: tuple[Person, ...]
    teachers: tuple[Person, ...]

    @property
    def team(self) -> tuple[Person, ...]:
        """Coaches and teachers."""
        return self.coaches + self.teachers

    @property
    def people(self) -> tuple[Person, ...]:
        """Everyone."""
        return (self.leader, *self.team)


@dataclass(frozen=True, slots=True)
class Board:
    """A board, its administrator, and its schools."""

    code: str
    name: str
    admin: str
    admin_name: str
    schools: tuple[School, ...]


def make_cast(options: Options) -> tuple[Board, ...]:
    """All boards of the demo."""
    rng = Random(f"{options.name}/cast")
    pairs = [f"{first} {last}" for first in names.FIRST for last in names.LAST]
    rng.shuffle(pairs)
    people = iter(pairs)
    schools = [
        _school(options, number, _board_of(options, number), people, rng)
        for number in range(options.schools)
    ]
    return tuple(_board(options, number, next(people), schools) for number in range(options.boards))


def _board_of(options: Options, school: int) -> int:
    """Schools in a row; the first boards get those that remain."""
    return school * options.boards // options.schools


def _board(options: Options, number: int, admin: str, schools: list[School]) -> Board:
    code = options.board_code(number)
    own = tuple(school for school in schools if school.board == code)
    return Board(code, names.BOARDS[number], _subject(admin, code), admin, own)


def _school(
    options: Options, number: int, board: int, people: Iterator[str], rng: Random
) -> School:
    code, story = options.school_code(number), STORIES[number % len(STORIES)]
    size = max(FEWEST_OF_A_TEAM, round(options.teachers * story.size))
    coaches = 1 + size // TEACHERS_PER_COACH
    year_start = date(options.first_year, 8, 1)
    round_number = number // len(names.SCHOOLS)
    name = names.SCHOOLS[number % len(names.SCHOOLS)]
    return School(
        code=code,
        name=name if not round_number else name.replace(" (", f" {round_number + 1} ("),
        place=names.PLACES[number % len(names.PLACES)],
        sector=story.sector,
        board=options.board_code(board),
        story=story,
        leader=_settled(next(people), code, "leader", year_start, rng),
        coaches=tuple(
            _settled(next(people), code, "coach", year_start, rng) for _ in range(coaches)
        ),
        teachers=tuple(
            _teacher(next(people), code, year_start, place, rng) for place in range(size - coaches)
        ),
    )


def _settled(
    name: str, school: str, function: TeacherFunction, year_start: date, rng: Random
) -> Person:
    """Somebody who has been there for a while and stays."""
    since = year_start.replace(year=year_start.year - rng.randint(3, 14))
    career = since.replace(year=since.year - rng.randint(2, 12))
    fte = 1.0 if function == "leader" else 0.8
    return _person(name, school, function, since, career, fte=fte, rng=rng)


def _teacher(name: str, school: str, year_start: date, place: int, rng: Random) -> Person:
    """Every team has a starter and somebody who stays for long; the others as it comes."""
    chance = rng.random()
    fte = rng.choice(FTES)
    if place == 0 or chance < STARTERS:
        since = year_start.replace(year=year_start.year - rng.choice((0, 0, 1, 2)))
        return _leaving(
            _person(name, school, "teacher", since, since, fte=fte, rng=rng), year_start, rng
        )
    if chance < STARTERS + CHANGERS:
        since = year_start.replace(year=year_start.year - rng.randint(0, 1))
        return _person(name, school, "teacher", since, since, fte=fte, rng=rng, changer=True)
    if place > 1 and chance < STARTERS + CHANGERS + JOINING_HALFWAY:
        since = date(year_start.year + 1, 1, 12)
        career = date(year_start.year - rng.randint(4, 15), 8, 1)
        return _person(name, school, "teacher", since, career, fte=fte, rng=rng)
    since = year_start.replace(year=year_start.year - rng.randint(1, 22))
    career = since.replace(year=since.year - rng.randint(3, 12))
    found = _person(name, school, "teacher", since, career, fte=fte, rng=rng)
    return found if place == 1 else _leaving(found, year_start, rng)


def _leaving(person: Person, year_start: date, rng: Random) -> Person:
    """The same, perhaps with a last day: halfway or at the end of the year."""
    chance = rng.random()
    after = year_start.year + 1
    if chance < LEAVING_HALFWAY:
        return _with_end(person, date(after, 1, 31), "outside-education")
    if chance < LEAVING_HALFWAY + LEAVING_AT_THE_END:
        going: tuple[Destination, ...] = ("same-board", "other-board", "outside-education")
        where: Destination = "retirement" if person.career_start.year < 1995 else rng.choice(going)
        return _with_end(person, date(after, 7, 31), where)
    return person


def _with_end(person: Person, until: date, destination: Destination) -> Person:
    return replace(person, until=until, destination=destination)


def _person(
    name: str,
    school: str,
    function: TeacherFunction,
    since: date,
    career_start: date,
    *,
    fte: float,
    rng: Random,
    changer: bool = False,
) -> Person:
    return Person(
        subject=_subject(name, school),
        name=name,
        school=school,
        function=function,
        since=since,
        career_start=career_start,
        career_changer=changer,
        fte=fte,
        platform_id=f"u-{rng.getrandbits(40):010x}",
    )


def _subject(name: str, code: str) -> str:
    return f"{name.lower().replace(' ', '-')}.{code.lower()}"
