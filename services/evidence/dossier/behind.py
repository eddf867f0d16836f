"""What stands behind figures and is no figure: modules by name, results, lists, waves of the pulse.

Nothing here is about fewer people than a figure may be: a result of fewer pupils is named without
its numbers, and a list that few teachers were seen with is not named (evidence.md, section 4).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from services.evidence.figures.calendar import Year, day_of
from services.evidence.figures.figure import FEWER_THAN_K
from services.evidence.figures.groups import K
from services.evidence.figures.rows import Row
from services.evidence.figures.view import View
from services.evidence.figures.year import SchoolYear
from services.evidence.history.evolve import Event
from shared.contracts.moments import AMSTERDAM, instant_of

RETURN, PULSE = "return.", "pulse."
_UNTOLD = {"groupSize": None, "n": None, "before": None, "after": None}


@dataclass(frozen=True, slots=True)
class Behind:
    """As JSON: titles by module code, results of pupils, lists in use, days of waves by figure."""

    modules: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    results: Sequence[Mapping[str, Any]] = ()
    instruments: Sequence[Mapping[str, str]] = ()
    waves: Mapping[str, str] = field(default_factory=dict)


def behind(
    events: Sequence[Event], view: View, year: str, released: date | None, rows: Iterable[Row]
) -> Behind:
    """What stands behind the figures of a year.

    `events` are the facts of the school and its boards, `rows` all figures that are told, and
    `released` is the last release day.
    """
    said: dict[str, list[Event]] = {}
    for event in events:
        said.setdefault(event.fact.__class__.__name__, []).append(event)
    rows, found = list(rows), SchoolYear(view, Year.named(year))
    return Behind(
        _modules(said.get("ModuleRegistered", ()), rows),
        _results(said.get("PupilResultRecorded", ()), found),
        _instruments(said.get("ObservationRecorded", ()), found, released),
        _waves(said, found, [row for row in rows if row["schoolYear"] == year]),
    )


def _modules(said: Iterable[Event], rows: Iterable[Row]) -> dict[str, dict[str, str]]:
    """The newest titles of the modules of which a return is told."""
    codes = {row["figure"].removeprefix(RETURN) for row in rows if RETURN in row["figure"]}
    newest = sorted((one.fact for one in said), key=lambda fact: fact.version)
    return {
        fact.module: {"nl": fact.titles.nl, "en": fact.titles.en}
        for fact in newest
        if fact.module in codes
    }


def _results(said: Iterable[Event], year: SchoolYear) -> list[dict[str, Any]]:
    """Results of groups of pupils in the year, of a theme or of none, as they were recorded."""
    facts = {one.fact.result: one.fact for one in said}
    known = year.view.school.results
    found = []
    for result, record in known.items():
        if year.within(record) and result in facts:
            fact = facts[result]
            told = {
                "theme": record.theme,
                "measure": record.measure,
                "on": date.fromordinal(record.day).isoformat(),
            }
            found.append({**told, **_numbers(fact.group_size, record)})
    return sorted(found, key=lambda one: (one["theme"] or "", one["measure"], one["on"]))


def _numbers(size: int, record: Any) -> dict[str, Any]:
    if record.n < K:
        return {**_UNTOLD, "suppressed": FEWER_THAN_K}
    few_without = 1 <= size - record.n < K
    return {
        "groupSize": size,
        "n": None if few_without else record.n,
        "before": record.before,
        "after": record.after,
    }


def _instruments(
    said: Iterable[Event], year: SchoolYear, released: date | None
) -> list[dict[str, str]]:
    """The lists with which enough teachers were seen, by the last release day."""
    if released is None:
        return []
    teachers: dict[tuple[str, str, str, str], set[str]] = {}
    known, until = year.view.school.observations, _start_of(released)
    for event in said:
        fact = event.fact
        if fact.observation not in known or not year.within(known[fact.observation]):
            continue
        if instant_of(event.time) < until:
            for theme in known[fact.observation].themes:
                place = theme, fact.perspective, fact.instrument, fact.instrument_version
                teachers.setdefault(place, set()).add(fact.teacher)
    names = ("theme", "perspective", "instrument", "version")
    return [
        dict(zip(names, place, strict=True))
        for place, who in sorted(teachers.items())
        if len(who) >= K
    ]


def _waves(
    said: Mapping[str, Sequence[Event]], year: SchoolYear, rows: Iterable[Row]
) -> dict[str, str]:
    """Of each pulse that is told the day on which its wave closed."""
    closes = {one.fact.wave: _day(one.fact.closes_on) for one in said.get("PulseWaveOpened", ())}
    closed = [
        (closes[one.fact.wave], instant_of(one.time))
        for one in said.get("PulseWaveClosed", ())
        if one.fact.wave in closes and year.start <= closes[one.fact.wave] <= year.year.end
    ]
    found = {}
    for row in rows:
        if row["figure"].startswith(PULSE) and "released" in row:
            until = _start_of(date.fromisoformat(row["released"]))
            days = [day for day, at in closed if at < until and day < day_of(until)]
            if days:
                found[row["figure"]] = date.fromordinal(max(days)).isoformat()
    return found


def _start_of(day: date) -> datetime:
    """The first moment of a release day: what was logged before it counts."""
    return datetime.combine(day, time(), tzinfo=AMSTERDAM)


def _day(said: str) -> int:
    return date.fromisoformat(said).toordinal()
