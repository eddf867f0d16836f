"""`explain`: the facts behind a figure, who said them and when."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from cli.asked import AsJson, AsOf, school_code
from cli.doors import Doors, Refused, leader_of
from cli.terminal import print_json, progress, results
from deploy.local.failures import WrongUse
from services.evidence.as_of import moment_named
from shared.contracts.moments import AMSTERDAM

WHOLE_SCHOOL = "-"
FIRST_MONTH = 8  # a school year runs from 1 August


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(explain)


def explain(
    school: Annotated[str, typer.Argument(help="The school, such as 99ZZ00.")],
    theme: Annotated[str, typer.Argument(help="The theme; - for a figure of the whole school.")],
    figure: Annotated[str, typer.Argument(help="The figure, such as participation.")],
    *,
    year: Annotated[
        str | None, typer.Option(help="The school year; of --as-of or the latest without it.")
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show why a figure is what it is, as the school's own leader may see it.

    Examples: aantoonbaar explain 99ZZ00 feedback participation;
    aantoonbaar explain 99ZZ00 - starters --as-of 2026-01-31
    """
    code, moment = school_code(school), moment_of(as_of)
    with progress() as tell:
        tell("Asking")
        found = ask(Doors(), code, theme, figure, year, moment)
    if as_json:
        print_json(found)
        return
    _show(found)


def moment_of(as_of: str | None) -> datetime | None:
    """The instant that --as-of names; WrongUse when it names none."""
    if as_of is None:
        return None
    try:
        return moment_named(as_of)
    except ValueError as error:
        raise WrongUse(f"--as-of {as_of!r} is no date and no RFC 3339 time: {error}.") from error


def ask(
    doors: Doors, school: str, theme: str, figure: str, year: str | None, moment: datetime | None
) -> dict[str, Any]:
    """The figure, its facts and how many are hidden; Refused when there is no such figure."""
    who = leader_of(doors.board_of(school), school)
    root = f"/v1/schools/{school}/years"
    absent = f"Evidence knows no school {school} yet; try again in a moment."
    years: list[str] = doors.get("evidence", root, who, absent=absent)["years"]
    if not years:
        raise Refused(f"School {school} has no figures yet.")
    chosen = year or _year_of(moment, years)
    params = {} if moment is None else {"as-of": moment.isoformat()}
    if theme != WHOLE_SCHOOL:
        params["theme"] = theme
    path = f"{root}/{chosen}/figures/{figure}"
    try:
        found: dict[str, Any] = doors.get("evidence", path, who, params=params)
    except Refused:
        if chosen not in years:
            there = ", ".join(years)
            raise Refused(f"There are no figures of {chosen}; there are of {there}.") from None
        rows = doors.get("evidence", f"{root}/{chosen}", who)["figures"]
        if any((row["figure"], row["theme"]) == (figure, params.get("theme")) for row in rows):
            raise Refused(f"By then nothing was known of {school} in {chosen}.") from None
        raise Refused(f"{_absent(rows, theme, figure)} in {chosen}.") from None
    return found


def _year_of(moment: datetime | None, years: list[str]) -> str:
    day = (moment or datetime.now(UTC)).astimezone(AMSTERDAM).date()
    named = school_year(day)
    return named if named in years or moment is not None else years[-1]


def school_year(day: date) -> str:
    """The school year of a day, such as 2025-2026."""
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    return f"{first}-{first + 1}"


def _absent(rows: list[dict[str, Any]], theme: str, figure: str) -> str:
    """Which figure there is not, and which there are."""
    wanted = None if theme == WHOLE_SCHOOL else theme
    names = sorted({row["figure"] for row in rows if row["theme"] == wanted})
    where = "of the whole school" if wanted is None else f"of theme {theme}"
    return f"There is no figure {figure} {where}, but {', '.join(names)}"


def _show(found: dict[str, Any]) -> None:
    figure = found["figure"]
    where = f"{figure['school']} {figure['schoolYear']} {figure['theme'] or ''}".strip()
    said = {k: v for k, v in figure.items() if k not in _WHERE and v is not None}
    results.print(f"{figure['figure']}, {where}: ", end="")
    results.print(", ".join(f"{name} {value}" for name, value in said.items()), markup=False)
    results.print(f"{found['title']['en']}. {found['rule']['en']}", markup=False)
    results.print(f"= {found['formula']['en']}", markup=False)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("happened", "logged", "publisher", "fact", "sequence", "id"):
        table.add_column(column)
    for fact in found["facts"]:
        kind = fact["type"].removeprefix("nl.professionalisering.")
        told = (fact["occurredAt"], fact["recordedAt"], fact["publisher"], kind)
        table.add_row(*told, str(fact["sequence"]), fact["id"])
    results.print(table)
    if "suppressed" in figure:
        results.print("It is not shown, so neither is what it rests on.")
        return
    hidden = {"a-few": "a few"}.get(found["hiddenFacts"], found["hiddenFacts"])
    more = f", and {hidden} that a leader may not see one by one" if hidden else ""
    results.print(f"{len(found['facts'])} facts{more}.")


_WHERE = ("figure", "board", "school", "schoolYear", "theme")
