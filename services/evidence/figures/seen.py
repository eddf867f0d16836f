"""What an audience sees of a year: the one door from figures as they are to figures as shown.

Figures not about people are current for everyone, administrative ones for the school's own leader;
all others stand as they were released (`book.py`), or are told as not released yet. The rules for
single figures are in `groups.py` and `releases.py`; here is only put together what they allowed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from services.evidence.figures.book import RELEASED, Told
from services.evidence.figures.calendar import Year
from services.evidence.figures.derive import Name
from services.evidence.figures.figure import NO_DATA
from services.evidence.figures.gaps import NOT_DISCUSSED
from services.evidence.figures.groups import FULL, LEADER, Role, k_of
from services.evidence.figures.registry import kind_of
from services.evidence.figures.releases import board_release_day
from services.evidence.figures.rows import Row

NOT_RELEASED = "not-released"
"""No release day has spoken of the figure yet."""

WAITS = "waits"
"""Whether newer facts changed any figure of the year since the row was released; never which."""

_WHERE = ("board", "school", "schoolYear")
_PLACE = ("figure", "theme", *_WHERE)


def is_current(role: Role, figure: str) -> bool:
    """Whether an audience sees a figure whole and as it is now, rather than as released."""
    kind = kind_of(figure)
    return kind == "open" or (role == LEADER and kind == "administrative")


def seen(role: Role, current: Sequence[Row], told: Told, stand: str) -> list[Row]:
    """The rows of a school's or board's year for an audience.

    `current` are all its rows as they are now, unhidden, and `stand` their digest.
    """
    assert role != FULL  # noqa: S101  the holder of the facts folds them; nobody is shown all
    rows = {_name(made): made for made in current}
    shown = [made for name, made in rows.items() if is_current(role, name[1])]
    place = (
        {name: current[0][name] for name in ("board", "school", "schoolYear")} if current else {}
    )
    released = [name for name, made in told.rows.items() if RELEASED in made]
    for name in {**rows, **dict.fromkeys(released)}:
        if not is_current(role, name[1]):
            made = told.rows.get(name) or _not_released(rows[name])
            shown.append({**made, **place, **_waits(made, told, stand)})
    return sorted(shown, key=lambda made: (made["theme"] or "", made["figure"]))


def _name(made: Row) -> Name:
    return made["theme"], made["figure"]


def _not_released(made: Row) -> Row:
    place = {name: made[name] for name in _PLACE}
    return {**place, "value": None, "n": None, "suppressed": NOT_RELEASED}


def _waits(made: Row, told: Told, stand: str) -> Mapping[str, bool]:
    if RELEASED not in made:
        return {}
    return {WAITS: told.stands[made[RELEASED]] != stand}


def own_release(year: str) -> date:
    """When a board's own figures about people of a year are released."""
    return board_release_day(Year.named(year))


def gaps_seen(role: Role, gaps: Iterable[Row]) -> list[Row]:
    """The gaps of a school's year for an audience, of those told with whom they are about.

    The leader sees all: whom to speak with, and for the rest a count and a day from k people up.
    Others see those about goals alone, for a count that moves by one would tell of one person.
    """
    if role != LEADER:
        return [_without(gap, "who") for gap in gaps if gap["people"] is None]
    return [_leaders(gap, k_of(role)) for gap in gaps]


def _leaders(gap: Row, k: int) -> Row:
    people = gap["people"]
    if people is None or people >= k or gap["kind"] == NOT_DISCUSSED:
        return gap
    return {**gap, "people": None, "lastDate": None}


def _without(made: Row, name: str) -> Row:
    return {key: said for key, said in made.items() if key != name}


def pooled(board: str, year: str, of_schools: Iterable[Sequence[Row]]) -> list[Row]:
    """A board's own rows: goals of all its schools together; the rest waits for its release."""
    found: dict[Name, list[Row]] = {}
    for rows in of_schools:
        for made in rows:
            found.setdefault(_name(made), []).append(made)
    return [
        {**_pool(rows), "board": board, "school": None, "schoolYear": year}
        for rows in found.values()
    ]


def _pool(rows: Sequence[Row]) -> Row:
    made = _not_released(rows[0])
    if kind_of(made["figure"]) != "open":
        return made
    shown = [one for one in rows if "suppressed" not in one]
    if not shown:
        return {**made, "suppressed": NO_DATA}
    return {**_without(made, "suppressed"), **_POOLS[made["figure"]](shown)}


def _counts(rows: Sequence[Row]) -> dict[str, Any]:
    return {"value": {name: sum(one["value"][name] for one in rows) for name in rows[0]["value"]}}


def _share(rows: Sequence[Row]) -> dict[str, Any]:
    of = sum(one["of"] for one in rows)
    return {"value": sum(round(one["value"] * one["of"]) for one in rows) / of, "of": of}


_POOLS = {"goals": _counts, "evaluated": _share}
