"""A school's year per standard of the inspection framework: a heading, never a judgement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from markupsafe import Markup

from services.evidence.desk import Desk
from services.evidence.frameworks.framework import Framework, Link, Standard
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.reading import Reading, read
from services.evidence.pages.say import goals
from services.evidence.pages.say.figures import Told, tell
from services.evidence.pages.say.rows import Rows, is_empty
from services.evidence.pages.say.standards import RESULTS, results_recorded, step_taken
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import THEMES
from services.evidence.serve.schools import AsOf, SchoolPath, YearPath, moment_of
from services.evidence.standards import Standards

TOLD = ("participation", "growth.observer", "growth.pupils", "growth.self", "discussed")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a school has of one theme, below a standard."""

    theme: str
    name: Markup
    why: str
    weak: bool
    goals: Sequence[Markup]
    told: Sequence[Told]


@dataclass(frozen=True, slots=True)
class Heading:
    """A standard with the themes that speak to it, and what the school did in this step."""

    code: str
    name: str
    gloss: str
    verified: bool
    evidence: Sequence[Evidence]
    resting: str | None
    step: Markup | None


def standards_router(front: Front, desk: Desk, standards: Standards) -> APIRouter:
    """The route of who leads a school or teaches there."""
    router = APIRouter(include_in_schema=False)

    @router.get("/schools/{school}/years/{year}/standards")
    async def per_standard(
        school: SchoolPath,
        year: YearPath,
        visit: Annotated[Visit, Depends(front.visit)],
        as_of: AsOf = None,
    ) -> Response:
        reading = await read(desk, visit, school, year, as_of)
        asked = moment_of(reading.as_of)
        seat = reading.seat
        mapped = await standards.of(seat.board, seat.school.sector, reading.today, asked)
        headings = [
            _heading(standard, links, mapped.framework, reading)
            for standard, links in mapped.framework.under(mapped.links)
        ]
        return front.page(
            visit,
            "standards.html",
            reading=reading,
            crumbs=[
                *reading.way,
                (reading.title, reading.url()),
                (visit.speech.say("Per standaard"), None),
            ],
            framework=mapped.framework,
            not_compared=_not_compared(headings, visit.speech),
            framework_name=getattr(mapped.framework.name, visit.speech.code),
            corrected=mapped.correction,
            headings=[one for one in headings if one.evidence or one.step or one.resting],
            silent=[one for one in headings if not (one.evidence or one.step or one.resting)],
        )

    return router


def _not_compared(headings: Sequence[Heading], speech: Speech) -> str | None:
    """The codes of standards whose names were not yet held against the Inspectorate's own text."""
    codes = [one.code for one in headings if not one.verified]
    return speech.listed(codes) if codes else None


def _heading(
    standard: Standard, links: Sequence[Link], framework: Framework, reading: Reading
) -> Heading:
    rows, speech = reading.rows, reading.visit.speech
    used = [link for link in links if _has_evidence(rows, link.theme)]
    resting = [str(speech.say(THEMES[link.theme])) for link in links if link not in used]
    return Heading(
        standard.code,
        standard.name,
        getattr(standard.gloss, speech.code),
        standard.verified_in(framework.sector),
        [_evidence(link, reading) for link in used],
        speech.listed(resting) if resting else None,
        _step(standard, reading),
    )


def _step(standard: Standard, reading: Reading) -> Markup | None:
    speech = reading.visit.speech
    if standard.code == RESULTS:
        results = reading.school_year.of_year(reading.view.school.results.values())
        found = {result.theme for result in results}
        themes = [str(speech.say(name)) for theme, name in THEMES.items() if theme in found]
        return results_recorded(themes, speech)
    return step_taken(standard.step, reading.rows, speech) if standard.step else None


def _has_evidence(rows: Rows, theme: str) -> bool:
    return rows.in_use(theme) or rows.shown(theme, "goals") is not None


def _evidence(link: Link, reading: Reading) -> Evidence:
    speech: Speech = reading.visit.speech
    found = [reading.rows.row(link.theme, name) for name in TOLD]
    return Evidence(
        link.theme,
        speech.say(THEMES[link.theme]),
        getattr(link.why, speech.code),
        link.weak,
        [goals.wanted(goal, speech) for goal in reading.school_year.goals(link.theme)],
        [tell(row, speech, reading.k) for row in found if not is_empty(row)],
    )
