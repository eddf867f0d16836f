"""Who is in the demo: boards, schools, and the people of each, all from the seed."""

from collections.abc import Iterator
from datetime import date
from random import Random
from string import ascii_uppercase

from demo import names
from demo.leaving import former, leaving
from demo.options import Options
from demo.stories import STORIES
from demo.who import Board, Person, School, new_person, subject_of
from shared.contracts.codes import Sector, TeacherFunction

TEACHERS_PER_COACH = 13
FEWEST_OF_A_TEAM = 6
YEARS_OF_A_STARTER = 3
STARTERS, CHANGERS = 0.16, 0.04
JOINING_HALFWAY = 0.04
# Parts of a full job, and how many of a hundred teachers have them (docs/decisions/0021).
FTES = {0.4: 6, 0.5: 8, 0.6: 15, 0.7: 8, 0.8: 17, 0.9: 9, 1.0: 37}
BEGAN_HERE = 0.6  # of who came at least three years ago


def make_cast(options: Options) -> tuple[Board, ...]:
    """All boards of the demo."""
    rng = Random(f"{options.name}/cast")
    people = _names(rng)
    schools = [
        _school(options, number, _board_of(options, number), people, rng)
        for number in range(options.schools)
    ]
    return tuple(_board(options, number, next(people), schools) for number in range(options.boards))


def _names(rng: Random) -> Iterator[str]:
    """A name for everyone: with a letter between once all pairs are taken."""
    pairs = [(first, last) for first in names.FIRST for last in names.LAST]
    rng.shuffle(pairs)
    for letter in ("", *ascii_uppercase):
        for first, last in pairs:
            yield " ".join(filter(None, (first, letter, last)))


def _board_of(options: Options, school: int) -> int:
    """Schools in a row; the first boards get those that remain."""
    return school * options.boards // options.schools


def _board(options: Options, number: int, admin: str, schools: list[School]) -> Board:
    code = options.board_code(number)
    own = tuple(school for school in schools if school.board == code)
    return Board(code, names.BOARDS[number], subject_of(admin, code), admin, own)


def _school(
    options: Options, number: int, board: int, people: Iterator[str], rng: Random
) -> School:
    code, story = options.school_code(number), STORIES[number % len(STORIES)]
    size = max(FEWEST_OF_A_TEAM, round(options.teachers * story.size))
    coaches = 1 + size // TEACHERS_PER_COACH
    year_start = date(options.first_year, 8, 1)
    round_number = number // len(names.SCHOOLS)
    name = names.SCHOOLS[number % len(names.SCHOOLS)]
    coached = tuple(_settled(next(people), code, "coach", year_start, rng) for _ in range(coaches))
    teachers = tuple(
        _teacher(next(people), code, story.sector, year_start, place, rng)
        for place in range(size - coaches)
    )
    return School(
        code=code,
        name=name if not round_number else name.replace(" (", f" {round_number + 1} ("),
        place=names.PLACES[number % len(names.PLACES)],
        sector=story.sector,
        board=options.board_code(board),
        story=story,
        leader=_settled(next(people), code, "leader", year_start, rng),
        coaches=coached,
        teachers=teachers,
        former=tuple(former(teachers, story.sector, year_start, people, rng)),
    )


def _settled(
    name: str, school: str, function: TeacherFunction, year_start: date, rng: Random
) -> Person:
    """Somebody who has been there for a while and stays."""
    since = year_start.replace(year=year_start.year - rng.randint(3, 14))
    career = since.replace(year=since.year - rng.randint(2, 12))
    fte = 1.0 if function == "leader" else 0.8
    return new_person(name, school, function, since, career, fte=fte, rng=rng)


def _teacher(
    name: str, school: str, sector: Sector, year_start: date, place: int, rng: Random
) -> Person:
    """Every team has a starter and somebody who stays for long; the others as it comes."""
    chance = rng.random()
    fte = rng.choices(tuple(FTES), tuple(FTES.values()))[0]
    if place == 0 or chance < STARTERS:
        since = year_start.replace(year=year_start.year - rng.choice((0, 0, 1, 2)))
        found = new_person(name, school, "teacher", since, since, fte=fte, rng=rng)
        return leaving(found, sector, year_start, rng)
    if chance < STARTERS + CHANGERS:
        since = year_start.replace(year=year_start.year - rng.randint(0, 1))
        found = new_person(name, school, "teacher", since, since, fte=fte, rng=rng, changer=True)
        return leaving(found, sector, year_start, rng)
    if place > 1 and chance < STARTERS + CHANGERS + JOINING_HALFWAY:
        since = date(year_start.year + 1, 1, 12)
        career = date(year_start.year - rng.randint(4, 15), 8, 1)
        return new_person(name, school, "teacher", since, career, fte=fte, rng=rng)
    years = rng.randint(1, 22)
    since = year_start.replace(year=year_start.year - years)
    began_here = years >= YEARS_OF_A_STARTER and rng.random() < BEGAN_HERE
    career = since if began_here else since.replace(year=since.year - rng.randint(3, 12))
    found = new_person(name, school, "teacher", since, career, fte=fte, rng=rng)
    return found if place == 1 else leaving(found, sector, year_start, rng)
