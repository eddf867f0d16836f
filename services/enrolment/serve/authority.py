"""Who may do what: the roles of a token, held against the board and school at hand.

A role that does not suffice is told (403); a board or school that is not the caller's answers
exactly as one that does not exist (404).
"""

from dataclasses import dataclass

from services.enrolment.serve.desk import Ask, Desk
from services.enrolment.state import SchoolState
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller

BOARD_ADMIN, LEADER, COACH, TEACHER, OPS = (
    "board-admin",
    "school-leader",
    "coach",
    "teacher",
    "ops",
)
STAFF = (TEACHER, COACH)
NOWHERE = ""  # the board of a school that is not there: nobody's


def of_board(caller: Caller, board: str) -> None:
    """Pass anyone of this board, in whatever role, and operations."""
    if board not in caller.boards and not caller.has(OPS):
        raise Absent


def own_board(caller: Caller, board: str, *roles: str) -> None:
    """Pass whoever has one of the roles for this board; operations have theirs for every board."""
    caller.need(*roles)
    if OPS in roles and caller.has(OPS):
        return
    if board not in caller.boards:
        raise Absent


@dataclass(frozen=True, slots=True)
class At:
    """A caller at a school: in which roles, and under which pseudonym."""

    state: SchoolState
    board: str
    roles: frozenset[str]
    me: str | None

    @property
    def leads(self) -> bool:
        """Whether this is a leader of the school."""
        return LEADER in self.roles

    def own_or_led(self, teacher: str) -> None:
        """Pass the teacher concerned and the school's leader; to others it does not exist."""
        if not self.leads and teacher != self.me:
            raise Absent

    def own_led_or_coached(self, teacher: str) -> None:
        """Pass the teacher's coach as well."""
        if teacher not in self.coachees():
            self.own_or_led(teacher)

    def sees(self, teacher: str) -> bool:
        """Whether this caller may see what a teacher does: own, coached, or of the own school."""
        return self.leads or teacher == self.me or teacher in self.coachees()

    def self_or(self, teacher: str | None) -> str:
        """The teacher named, or the caller; Absent when a caller without pseudonym names nobody."""
        found = teacher or self.me
        if found is None:
            raise Absent
        return found

    def coachees(self) -> frozenset[str]:
        """The teachers whom the caller coaches here now."""
        return frozenset(
            taught
            for (coach, taught), assignment in self.state.assignments.items()
            if coach == self.me and assignment.released is None
        )


async def at_school(desk: Desk, ask: Ask, school: str, *roles: str) -> At:
    """The caller in those of the roles that hold at this school; Absent when none does."""
    caller = ask.caller
    caller.need(*roles)
    asked = {role for role in roles if caller.has(role)}
    # The same two questions for any school: how long a refusal takes must not tell what there is.
    board = await desk.store.board_of(school) or NOWHERE
    mine = await desk.store.teachers_of(board, caller.subject)
    holds = {
        BOARD_ADMIN: board in caller.boards,
        LEADER: school in caller.schools,
        COACH: bool(mine),
        TEACHER: bool(mine),
        OPS: True,
    }
    if not any(holds[role] for role in asked):
        raise Absent
    state = await desk.school(school)
    me = next((teacher for teacher in mine if teacher in state.members), None)
    holds |= {COACH: me is not None, TEACHER: me is not None}
    held = frozenset(role for role in asked if holds[role])
    if not held or state.board != board:
        raise Absent
    return At(state, board, held, me)
