"""Boards, schools and people, as the plan knows them."""

from dataclasses import dataclass
from datetime import date
from random import Random

from demo.stories import Story
from shared.contracts.codes import Destination, Sector, TeacherFunction


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
    former: tuple[Person, ...] = ()
    """Starters of earlier years who had left before this one."""

    @property
    def team(self) -> tuple[Person, ...]:
        """Coaches and teachers."""
        return self.coaches + self.teachers

    @property
    def people(self) -> tuple[Person, ...]:
        """Everyone of this year."""
        return (self.leader, *self.team)


@dataclass(frozen=True, slots=True)
class Board:
    """A board, its administrator, and its schools."""

    code: str
    name: str
    admin: str
    admin_name: str
    schools: tuple[School, ...]


def new_person(
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
    """Somebody with a subject and an id in the platform of their own."""
    return Person(
        subject=subject_of(name, school),
        name=name,
        school=school,
        function=function,
        since=since,
        career_start=career_start,
        career_changer=changer,
        fte=fte,
        platform_id=f"u-{rng.getrandbits(40):010x}",
    )


def subject_of(name: str, code: str) -> str:
    """How a name at a board or school signs in."""
    return f"{name.lower().replace(' ', '-')}.{code.lower()}"
