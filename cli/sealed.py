"""A sealed dossier on the command line: the same check as the one that goes along in it.

Whoever holds the facts also has every figure in it computed again, which the check alone cannot.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cli.fold import read_facts
from deploy.local.failures import WrongUse
from services.evidence.as_of import moment_named
from services.evidence.dossier import verify
from services.evidence.dossier.contents import AUDIENCE
from services.evidence.dossier.verify import FIGURES
from services.evidence.figures.book import RELEASED
from services.evidence.figures.calendar import day_of
from services.evidence.figures.rows import Row
from services.evidence.figures.seen import NOT_RELEASED, WAITS
from services.evidence.fold_file import fold
from shared.chassis.canonical import canonical

_NOT_FOLDED = frozenset({RELEASED, WAITS, "board", "school", "schoolYear"})


def check(dossier: Path, facts: Path | None, key: Path | None) -> dict[str, Any]:
    """The answer for a dossier, as `verify --json` prints it; WrongUse when it cannot be read."""
    try:
        lines = facts.read_text(encoding="utf-8").splitlines() if facts else None
        pem = key.read_bytes() if key else None
        if pem is not None:
            verify.fingerprint(pem)
        answer = verify.verify(dossier, lines, pem)
        if facts is not None and answer["first_wrong"] is None:
            _recompute(dossier, facts, answer)
    except (OSError, ValueError) as error:
        raise WrongUse(f"This cannot be read: {error}") from error
    return answer


def _recompute(dossier: Path, facts: Path, answer: dict[str, Any]) -> None:
    """Hold every figure against the facts, released month by month as the service does."""
    said = _figures(dossier)
    moment = moment_named(said["asOf"])
    rows = _folded(facts, said["school"]["code"], moment)
    due = date.fromordinal(day_of(moment)).replace(day=1).isoformat()
    on_time = said["released"] == due
    answer["checked"]["figures"] = answer["checked"]["notReleased"] = 0
    for year, row in _told_of(said):
        if not on_time and (RELEASED in row or row.get("suppressed") == NOT_RELEASED):
            answer["checked"]["notReleased"] += 1  # the release of that month was still to be made
            continue
        folded = rows.get((year, row["theme"], row["figure"]), {})
        if not _same(row, folded):
            where = f"{FIGURES}: {year}, {row['theme'] or 'the whole school'}, {row['figure']}"
            wrong = verify.Wrong("figure", where, _told(folded), _told(row))
            answer |= {"ok": False, "first_wrong": wrong.said}
            return
        answer["checked"]["figures"] += 1


def _figures(dossier: Path) -> dict[str, Any]:
    """What `figures.json` of a dossier holds."""
    found: dict[str, Any] = verify.read_json(verify.opened(dossier)[0][FIGURES])
    return found


def _folded(facts: Path, school: str, moment: datetime) -> dict[tuple[str, str | None, str], Row]:
    """The figures of a school as facts alone make them, by year, theme and name."""
    found = fold(read_facts(facts), moment, AUDIENCE, releases=True)["figures"]
    return {
        (row["schoolYear"], row["theme"], row["figure"]): row
        for row in found
        if row["school"] == school
    }


def _told_of(said: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
    """Every figure in a dossier with its year."""
    yield from ((said["schoolYear"], row) for row in said["figures"])
    for one in said["earlierYears"]:
        yield from ((one["schoolYear"], row) for row in one["figures"])


def _same(row: Row, folded: Row) -> bool:
    """Whether a figure is what the facts say; one that no day released yet is hidden in both."""
    if row.get("suppressed") == NOT_RELEASED:
        return "suppressed" in folded
    return _told(row) == _told(folded)


def _told(row: Mapping[str, Any]) -> str:
    kept = {name: said for name, said in row.items() if name not in _NOT_FOLDED}
    return canonical(kept).decode()
