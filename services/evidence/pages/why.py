"""Why a figure is what it is: its rule, who counts, the facts, and how to check it oneself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from markupsafe import Markup

from services.evidence.desk import Desk
from services.evidence.explain import Explanation
from services.evidence.figures.view import View
from services.evidence.pages import urls
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.names import Named, Names
from services.evidence.pages.reading import Reading, read
from services.evidence.pages.say import facts as fact_words
from services.evidence.pages.say import why as why_words
from services.evidence.pages.say.figures import tell
from services.evidence.pages.say.past import no_later
from services.evidence.pages.say.stand import released_on
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import SHORT_THEMES, THEMES
from services.evidence.rules import rule_of
from services.evidence.serve.schools import AsOf, FigurePath, SchoolPath, YearPath, moment_of
from shared.contracts.codes import Theme
from shared.contracts.moments import day_of

FIRST = 20
All = Annotated[Literal["all"] | None, Query(alias="facts")]


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact as it is listed."""

    kind: Markup
    particulars: Markup | None
    day: str
    about: str
    publisher: Markup
    place: str


def why_router(front: Front, desk: Desk, names: Names) -> APIRouter:
    """Routes that explain the figures of a school to who leads it or teaches there."""
    router = APIRouter(include_in_schema=False)

    async def explained(reading: Reading, theme: str | None, figure: str, every: bool) -> Response:
        seat, visit = reading.seat, reading.visit
        moment = moment_of(reading.as_of)
        year = reading.year.name
        row, found = await desk.why(visit.caller, seat, year, theme, figure, moment)
        listed = found.facts if every else found.facts[:FIRST]
        about = [_about(fact, reading.view) for fact in listed]
        sides = await desk.sides(seat, year, theme, figure, moment)
        both = sides.having | sides.lacking if sides else frozenset()
        named = await names.of(visit.caller, both | {who for who in about if who is not None})
        shown = [
            _shown(fact, who, named, visit.speech) for fact, who in zip(listed, about, strict=True)
        ]
        return front.page(
            visit,
            "why.html",
            **_page(reading, theme, row, found),
            facts=shown,
            named=named,
            sides=why_words.by_name(row, sides, named, visit.speech) if sides else [],
        )

    async def asked(
        school: SchoolPath,
        year: YearPath,
        visit: Annotated[Visit, Depends(front.visit)],
        as_of: AsOf = None,
    ) -> Reading:
        return await read(desk, visit, school, year, as_of)

    read_here = Depends(asked)

    @router.get("/schools/{school}/years/{year}/figures/{figure}")
    async def of_school(
        reading: Annotated[Reading, read_here], figure: FigurePath, facts: All = None
    ) -> Response:
        return await explained(reading, None, figure, facts is not None)

    @router.get("/schools/{school}/years/{year}/themes/{theme}/figures/{figure}")
    async def of_theme(
        reading: Annotated[Reading, read_here],
        theme: Theme,
        figure: FigurePath,
        facts: All = None,
    ) -> Response:
        return await explained(reading, theme, figure, facts is not None)

    return router


def _page(
    reading: Reading, theme: str | None, row: Mapping[str, Any], found: Explanation
) -> dict[str, Any]:
    speech, name = reading.visit.speech, row["figure"]
    title, rule, formula = rule_of(name).in_words(speech.code)
    told = tell(row, speech, reading.k)
    question = why_words.question(row, told.sentence, speech)
    back = reading.theme_url(theme) if theme else reading.url()
    crumbs: list[tuple[object, str | None]] = [*reading.way, (reading.title, reading.url())]
    if theme:
        crumbs.append((speech.say(SHORT_THEMES[theme]), back))
    here = reading.why_url(theme, name)
    return {
        "reading": reading,
        "crumbs": [*crumbs, (title, None)],
        "figure": name,
        "theme": speech.say(THEMES[theme]) if theme else None,
        "title": title,
        "question": question,
        "told": told,
        "later": no_later(speech, reading.k) if told.overtaken else None,
        "released": released_on(row, speech),
        "rule": rule,
        "formula": formula,
        "sums": why_words.sums(row, speech),
        "counted": why_words.counted(row, speech),
        "seen": why_words.seen(row, len(found.facts), found.hidden, speech),
        "hidden": found.hidden,
        "unseen": why_words.unseen(found.hidden, speech),
        "more": len(found.facts) if len(found.facts) > FIRST else None,
        "more_url": here + ("&" if "?" in here else "?") + "facts=all#facts",
        "command": _command(reading, theme, name),
        "back": back,
        "not_said": why_words.not_said(row, speech),
        "rules_url": urls.FIGURES,
    }


def _command(reading: Reading, theme: str | None, figure: str) -> str:
    """What somebody with the command line types to get the same figure of the same year."""
    school = reading.seat.school.code
    as_of = f" --as-of {reading.as_of}" if reading.as_of else ""
    asked = f"{school} {theme or '-'} {figure} --year {reading.year.name}{as_of}"
    return f"./aantoonbaar explain {asked}"


def _about(fact: Mapping[str, Any], view: View) -> str | None:
    """Whom a fact is about, as far as it says so itself or by the enrolment that it names."""
    data = fact["data"]
    if "teacher" in data:
        return str(data["teacher"])
    enrolment = view.school.enrolments.get(data.get("enrolment", ""))
    return enrolment.teacher if enrolment else None


def _shown(fact: Mapping[str, Any], who: str | None, named: Named, speech: Speech) -> Shown:
    return Shown(
        fact_words.kind(fact, speech),
        fact_words.particulars(fact, speech),
        speech.day(day_of(fact["occurredAt"])),
        named.name(who, speech) if who else "",
        fact_words.publisher(fact, speech),
        f"{fact['publisher']} {fact['sequence']:010d}",
    )
