"""What is in a dossier: figures as an inspector may see them, goals, decisions, and the framework.

All of it is one JSON object, `figures.json`; whatever else a dossier tells, paper included, is made
from it and from nothing else. Its digest is the SHA-256 of its canonical bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from services.evidence.dossier.behind import Behind
from services.evidence.dossier.verify import sha256
from services.evidence.figures.groups import K, Role
from services.evidence.figures.lived import first_year
from services.evidence.figures.rows import Row
from services.evidence.figures.view import View
from services.evidence.frameworks.framework import Framework, Link
from services.evidence.history import records as r
from services.evidence.standards import Mapped
from shared.chassis.canonical import canonical
from shared.contracts.moments import logged

FORMAT = "aantoonbaar-figures/1"
AUDIENCE: Role = "inspector"
EARLIER_YEARS = 2
_NOT_TOLD = frozenset({"board", "school"})  # the same in each row: said once, above


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose year it is."""

    school: str
    name: str
    sector: str
    place: str | None
    board: str
    board_name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A school year as the desk shows it to an inspector."""

    year: str
    figures: Sequence[Row]
    gaps: Sequence[Row]
    released: date | None


@dataclass(frozen=True)
class Contents:
    """The contents of a dossier as JSON: `said` is what `figures.json` holds."""

    said: Mapping[str, Any]

    @cached_property
    def raw(self) -> bytes:
        """The canonical bytes of `figures.json`."""
        return canonical(self.said)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of those bytes, in hex."""
        return sha256(self.raw)


def contents_of(
    subject: Subject,
    moment: datetime,
    shown: Shown,
    earlier: Sequence[Shown],
    mapped: Mapped,
    view: View,
    *,
    behind: Behind,
) -> Contents:
    """The contents of a school year as of a moment; `earlier` are years before it, newest first."""
    return Contents(
        {
            "format": FORMAT,
            "school": {
                "code": subject.school,
                "name": subject.name,
                "sector": subject.sector,
                "place": subject.place or "",
            },
            "board": {"number": subject.board, "name": subject.board_name},
            "schoolYear": shown.year,
            "asOf": logged(moment),
            "audience": AUDIENCE,
            "smallestGroup": K,
            "released": shown.released.isoformat() if shown.released else None,
            "recordedSince": since.name if (since := first_year(view)) else None,
            "framework": _framework(mapped),
            "standards": _standards(mapped),
            "goals": [_goal(goal, view) for goal in _in_order(view)],
            "figures": [_row(made) for made in shown.figures],
            "gaps": [_row(made) for made in shown.gaps],
            "modules": behind.modules,
            "pupilResults": behind.results,
            "instruments": behind.instruments,
            "pulseWaves": behind.waves,
            "earlierYears": [
                {"schoolYear": one.year, "figures": [_row(made) for made in one.figures]}
                for one in earlier
            ],
        }
    )


def framework_id(mapped: Mapped) -> str:
    """The framework as facts name it: sector, version, and a board's own correction of links."""
    corrected = f".c{mapped.correction}" if mapped.correction else ""
    return f"{mapped.framework.sector}-{mapped.framework.version}{corrected}"


def _row(made: Row) -> Row:
    return {name: said for name, said in made.items() if name not in _NOT_TOLD}


def _framework(mapped: Mapped) -> dict[str, Any]:
    framework: Framework = mapped.framework
    return {
        "id": framework_id(mapped),
        "sector": framework.sector,
        "version": framework.version,
        "name": framework.name.model_dump(),
        "inForceFrom": framework.in_force_from.isoformat(),
        "source": framework.source,
        "correction": mapped.correction,
    }


def _standards(mapped: Mapped) -> list[dict[str, Any]]:
    framework = mapped.framework
    return [
        {
            "code": standard.code,
            "name": standard.name,
            "gloss": standard.gloss.model_dump(),
            "step": standard.step,
            "verified": standard.verified_in(framework.sector),
            "themes": [_link(link) for link in links],
        }
        for standard, links in framework.under(mapped.links)
    ]


def _link(link: Link) -> dict[str, Any]:
    return {"theme": link.theme, "why": link.why.model_dump(), "weak": link.weak}


def _in_order(view: View) -> Iterable[r.Goal]:
    goals = view.existing(view.school.goals.values())
    return sorted(goals, key=lambda goal: (goal.school_year, goal.theme, goal.at, goal.id))


def _goal(goal: r.Goal, view: View) -> dict[str, Any]:
    withdrawn = goal.withdrawn if view.exists(goal.withdrawn) else None
    evaluations = sorted(view.existing(goal.evaluations), key=lambda one: (one.at, one.ref))
    return {
        "goal": goal.id,
        "schoolYear": goal.school_year,
        "theme": goal.theme,
        "indicator": goal.indicator,
        "target": goal.target,
        "setOn": _day(goal.day),
        "dueOn": _day(goal.due),
        "evaluations": [
            {"on": _day(one.day), "outcome": one.outcome, "decision": one.decision}
            for one in evaluations
        ],
        "withdrawnOn": _day(withdrawn.day) if withdrawn else None,
    }


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
