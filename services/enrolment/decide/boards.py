"""Boards, the platforms they admit, and the end of a link to a person."""

from dataclasses import dataclass
from typing import assert_never

from services.enrolment.decide.acts import Act, say
from services.enrolment.refusals import finding, refusal
from services.enrolment.state import BoardState
from services.enrolment.state.board import BoardFact
from shared.chassis.errors import Absent, Invalid
from shared.contracts.catalogue import PLATFORM_TYPES
from shared.contracts.codes import Purpose, Sector
from shared.contracts.enrolment import (
    BoardRegistered,
    PlatformAdmitted,
    PlatformSuspended,
    TeacherErased,
)

# A type may be named in full or as the catalogue does; the fact carries it in full.
SENDABLE = {
    name: entry.type_name for entry in PLATFORM_TYPES for name in (entry.name, entry.type_name)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBoard(Act):
    """Make a board a tenant."""

    board: str
    name: str
    sectors: tuple[Sector, ...]
    counted_purposes: tuple[Purpose, ...]
    valid_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBoard(Act):
    """Change particulars of a board; None leaves one as it is."""

    valid_from: str
    name: str | None = None
    sectors: tuple[Sector, ...] | None = None
    counted_purposes: tuple[Purpose, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitPlatform(Act):
    """Let a platform publish certain types; again with others replaces them."""

    platform: str
    source: str
    types: tuple[str, ...]
    valid_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendPlatform(Act):
    """Accept nothing more from a platform."""

    platform: str
    valid_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseTeacher(Act):
    """Tell that nothing leads from a pseudonym to a person any more."""

    teacher: str


BoardCommand = RegisterBoard | ChangeBoard | AdmitPlatform | SuspendPlatform | EraseTeacher


def decide(command: BoardCommand, state: BoardState) -> list[BoardFact]:
    """The facts that a command on a board leads to; a Problem when a rule forbids it."""
    match command:
        case RegisterBoard():
            return _register(command, state)
        case ChangeBoard():
            return _change(command, state)
        case AdmitPlatform():
            return _admit(command, state)
        case SuspendPlatform():
            return _suspend(command, state)
        case EraseTeacher():
            return [] if command.teacher in state.erased else [say(TeacherErased, command)]
        case _:
            assert_never(command)


def _register(command: RegisterBoard, state: BoardState) -> list[BoardFact]:
    wanted = say(BoardRegistered, command)
    if state.registered is None:
        return [wanted]
    if _same(wanted, state.registered):
        return []
    raise refusal("board-registered-already", "/board", board=state.board)


def _change(command: ChangeBoard, state: BoardState) -> list[BoardFact]:
    present = state.registered
    if present is None:
        raise Absent
    if command.valid_from < present.valid_from:
        raise refusal("registered-later", "/validFrom", day=present.valid_from)
    given = {
        name: value
        for name in ("name", "sectors", "counted_purposes")
        if (value := getattr(command, name)) is not None
    }
    if not given:
        raise Invalid([finding("nothing-given", "")])
    wanted = present.model_copy(
        update={
            **given,
            "valid_from": command.valid_from,
            "occurred_at": command.occurred_at,
        }
    )
    return [] if _same(wanted, present) else [wanted]


def _same(one: BoardRegistered, other: BoardRegistered) -> bool:
    """Whether nothing but the days differs."""
    days = {"valid_from", "occurred_at"}
    return one.model_dump(exclude=days) == other.model_dump(exclude=days)


def _admit(command: AdmitPlatform, state: BoardState) -> list[BoardFact]:
    findings = [
        finding("unknown-platform-type", f"/types/{number}", type=name)
        for number, name in enumerate(command.types)
        if name not in SENDABLE
    ]
    if findings:
        raise Invalid(findings)
    types = tuple(sorted({SENDABLE[name] for name in command.types}))
    known = state.platforms.get(command.platform)
    if known and not known.suspended:
        before = known.admitted
        if (before.source, before.types) == (command.source, types):
            return []
    return [say(PlatformAdmitted, command, types=types)]


def _suspend(command: SuspendPlatform, state: BoardState) -> list[BoardFact]:
    known = state.platforms.get(command.platform)
    if known is None:
        raise Absent
    if known.suspended:
        raise refusal("platform-suspended-already", platform=command.platform)
    if command.valid_from < known.admitted.valid_from:
        raise Invalid(
            [
                finding(
                    "wrong-order",
                    "/validFrom",
                    day=command.valid_from,
                    previous=known.admitted.valid_from,
                )
            ]
        )
    return [say(PlatformSuspended, command)]
