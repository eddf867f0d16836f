"""The figures of docs/reference/figures.md from a list of facts: the one door of the oracle."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from tests.oracle.chain import Event
from tests.oracle.days import AsOf, label
from tests.oracle.figure import Figure
from tests.oracle.figures import (
    ADMINISTRATIVE,
    GROWTHS,
    THEMES,
    Scope,
    World,
    Years,
    ladder_of,
    triangulate,
)
from tests.oracle.gaps import KINDS, gaps
from tests.oracle.groups import Verdict, Verdicts, everything, hidden_for_people, one_release
from tests.oracle.ladder import RESTS_ON
from tests.oracle.releases import Releases

K = 5  # "k = 5, can only be raised; for role teacher one higher"
ROLES = ("full", "inspector", "school-leader", "board-admin", "teacher")
# "School leaders and teachers see no figures of the board or of another school."
OWN_SCHOOL_ONLY = ("school-leader", "teacher")


def fold(
    events: list[Event],
    as_of: datetime | None = None,
    role: str = "full",
    releases: bool = False,
    *,
    k: int = K,
) -> dict[str, Any]:
    """`{"figures": [rows], "gaps": [...], "parked": [...]}` of CloudEvents as a role sees them.

    `as_of` must know its zone; null is now. Role `full` hides nothing but what is not there;
    for school leader and teacher every school in the file is seen as its own people see it.
    """
    if role not in ROLES:
        raise ValueError(f"{role} is not one of {', '.join(ROLES)}")
    moment = AsOf(as_of or datetime.now(UTC))
    world = World(events, moment)
    k_of_role = k + 1 if role == "teacher" else k
    replayed: Releases | None = None
    if role == "full":
        verdicts = everything(world)
    elif releases:
        replayed = Releases(k_of_role)
        replayed.replay(events, moment)
        verdicts = replayed.verdicts(world)
    else:
        verdicts = one_release(world, k_of_role)
    seen_on = (replayed.world if replayed else world) or World([], moment)
    rows = figure_rows(world, seen_on, verdicts, role, k_of_role)
    found = [
        entry
        for year in world.years
        for theme in THEMES
        for entry in gaps(year, theme, role, k_of_role)
    ]
    return {
        "figures": sorted(rows, key=row_order),
        "gaps": sorted(found, key=gap_order),
        "parked": world.parked,
    }


def row_order(row: dict[str, Any]) -> tuple[Any, ...]:
    """Rule: "Sorted by school (null first), board, year, theme (null first), figure"."""
    return (
        row["school"] or "",
        row["board"],
        row["schoolYear"],
        row["theme"] or "",
        row["figure"],
    )


def gap_order(entry: dict[str, Any]) -> tuple[Any, ...]:
    """As the rows, then by kind in the order of the page, what can still be done first."""
    return (
        entry["school"],
        entry["board"],
        entry["schoolYear"],
        entry["theme"],
        KINDS.index(entry["kind"]),
        entry["missed"],
    )


def figure_rows(
    world: World, seen_on: World, verdicts: Verdicts, role: str, k: int
) -> list[dict[str, Any]]:
    """All rows a role may see; `seen_on` is the world that derived figures are read from."""
    rows = []
    by_scope: dict[Scope, list[tuple[str | None, str, Verdict]]] = defaultdict(list)
    for (of, theme, name), verdict in verdicts.items():
        by_scope[of].append((theme, name, verdict))
    for scope, years in world.scopes().items():
        if scope.school is None and role in OWN_SCHOOL_ONLY:
            continue
        for theme, name, verdict in by_scope[scope]:
            shown = verdict
            if role == "school-leader" and name in ADMINISTRATIVE:
                figure = world.figure(scope, years, theme, name)
                shown = Verdict(figure, figure.missing)
            rows.append(row(scope, theme, name, shown, role, k))
        then = years_in(seen_on, scope)
        for theme in THEMES:
            derived = derived_verdicts(scope, then, theme, verdicts)
            rows += [row(scope, theme, name, one, role, k) for name, one in derived.items()]
    return rows


def years_in(world: World, scope: Scope) -> Years:
    """The school years of a scope in another world (of a school whatever its board was)."""
    return [
        one
        for one in world.years
        if one.year == scope.year
        and (one.school.id == scope.school if scope.school else one.board == scope.board)
    ]


def derived_verdicts(
    scope: Scope, years: Years, theme: str, verdicts: Verdicts
) -> dict[str, Verdict]:
    """Triangulation and ladder, from what the role is shown of the figures they rest on."""
    growths = {name: verdicts[scope, theme, name] for name in GROWTHS}
    shown = {name: one.figure for name, one in growths.items() if one.hidden is None}
    triangulation = triangulate(years, theme, shown)
    words: dict[str, str | None] = dict(ladder_of(scope, years, theme))
    for rung, rests_on in RESTS_ON.items():
        reasons = [
            verdicts[scope, theme if of_theme else None, name].hidden for name, of_theme in rests_on
        ]
        if words[rung] not in ("none", "thin") and any(map(hidden_for_people, reasons)):
            words[rung] = None
    ladder = Verdict(Figure(value=words), None)
    return {"triangulation": Verdict(triangulation, triangulation.missing), "ladder": ladder}


def row(
    scope: Scope, theme: str | None, name: str, verdict: Verdict, role: str, k: int
) -> dict[str, Any]:
    """One row; "Not shown: `value` and `n` null and `suppressed`"."""
    found: dict[str, Any] = {
        "figure": name,
        "board": scope.board,
        "school": scope.school,
        "schoolYear": label(scope.year),
        "theme": theme,
        "value": None,
        "n": None,
    }
    if verdict.hidden is not None:
        return found | {"suppressed": verdict.hidden}
    figure = verdict.figure
    extra = dict(figure.extra)
    if role != "full":
        extra = hide_extras(extra, figure.notes, k)
    return found | {"value": figure.value, "n": figure.n} | extra


def hide_extras(extra: dict[str, Any], notes: dict[str, Any], k: int) -> dict[str, Any]:
    """What is null beside a value that is shown.

    "`left-out` is null when any of its counts is 1 to k - 1; `change` and `warning` when the
    earlier wave had n < k; `response` when 1 to k - 1 did not answer."
    """
    hidden = dict(extra)
    if any(1 <= len(people) < k for people in notes.get("left-out", [])):
        hidden["left-out"] = None
    earlier = notes.get("earlier")
    if earlier is not None and earlier < k:
        hidden["change"] = hidden["warning"] = None
    if 1 <= notes.get("silent", 0) < k:
        hidden["response"] = None
    return hidden
