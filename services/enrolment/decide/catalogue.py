"""A board's catalogue: compared with an import, row by row, as new modules or new versions.

A row without a version becomes the next version when its content differs, and nothing when it does
not: importing the same file again changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.enrolment.decide.acts import Act, say
from services.enrolment.refusals import words
from services.enrolment.state import BoardState
from shared.chassis.errors import Words
from shared.contracts.codes import ModuleForm, ModuleLevel, Theme
from shared.contracts.enrolment import ModuleRegistered, Titles


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferModule(Act):
    """One row of an import: a module as the board wants to offer it."""

    line: int
    module: str
    version: int | None
    theme: Theme
    titles: Titles
    study_hours: float
    practice_lessons: int
    form: ModuleForm
    level: ModuleLevel
    sample: bool
    valid_from: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken, and why."""

    line: int
    module: str | None
    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class CatalogueChanges:
    """What an import does: new modules, new versions of known ones, and the rest."""

    added: list[ModuleRegistered] = field(default_factory=list)
    changed: list[ModuleRegistered] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)

    def facts(self) -> list[ModuleRegistered]:
        """What is to be said, in the order of the import."""
        return [*self.added, *self.changed]


def compare(rows: Sequence[OfferModule], state: BoardState) -> CatalogueChanges:
    """What the rows change in the board's catalogue."""
    changes = CatalogueChanges()
    lines: dict[str, int] = {}
    for row in rows:
        if row.module in lines:
            _refuse(changes, row, "module-twice", line=lines[row.module])
            continue
        lines[row.module] = row.line
        _compare_one(row, state, changes)
    return changes


def _compare_one(row: OfferModule, state: BoardState, changes: CatalogueChanges) -> None:
    latest = state.module(row.module)
    if latest is None:
        changes.added.append(_registered(row, row.version or 1))
        return
    version = row.version or latest.version
    known = state.module(row.module, version)
    if known is not None and _same(_registered(row, version), known):
        changes.unchanged.append(row.module)
    elif row.version is None:
        changes.changed.append(_registered(row, latest.version + 1))
    elif known is not None:
        _refuse(changes, row, "module-version-stands", version=version)
    elif version < latest.version:
        _refuse(changes, row, "module-version-passed", version=version, latest=latest.version)
    else:
        changes.changed.append(_registered(row, version))


def _registered(row: OfferModule, version: int) -> ModuleRegistered:
    return say(ModuleRegistered, row, version=version)


def _same(one: ModuleRegistered, other: ModuleRegistered) -> bool:
    """Whether nothing but the days differs."""
    days = {"valid_from", "occurred_at"}
    return one.model_dump(exclude=days) == other.model_dump(exclude=days)


def _refuse(changes: CatalogueChanges, row: OfferModule, code: str, **values: object) -> None:
    said = words(code, module=row.module, **values)
    changes.refused.append(RefusedRow(row.line, row.module, code, said))
