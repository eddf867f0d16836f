"""The records that facts become: as few fields as the figures need, integers where sums are made.

Every record knows the fact it came from (`ref`), the day it counts on (ordinal, Amsterdam) and its
instant (microseconds since 1970, UTC), by which records are ordered. A snapshot of a school is
these structs in msgpack.
"""

import msgspec

PUBLISHERS = ("enrolment", "feedback", "evidence")
_PUBLISHER_BITS = 2

Ref = int
"""A fact of the school: sequence and publisher in one integer."""


def ref_of(publisher: int, sequence: int) -> Ref:
    """The ref of a fact by its publisher's index and its sequence on that publisher's chain."""
    return sequence << _PUBLISHER_BITS | publisher


def publisher_of(ref: Ref) -> str:
    """Who said the fact."""
    return PUBLISHERS[ref & (1 << _PUBLISHER_BITS) - 1]


def sequence_of(ref: Ref) -> int:
    """Where on the chain of its publisher the fact stands."""
    return ref >> _PUBLISHER_BITS


class Record(msgspec.Struct, gc=False):
    """What all records share."""

    ref: Ref
    day: int
    at: int


class Registration(Record):
    """The school belongs to a board from a day on."""

    valid_from: int
    board: str
    name: str
    sector: str


class Closure(Record):
    """The school's last day."""

    valid_until: int


class Joined(Record):
    """A membership started; `fact` is the id by which a correction names it."""

    fact: str
    start: int
    fte: int  # ten-thousandths
    function: str
    career_start: int | None
    career_changer: bool


class Left(Record):
    """A membership ended."""

    fact: str
    until: int
    destination: str


class Correction(Record):
    """The right values of a joined or left fact: only what it says, by field name of the record."""

    corrects: str
    values: dict[str, int | str | bool | None]


class Assignment(Record):
    """A coach guides a teacher."""

    coach: str
    teacher: str
    start: int


class Release(Record):
    """The last day on which a coach guided a teacher."""

    coach: str
    teacher: str
    until: int


class Evaluation(Record):
    """What became of a goal."""

    outcome: str
    decision: str


class Goal(Record):
    """A goal of the school for a theme in a year."""

    id: str
    theme: str
    school_year: str
    indicator: str
    target: float
    due: int
    evaluations: list[Evaluation] = []
    withdrawn: Record | None = None


class Practice(Record):
    """One practice lesson."""

    id: str
    minutes: int
    with_coach: bool
    own_class: bool


class Completion(Record):
    """The end of a module."""

    study: int  # hundredths of hours
    assessment: str


class Enrolment(Record):
    """A teacher takes a module; its record is the request, the rest hangs below it."""

    id: str
    teacher: str
    module: str
    theme: str
    goal: str | None
    planned_practice: int
    planned: int = 0  # study, hundredths of hours
    confirmed: Record | None = None
    declined: Record | None = None
    started: Record | None = None
    completed: Completion | None = None
    withdrawn: Record | None = None
    discussed: list[Record] = []
    practices: dict[str, Practice] = {}


class Informal(Record):
    """Learning outside modules."""

    teacher: str
    theme: str
    minutes: int


class RoleChange(Record):
    """A teacher took or left a role."""

    teacher: str
    role: str
    taken: bool


class Certificate(Record):
    """A certificate earned."""

    teacher: str
    module: str


class Observation(Record):
    """One list filled in about a lesson: per theme the sum (hundredths) and count of its scores."""

    id: str
    teacher: str
    perspective: str
    purpose: str
    instrument: str  # with its major version: what may be compared
    observer: str | None
    respondents: int | None
    themes: dict[str, tuple[int, int]]


class Reflection(Record):
    """A teacher looked back."""

    teacher: str
    theme: str
    minutes: int


class Rating(Record):
    """A teacher's stars for a module."""

    teacher: str
    module: str
    theme: str
    stars: int


class Coaching(Record):
    """A coaching talk or a coached lesson."""

    id: str
    coach: str
    teacher: str
    kind: str
    minutes: int


class Module(Record):
    """One version of a module in a board's catalogue."""

    code: str
    version: int
    theme: str
    nl: str
    en: str
    study: int  # hundredths of hours
    practice: int  # lessons
    form: str
    level: str
    valid_from: int


class Wave(Record):
    """A pulse questionnaire; `closed` when it takes no more answers."""

    id: str
    closes: int
    invited: int
    closed: Record | None = None


class Response(Record):
    """One anonymous answer to a wave: control, support, resources, autonomy."""

    id: str
    wave: str
    answers: tuple[int | None, int | None, int | None, int | None]


class PupilResult(Record):
    """A group's result before and after."""

    theme: str | None
    measure: str
    before: float
    after: float
    n: int


class Stopped(Record):
    """The fact that the publisher's rules forbid: figures stand on what came before it."""

    fact: str
    type: str
    reason: str
