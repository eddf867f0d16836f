"""A board's schools by themes: what is planned where, and what may be shown of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from services.evidence.desk import Desk, Standing
from services.evidence.figures.calendar import Year, date_of, day_of
from services.evidence.figures.groups import K
from services.evidence.figures.seen import own_release
from services.evidence.pages import urls
from services.evidence.pages.draw.ring import arc
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.say import summary
from services.evidence.pages.say.beside import Place
from services.evidence.pages.say.beside_schools import warned
from services.evidence.pages.say.board import Cell, cell
from services.evidence.pages.say.figures import tell
from services.evidence.pages.say.labelled import labelled
from services.evidence.pages.say.rows import Rows, is_empty
from services.evidence.pages.say.stand import newer, released_by
from services.evidence.pages.say.stood import with_stands
from services.evidence.pages.say.theme import part_of
from services.evidence.pages.schools_beside import goals_due, places, tables
from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import SECTORS, SHORT_THEMES, THEMES
from services.evidence.serve.boards import BoardPath, matrix_of
from services.evidence.serve.schools import AsOf, YearPath, moment_of
from shared.contracts.codes import Sector

WHOLE = (
    "starters",
    "starters.coach",
    "retention.1",
    "retention.2",
    "retention.3",
    "retention.5",
    "pulse.support",
    "workload",
    "informal",
)
Sort = Literal["name", "sector", "goals", "open"]
SORTS: tuple[Sort, ...] = ("name", "sector", "goals", "open")


@dataclass(frozen=True, slots=True)
class Line:
    """One school in the matrix."""

    name: str
    url: str
    sector: Markup
    sector_code: str
    goals: int
    due: int  # goals whose day has passed
    not_evaluated: int
    cells: Sequence[Cell]


def board_router(front: Front, desk: Desk) -> APIRouter:
    """Routes of a board's administrators."""
    router = APIRouter(include_in_schema=False)
    signed_in = Depends(front.visit)

    @router.get("/boards/{board}")
    async def newest(board: BoardPath, visit: Annotated[Visit, signed_in]) -> Response:
        await desk.seats.governs(visit.caller, board)
        schools = [school.code for school in await desk.directory.schools(board)]
        year = await desk.landing(board, *schools) or Year.of(day_of(desk.clock())).name
        return RedirectResponse(urls.board(board, year), status_code=303)

    @router.get("/boards/{board}/years/{year}")
    async def board_year(
        board: BoardPath,
        year: YearPath,
        visit: Annotated[Visit, signed_in],
        sort: Annotated[Sort, Query()] = "name",
        sector: Annotated[Sector | None, Query()] = None,
        as_of: AsOf = None,
    ) -> Response:
        await desk.seats.governs(visit.caller, board)
        asked = moment_of(as_of or None)
        found = await matrix_of(desk, board, year, asked)
        own, speech = found.own, visit.speech
        beside_another = places(found, year, as_of)
        sectors = [school["sector"] for school in found.schools]
        lines = [
            _line(place, code, year, as_of, speech)
            for place, code in zip(beside_another, sectors, strict=True)
        ]
        name = await desk.directory.board_name(board)
        shown = _shown(lines, name, year, speech, sort, sector)
        years = await _years(desk, board)
        return front.page(
            visit,
            "board.html",
            **shown,
            board=board,
            year=year,
            years=years,
            as_of=as_of,
            today=date_of(desk.clock()).isoformat(),
            moment=speech.moment(asked or desk.clock()),
            released=released_by(own.released if own else None, speech),
            newer=own and newer(_any_of(own, found.schools), speech, past=asked is not None),
            whole=_whole(own, speech),
            whole_said=_whole_said(own, date_of(asked or desk.clock()), speech),
            warned=warned(beside_another, speech),
            due=await goals_due(desk, visit, beside_another, year, asked, as_of),
            tables=await tables(desk, board, year, beside_another, speech),
        )

    return router


async def _years(desk: Desk, board: str) -> list[str]:
    found: set[str] = set()
    for school in await desk.directory.schools(board):
        found |= set(await desk.years(board, school.code))
    return sorted(found)


def _whole(own: Standing | None, speech: Speech) -> list[tuple[str | None, Markup]]:
    """The figures of all schools together, once they had their day; a hidden one by its title."""
    day = own_release(own.year) if own else None
    if own is None or day is None or own.released is None or own.released < day:
        return []
    rows = Rows(with_stands(own.figures, own.year, own.released))
    found = [rows.row(None, name) for name in WHOLE]
    told = [tell(row, speech, K) for row in found if not is_empty(row)]
    return [
        (one.title, one.sentence) if one.hidden else (None, labelled(one, speech)) for one in told
    ]


def _any_of(own: Standing, schools: Sequence[dict[str, Any]]) -> Standing:
    """The board's standing with the rows of its schools: newer facts wait when any of them says so.

    The board's own figures are left out: released once, they wait for nothing.
    """
    return replace(own, figures=[row for school in schools for row in school["figures"]])


def _whole_said(own: Standing | None, today: date, speech: Speech) -> Markup | None:
    """When the figures of all schools together appear, or that they did."""
    if own is None:
        return None
    day = own_release(own.year)
    if day > today:
        words = mark("Cijfers over mensen van alle scholen samen verschijnen één keer: op %(day)s.")
    else:
        words = mark("Cijfers over mensen van alle scholen samen verschenen één keer: op %(day)s.")
    return speech.say(words, day=speech.day(day))


def _line(place: Place, sector: str, year: str, as_of: str | None, speech: Speech) -> Line:
    rows = place.rows
    shown = [row for theme in THEMES if (row := rows.shown(theme, "evaluated")) is not None]
    goals = [row for theme in THEMES if (row := rows.shown(theme, "goals")) is not None]
    due = sum(row["of"] for row in shown)
    return Line(
        place.name,
        place.url,
        speech.say(SECTORS[sector]),
        sector,
        sum(row["value"]["set"] for row in goals),
        due,
        due - sum(part_of(row) for row in shown),
        [
            cell(rows, theme, place.name, speech, K, urls.theme(place.code, year, theme, as_of))
            for theme in THEMES
        ],
    )


def _shown(
    lines: list[Line], name: str, year: str, speech: Speech, sort: Sort, sector: str | None
) -> dict[str, Any]:
    with_goals = [line for line in lines if line.goals]
    themes = {
        cell.theme for line in lines for cell in line.cells if cell.arcs and cell.arcs[0].filled
    }
    listed = [line for line in lines if sector in (None, line.sector_code)]
    return {
        "crumbs": [(name, None)],
        "name": name,
        "lead": summary.of_board(len(with_goals), len(themes), year, speech),
        "lines": sorted(listed, key=lambda line: _sort_key(line, sort)),
        "sort": sort,
        "sorts": SORTS,
        "sector": sector,
        "sectors": {line.sector_code: line.sector for line in lines},
        "themes": [(speech.say(THEMES[t]), speech.say(SHORT_THEMES[t])) for t in THEMES],
        "tasks": _tasks(lines, speech),
        "k": K,
        "key": _key(speech),
    }


def _sort_key(line: Line, sort: Sort) -> tuple[Any, ...]:
    name = line.name.casefold()
    first: dict[Sort, tuple[Any, ...]] = {
        "name": (),
        "sector": (line.sector_code,),
        "goals": (-line.goals,),
        "open": (-line.not_evaluated,),
    }
    return (*first[sort], name)


def _tasks(lines: Sequence[Line], speech: Speech) -> list[tuple[Markup, Markup]]:
    """What a board itself can do: ask schools for goals, and to evaluate those that are due."""
    found = []
    late = [line for line in lines if line.not_evaluated]
    if late:
        what = speech.count(
            "Vraag %(n)s school om doelen te evalueren waarvan de dag voorbij is.",
            "Vraag %(n)s scholen om doelen te evalueren waarvan de dag voorbij is.",
            len(late),
        )
        names = speech.listed([f"{line.name} ({line.not_evaluated})" for line in late])
        found.append((what, Markup("{}.").format(names)))
    without = [line.name for line in lines if not line.goals]
    if without:
        what = speech.count(
            "Vraag %(n)s school om een eerste doel te stellen.",
            "Vraag %(n)s scholen om een eerste doel te stellen.",
            len(without),
        )
        found.append((what, Markup("{}.").format(speech.listed(without))))
    return found


def _key(speech: Speech) -> list[tuple[Cell, Markup]]:
    """Samples of rings, with what they mean."""
    shares = (1.0, 0.6, 0.67, 0.4)
    full = Cell(
        "", Markup(), [arc(n, share) for n, share in enumerate(shares)], "4", Markup(), Markup()
    )
    veiled = [arc(0, 1.0), *(arc(n, None, "not-released") for n in (1, 2, 3))]
    return [
        (
            full,
            speech.say(
                "Hoe langer de boog, hoe groter het deel. In het midden: de trede tot waar er geen "
                "ontbreekt."
            ),
        ),
        (
            Cell("", Markup(), veiled, "", Markup(), Markup()),
            speech.say("Gearceerd: over mensen, en niet te tonen."),
        ),
        (
            Cell("", Markup(), [], "", Markup(), Markup()),
            speech.say("Gestippeld: nog niets vastgelegd."),
        ),
    ]
