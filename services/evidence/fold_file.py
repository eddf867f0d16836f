"""The figures in a file of facts, with no server at all: the same fold that the service runs."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from services.evidence.figures.calendar import Year
from services.evidence.figures.derive import Scope, all_scopes
from services.evidence.figures.gaps import Gap
from services.evidence.figures.rows import Row, order, row
from services.evidence.figures.view import View
from services.evidence.history.records import publisher_of, sequence_of
from services.evidence.history.replay import Histories, replay
from services.evidence.translate import Known
from shared.contracts.moments import AMSTERDAM


def fold(facts: Iterable[Known], as_of: datetime | None = None) -> dict[str, Any]:
    """All figures and gaps of all schools and boards in the facts, as of an instant.

    Returns {"figures": rows, "gaps": entries, "parked": forbidden facts}, in a fixed order.
    """
    moment = as_of or datetime.now(UTC)
    histories = replay(facts, moment)
    scopes = list(all_scopes(views(histories, moment)))
    rows = [
        row(scope, theme, name, scope.result(theme, name))
        for scope in scopes
        for theme, name in scope.names
    ]
    return {
        "figures": sorted(rows, key=order),
        "gaps": [gap_row(gap) for scope in sorted(scopes, key=_place) for gap in scope.gaps()],
        "parked": parked(histories),
    }


def views(histories: Histories, moment: datetime) -> list[View]:
    """Every school as of the day of an instant."""
    day = moment.astimezone(AMSTERDAM).date().toordinal()
    return [View(school, histories.boards, day) for school in histories.schools.values()]


def gap_row(gap: Gap) -> Row:
    """A gap as it is listed for the holder of the facts."""
    return {
        "board": gap.board,
        "school": gap.school,
        "schoolYear": gap.year.name,
        "theme": gap.theme,
        "kind": gap.kind,
        "people": None if gap.people is None else len(gap.people),
        "lastDate": datetime.fromordinal(gap.last_day).date().isoformat(),
        "missed": gap.missed,
    }


def parked(histories: Histories) -> list[Row]:
    """Facts that a publisher's rules forbid, with the rule; the figures stop before them."""
    return [
        {
            "school": school.key,
            "publisher": publisher_of(school.stopped.ref),
            "sequence": sequence_of(school.stopped.ref),
            "id": school.stopped.fact,
            "type": school.stopped.type,
            "reason": school.stopped.reason,
        }
        for school in sorted(histories.schools.values(), key=lambda school: school.key)
        if school.stopped is not None
    ]


def _place(scope: Scope) -> tuple[str, str, Year]:
    return scope.school or "", scope.board, scope.year
