"""What a register file changes: compared with the boards and schools that are known.

A file adds and changes, it never takes away: what it does not tell stays, a board's sectors grow,
and a board's own name is kept. Only a file with addresses changes a known school or moves it to
another board: the others lag behind and abbreviate names, so that two files would take turns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.enrolment.decide.boards import BoardCommand, ChangeBoard, RegisterBoard
from services.enrolment.decide.schools import RegisterSchool
from services.enrolment.refusals import words
from shared.chassis.errors import Words
from shared.contracts.codes import Sector
from shared.contracts.enrolment import ALL_PURPOSES

Known = Mapping[str, Mapping[str, Any]]
"""Entries of the directory by key, their fields as in the facts."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one line says; None for what its file does not tell. `school` None: a board only."""

    line: int
    board: str
    sectors: tuple[Sector, ...]
    school: str | None
    name: str | None
    place: str | None
    board_name: str | None


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that is refused, and why."""

    line: int
    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class Register:
    """A register file as read: good rows, refused ones, and what was understood of its layout."""

    rows: tuple[Row, ...]
    wrong: tuple[Wrong, ...]
    tells_addresses: bool
    assumed_sector: Sector | None
    encoding: str
    delimiter: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a known board or school that becomes something else."""

    kind: str
    key: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A line about a school that an earlier line told already; the earlier one counts."""

    line: int
    school: str
    first_line: int
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisterChanges:
    """Everything an import does, and the commands that do it."""

    boards: dict[str, BoardCommand] = field(default_factory=dict)
    board_lines: dict[str, int] = field(default_factory=dict)
    schools: list[RegisterSchool] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    added_boards: list[str] = field(default_factory=list)
    added_schools: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged_boards: list[str] = field(default_factory=list)
    unchanged_schools: list[str] = field(default_factory=list)
    refused: list[Wrong] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)


def compare_register(
    register: Register,
    boards: Known,
    schools: Known,
    *,
    occurred_at: str,
    valid_from: str,
) -> RegisterChanges:
    """What the file changes, as commands and as a report."""
    changes = RegisterChanges(refused=list(register.wrong))
    taken = _first_of_each(register.rows, changes)
    good = [
        row
        for row in taken
        if row.school is None or _school(row, register, schools, changes, occurred_at, valid_from)
    ]
    _boards(good, boards, changes, occurred_at, valid_from)
    return changes


def _first_of_each(rows: Sequence[Row], changes: RegisterChanges) -> list[Row]:
    """The first line of each school; later ones are told as duplicates."""
    first: dict[str, Row] = {}
    taken: list[Row] = []
    for row in rows:
        if row.school is not None and (before := first.setdefault(row.school, row)) is not row:
            differs = tuple(
                name
                for name in ("board", "sectors", "name", "place")
                if getattr(row, name) != getattr(before, name)
            )
            changes.duplicates.append(Duplicate(row.line, row.school, before.line, differs))
            continue
        taken.append(row)
    return taken


def _school(
    row: Row,
    register: Register,
    schools: Known,
    changes: RegisterChanges,
    occurred_at: str,
    valid_from: str,
) -> bool:
    """Add what the row changes about its school; False when the row is refused."""
    school = row.school or ""
    known = schools.get(school)
    why = _refused(row, known, register)
    if why:
        changes.refused.append(why)
        return False
    changes.lines[school] = row.line
    wanted = _wanted(row, known, register)
    if known is None:
        changes.added_schools.append(school)
    else:
        found = [
            Change("school", school, name, known.get(name), wanted[name])
            for name in ("board", "name", "sector", "place")
            if _differs(known.get(name), wanted[name])
        ]
        if not found:
            changes.unchanged_schools.append(school)
            return True
        changes.changed.extend(found)
    changes.schools.append(
        RegisterSchool(
            occurred_at=occurred_at,
            school=school,
            valid_from=valid_from,
            board_known=True,
            may_move=True,
            **wanted,
        )
    )
    return True


def _refused(row: Row, known: Mapping[str, Any] | None, register: Register) -> Wrong | None:
    if known is None:
        return _wrong(row, "no-name") if row.name is None else None
    if known.get("validUntil"):
        return _wrong(row, "school-closed", school=row.school, day=known["validUntil"])
    if known["board"] != row.board and not register.tells_addresses:
        return _wrong(row, "moves-by-address-file-only", board=row.board, known=known["board"])
    return None


def _wanted(row: Row, known: Mapping[str, Any] | None, register: Register) -> dict[str, Any]:
    """The school's particulars after this row: what the file does not tell stays as it was."""
    told = {
        "board": row.board,
        "name": row.name,
        "sector": row.sectors[0],
        "place": row.place,
    }
    if known is None:
        return told
    if not register.tells_addresses:
        return {name: known.get(name) for name in told}
    return {
        name: value if value is not None and _differs(known.get(name), value) else known.get(name)
        for name, value in told.items()
    }


def _differs(before: Any, after: Any) -> bool:
    """Places come in capitals in one file and not in another: that is no change."""
    return str(before or "").casefold() != str(after or "").casefold()


def _boards(
    rows: Sequence[Row],
    boards: Known,
    changes: RegisterChanges,
    occurred_at: str,
    valid_from: str,
) -> None:
    sectors: dict[str, set[Sector]] = {}
    names: dict[str, str] = {}
    for row in rows:
        sectors.setdefault(row.board, set()).update(row.sectors)
        changes.board_lines.setdefault(row.board, row.line)
        if row.board_name:
            names.setdefault(row.board, row.board_name)
    for board, told in sectors.items():
        known = boards.get(board)
        if known is None:
            changes.added_boards.append(board)
            command: BoardCommand = RegisterBoard(
                occurred_at=occurred_at,
                board=board,
                name=names.get(board, f"Bevoegd gezag {board}"),
                sectors=tuple(sorted(told)),
                counted_purposes=ALL_PURPOSES,
                valid_from=valid_from,
            )
        elif told <= set(known["sectors"]):
            changes.unchanged_boards.append(board)
            continue
        else:
            after = tuple(sorted(told | set(known["sectors"])))
            changes.changed.append(
                Change("board", board, "sectors", list(known["sectors"]), list(after))
            )
            command = ChangeBoard(occurred_at=occurred_at, sectors=after, valid_from=valid_from)
        changes.boards[board] = command


def _wrong(row: Row, code: str, **values: object) -> Wrong:
    return Wrong(row.line, code, words(code, **values))
