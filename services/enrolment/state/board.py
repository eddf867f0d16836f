"""A board as its chain tells it: particulars, admitted platforms, and the catalogue of modules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from shared.contracts.enrolment import (
    BoardRegistered,
    ModuleRegistered,
    PlatformAdmitted,
    PlatformSuspended,
    TeacherErased,
)

BoardFact = (
    BoardRegistered | PlatformAdmitted | PlatformSuspended | ModuleRegistered | TeacherErased
)


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform as it was last admitted, and since when it is suspended."""

    admitted: PlatformAdmitted
    revision: int
    suspended: PlatformSuspended | None = None


@dataclass(frozen=True, slots=True)
class BoardState:
    """Everything that commands on a board are decided on.

    A `revision` is the sequence of the last fact about a thing: its version for ETag and If-Match.
    """

    board: str
    sequence: int = 0
    revision: int = 0
    registered: BoardRegistered | None = None
    platforms: Mapping[str, Platform] = field(default_factory=dict)
    catalogue: Mapping[str, tuple[ModuleRegistered, ...]] = field(default_factory=dict)
    module_revisions: Mapping[str, int] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()

    def module(self, code: str, version: int | None = None) -> ModuleRegistered | None:
        """A module's given version, or its latest."""
        versions = self.catalogue.get(code, ())
        if version is None:
            return versions[-1] if versions else None
        return next((found for found in versions if found.version == version), None)


def evolve_board(state: BoardState, fact: BoardFact) -> BoardState:
    """The board after one more fact."""
    state = replace(state, sequence=state.sequence + 1)
    match fact:
        case BoardRegistered():
            return replace(state, registered=fact, revision=state.sequence)
        case PlatformAdmitted():
            return _with_platform(state, Platform(fact, state.sequence))
        case PlatformSuspended():
            known = state.platforms[fact.platform]
            return _with_platform(state, replace(known, suspended=fact, revision=state.sequence))
        case ModuleRegistered():
            return _with_module(state, fact)
        case TeacherErased():
            return replace(state, erased=state.erased | {fact.teacher})
        case _:
            assert_never(fact)


def _with_platform(state: BoardState, platform: Platform) -> BoardState:
    return replace(state, platforms={**state.platforms, platform.admitted.platform: platform})


def _with_module(state: BoardState, fact: ModuleRegistered) -> BoardState:
    versions = (*state.catalogue.get(fact.module, ()), fact)
    return replace(
        state,
        catalogue={**state.catalogue, fact.module: versions},
        module_revisions={**state.module_revisions, fact.module: state.sequence},
    )
