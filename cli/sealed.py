"""A sealed dossier on the command line: the same check as the one that goes along in it.

Whoever holds the facts also has every figure in it computed again, which the check alone cannot.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.fold import read_facts
from deploy.local.failures import WrongUse
from services.evidence.as_of import moment_named
from services.evidence.dossier import verify
from services.evidence.dossier.archive import file_in
from services.evidence.figures.groups import Role
from services.evidence.figures.rows import Row
from services.evidence.figures.seen import NOT_RELEASED, WAITS
from services.evidence.fold_file import fold
from shared.chassis.canonical import canonical

_NOT_FOLDED = frozenset({"released", WAITS, "board", "school", "schoolYear"})
ROLE: Role = "inspector"


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
    manifest = answer["manifest"]
    name = verify.FIGURES
    raw = (dossier / name).read_bytes() if dossier.is_dir() else file_in(dossier.read_bytes(), name)
    said = verify.read_json(raw)
    moment = moment_named(manifest["asOf"])
    found = fold(read_facts(facts), moment, ROLE, releases=True)["figures"]
    school = manifest["school"]["code"]
    rows = {(row["schoolYear"], row["theme"], row["figure"]): row for row in found
            if row["school"] == school}  # fmt: skip
    years = [(said["schoolYear"], said["figures"])]
    years += [(one["schoolYear"], one["figures"]) for one in said["earlierYears"]]
    count = 0
    for year, figures in years:
        for row in figures:
            count += 1
            folded = rows.get((year, row["theme"], row["figure"]), {})
            if not _same(row, folded):
                where = f"{name}: {year}, {row['theme'] or 'the whole school'}, {row['figure']}"
                wrong = verify.Wrong("figure", where, _told(folded), _told(row))
                answer |= {"ok": False, "first_wrong": wrong.said}
                return
    answer["checked"]["figures"] = count


def _same(row: Row, folded: Row) -> bool:
    """Whether a figure is what the facts say; one that no day released yet is hidden in both."""
    if row.get("suppressed") == NOT_RELEASED:
        return "suppressed" in folded
    return _told(row) == _told(folded)


def _told(row: Mapping[str, Any]) -> str:
    kept = {name: said for name, said in row.items() if name not in _NOT_FOLDED}
    return canonical(kept).decode()
