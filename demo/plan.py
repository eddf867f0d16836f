"""The whole plan of a demo: every act of the year in order, who acts, and what there is to find.

A pure function of the options and the catalogue: the same ones give the same plan.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from demo.acts import Act, Command
from demo.calendar import SchoolYear
from demo.cast import make_cast
from demo.catalogue import read_modules
from demo.options import Options
from demo.plot.guiding import guide
from demo.plot.learning import learn
from demo.plot.looking_back import look_back
from demo.plot.mistakes import go_wrong
from demo.plot.script import Script
from demo.plot.setting_up import set_up
from demo.plot.steering import steer
from demo.plot.watching import watch
from demo.teaching import Teaching
from demo.who import Board, Person

ROLES = {"leader": "school-leader", "coach": "coach", "teacher": "teacher"}


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who may sign in: the claims of the token, and the last day there."""

    subject: str
    name: str
    role: str
    board: str
    school: str | None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The acts in the order in which they are logged, and the cast."""

    options: Options
    boards: tuple[Board, ...]
    acts: tuple[Act, ...]

    def moments(self) -> Iterator[tuple[datetime, list[Act]]]:
        """The acts that are logged at one moment together, moment after moment."""
        for at, acts in groupby(self.acts, key=attrgetter("at")):
            yield at, list(acts)

    def sign_ins(self) -> list[SignIn]:
        """Everyone who may sign in."""
        found = []
        for board in self.boards:
            found.append(SignIn(board.admin, board.admin_name, "board-admin", board.code, None))
            for school in board.schools:
                found += [_sign_in(board, person) for person in school.people]
        return found

    def featured(self) -> list[str]:
        """Whom to sign in as: of each role the one with most to see, at the school that improved.

        The teacher is a starter who has a coach there.
        """
        board = self.boards[0]
        school = board.schools[0]
        asking = {act.by for act in self.acts if isinstance(act, Command)}
        starters = [
            person
            for person in school.teachers
            if person.starter_in(SchoolYear.of(self.options.first_year).starts_on)
            and person.subject in asking
            and person.until is None
        ]
        teacher = starters[0] if starters else school.teachers[0]
        return [
            board.admin,
            school.leader.subject,
            school.coaches[0].subject,
            next(self._certified(starters), teacher).subject,
        ]

    def _certified(self, people: Iterable[Person]) -> Iterator[Person]:
        """Those who earn a certificate, so that a portfolio has something to show."""
        names = [act.name for act in self.acts if act.name.endswith("/certificate")]
        return (one for one in people if any(f"/{one.subject}/" in name for name in names))

    def sights(self) -> list[tuple[str, str, str]]:
        """What there is to find: the story, the school, and who leads it."""
        return [
            (school.story.what, f"{school.name}, {school.code}", school.leader.name)
            for board in self.boards
            for school in board.schools
        ]


def make_plan(options: Options, catalogue: str) -> Plan:
    """The plan of a demo; `catalogue` is the text of a catalogue file (CSV)."""
    options.check()
    year = SchoolYear.of(options.first_year)
    modules = {module.code: module for module in read_modules(catalogue)}
    script = Script(options, year, make_cast(options), modules)
    set_up(script, catalogue)
    for number, school in enumerate(script.schools):
        for person in school.team:
            rng = script.rng(f"teaching/{person.subject}")
            starter = person.starter_in(year.starts_on)
            teaching = Teaching(starter=starter, year_start=year.starts_on, rng=rng)
            script.teaching[person.subject] = teaching
        completed = learn(script, school)
        seen = watch(script, school)
        look_back(script, school, completed, seen)
        guide(script, school)
        steer(script, school)
        if number < len(script.boards) + 1:
            go_wrong(script, school)
    # Sorting keeps the order in which acts of one moment were added.
    return Plan(options, script.boards, tuple(sorted(script.acts, key=attrgetter("at"))))


def _sign_in(board: Board, person: Person) -> SignIn:
    role = ROLES[person.function]
    return SignIn(person.subject, person.name, role, board.code, person.school, person.until)
