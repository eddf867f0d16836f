"""Who may sit where: the place of a caller at a school or a board, and what may be seen from it.

What is not for a caller answers as what is not there.
"""

from dataclasses import dataclass

from services.evidence.figures.groups import BOARD, LEADER, Role, k_of
from services.evidence.store.directory import Directory, School
from services.evidence.visibility import Viewer
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller

COLLEAGUES: Role = "teacher"


@dataclass(frozen=True, slots=True)
class Seat:
    """A caller's place at one school: the tenant, the school, and what may be seen of it."""

    board: str
    school: School
    viewer: Viewer
    audience: Role

    @property
    def k(self) -> int:
        """The smallest group that is shown here."""
        return k_of(self.audience)


class Seats:
    """The places at all schools and boards."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def leads(self, caller: Caller, school: str) -> Seat:
        """The seat of a school's own leader; Absent for anybody else, as for no school at all."""
        if not caller.has("school-leader") or school not in caller.schools:
            raise Absent
        return await self._seat(caller, school, Viewer(leads=True, teacher=None), LEADER)

    async def sits(self, caller: Caller, school: str) -> Seat:
        """The seat of who leads or teaches at a school, or administers its board.

        Who does several sits where most of it is seen. Absent for anybody else.
        """
        if school in caller.schools and caller.has("school-leader"):
            return await self.leads(caller, school)
        if school in caller.schools and caller.has("teacher", "coach"):
            return await self._seat(caller, school, Viewer(leads=False, teacher=None), COLLEAGUES)
        if not caller.has("board-admin"):
            raise Absent
        above = Viewer(leads=False, teacher=None, governs=True)
        return await self._seat(caller, school, above, BOARD)

    async def _seat(self, caller: Caller, school: str, viewer: Viewer, audience: Role) -> Seat:
        board = await self._directory.board_of(caller.boards, school)
        return Seat(board, await self._directory.school(board, school), viewer, audience)

    async def governs(self, caller: Caller, board: str) -> str:
        """The board that this caller administers; Absent for any other."""
        if not caller.has("board-admin") or board not in caller.boards:
            raise Absent
        return board
