"""The figures in a file of facts, with no server at all: the same fold that the service runs."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from services.evidence.figures.audience import figures_for
from services.evidence.figures.calendar import Year, day_of
from services.evidence.figures.derive import board_years
from services.evidence.figures.gaps import NOT_DISCUSSED, Gap
from services.evidence.figures.groups import FULL, LEADER, Role, k_of
from services.evidence.figures.releases import BoardYear, Releases, advance, release_days
from services.evidence.figures.rows import Row, order, row
from services.evidence.figures.view import View
from services.evidence.history.records import publisher_of, sequence_of
from services.evidence.history.replay import Histories, in_order, replay
from services.evidence.history.school import School
from services.evidence.translate import Known
from shared.contracts.moments import AMSTERDAM, instant_of


def fold(
    facts: Iterable[Known],
    as_of: datetime | None = None,
    role: Role = FULL,
    *,
    releases: bool = False,
) -> dict[str, Any]:
    """All figures and gaps of all schools and boards in the facts, as of an instant, for a role.

    With `releases` the release days until then are replayed; without, everything is released now.

    Returns {"figures": rows, "gaps": entries, "parked": forbidden facts}, in a fixed order.
    """
    moment = as_of or datetime.now(UTC)
    facts = in_order(once_each(facts))
    histories = replay(facts, moment)
    now = list(board_years(views(histories, moment)))
    released = replay_releases(facts, moment, k_of(role)) if releases and role != FULL else None
    found = [gap for _, schools in now for scope in schools for gap in scope.gaps()]
    return {
        "figures": sorted(
            (row(scope, *name, shown) for scope, name, shown in figures_for(role, now, released)),
            key=order,
        ),
        "gaps": [gap_row(gap, role) for gap in sorted(found, key=_place)],
        "parked": parked(histories),
    }


def once_each(facts: Iterable[Known]) -> list[Known]:
    """The facts without those that come again: a place on a chain holds one, the first."""
    found: dict[tuple[int, str, int], Known] = {}
    for known in facts:
        found.setdefault((known.publisher, known.key, known.sequence), known)
    return list(found.values())


def replay_releases(
    facts: Sequence[Known], until: datetime, k: int
) -> tuple[Releases, list[BoardYear]]:
    """What the release days until an instant released, and the figures of the last of them."""
    histories, released = Histories(), Releases(k)
    years: list[BoardYear] = []
    waiting = iter([*facts, None])
    upcoming = next(waiting)
    if upcoming is None:
        return released, years
    for day in release_days(instant_of(upcoming.event.time), until):
        while upcoming is not None and instant_of(upcoming.event.time) < day:
            histories.fold(upcoming)
            upcoming = next(waiting)
        years = list(board_years(views(histories, day)))
        advance(released, day.astimezone(AMSTERDAM).date(), years)
    return released, years


def views(histories: Histories, moment: datetime) -> list[View]:
    """Every school as of the day of an instant."""
    day = day_of(moment)
    return [View(school, histories.boards, day) for school in histories.schools.values()]


def gap_row(gap: Gap, role: Role = FULL) -> Row:
    """A gap as a role sees it; the school's leader alone sees who has not been spoken to."""
    people: int | list[str] | None = None if gap.people is None else len(gap.people)
    hidden = role != FULL and gap.people is not None and len(gap.people) < k_of(role)
    if role == LEADER and gap.kind == NOT_DISCUSSED and gap.people is not None:
        people, hidden = sorted(gap.people), False
    return {
        "board": gap.board,
        "school": gap.school,
        "schoolYear": gap.year.name,
        "theme": gap.theme,
        "kind": gap.kind,
        "people": None if hidden else people,
        "lastDate": None if hidden else date.fromordinal(gap.last_day).isoformat(),
        "missed": gap.missed,
    }


def parked(histories: Histories) -> list[Row]:
    """Facts that a publisher's rules forbid, with the rule; the figures stop before them."""
    schools = sorted(histories.schools.values(), key=lambda school: school.key)
    return [found for school in schools if (found := stopped_row(school)) is not None]


def stopped_row(school: School) -> Row | None:
    """The forbidden fact at which a school's history stopped, if there is one."""
    stopped = school.stopped
    if stopped is None:
        return None
    return {
        "school": school.key,
        "publisher": publisher_of(stopped.ref),
        "sequence": sequence_of(stopped.ref),
        "id": stopped.fact,
        "type": stopped.type,
        "reason": stopped.reason,
    }


def _place(gap: Gap) -> tuple[str, str, Year, str]:
    return gap.school, gap.board, gap.year, gap.theme
