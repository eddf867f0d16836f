"""A teacher's own page: what is recorded about the teacher, and nothing of others."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from markupsafe import Markup

from services.evidence.desk import Desk
from services.evidence.figures.calendar import Year, date_of
from services.evidence.figures.discussion import DISCUSS_WITHIN_DAYS
from services.evidence.figures.gaps import RATE_WITHIN_DAYS
from services.evidence.figures.teacher import OwnYear, own_year
from services.evidence.own import OwnDesk
from services.evidence.pages import urls
from services.evidence.pages.advice import SAID, Advised, advised, just_said
from services.evidence.pages.front import Front
from services.evidence.pages.front import Visit as Visitor
from services.evidence.pages.measured import intervals, measured
from services.evidence.pages.names import Names
from services.evidence.pages.say.facts import name_of
from services.evidence.pages.say.mine import Known, moment, thing_of
from services.evidence.pages.say.own import OwnPeriod, guidance, times
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import DISMISSALS
from services.evidence.serve.me import timeline
from services.evidence.serve.schools import AsOf, moment_of
from shared.chassis.errors import Absent
from shared.contracts import moments

Facts = Sequence[Mapping[str, Any]]
YearName = Annotated[str | None, Query(alias="year", pattern=r"^[0-9]{4}-[0-9]{4}$")]
PEOPLE = ("observer", "coach")
MEMBERSHIPS = "teachers."  # joined, left, corrected: nobody learned anything by it


def mine_router(front: Front, desk: Desk, own: OwnDesk, names: Names) -> APIRouter:
    """The route of one's own page."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.MINE)
    async def mine(
        visit: Annotated[Visitor, Depends(front.visit)], year: YearName = None, as_of: AsOf = None
    ) -> Response:
        asked, today = moment_of(as_of or None), date_of(desk.clock())
        try:
            _, every = await timeline(desk, visit.caller)
        except Absent:  # signed in, but nothing was ever recorded under this name
            every = []
        facts = _until(every, asked, desk)
        now = date_of(asked) if asked else today
        running = Year.of(now.toordinal()).name
        chosen = year or _landing(facts) or running
        named = await names.of(visit.caller, _people(facts))
        known = await _known(desk, visit, facts, named)
        years_here = await _own(own, visit, chosen, asked) if every else []
        current = not asked and year in (None, running)
        answer = front.page(
            visit,
            "mine.html",
            **_shown(facts, known, chosen, now, years_here, visit.speech),
            advice=await _advice(front, own, visit) if current and every else None,
            dismissals=list(DISMISSALS.items()),
            named=named,
            year=chosen,
            years=_years(facts, running),
            as_of=as_of,
            today=today.isoformat(),
            school=" / ".join(sorted(set(known.schools.values()))),
        )
        front.cookies.forget(visit.request, answer, SAID)
        return answer

    return router


async def _own(
    own: OwnDesk, visit: Visitor, year: str, asked: datetime | None
) -> list[tuple[str, OwnYear]]:
    """The figures of the year at each school, by the school's name."""
    found = await own.years(visit.caller, Year.named(year), asked)
    return [(place.school.name, own_year(at, place.teacher)) for place, at in found]


async def _advice(front: Front, own: OwnDesk, visit: Visitor) -> Advised:
    found = await own.advice(visit.caller)
    return advised(found, just_said(front, visit.request), own.today, visit.speech)


def _years(facts: Facts, running: str) -> list[str]:
    """The years to choose from, oldest first: those with facts, and the running one."""
    return sorted({running, *(Year.of(_day(fact).toordinal()).name for fact in facts)})


def _landing(facts: Facts) -> str | None:
    """The newest year with more in it than memberships; else the newest with anything."""
    lived = [fact for fact in facts if not name_of(fact["type"]).startswith(MEMBERSHIPS)]
    return max((Year.of(_day(fact).toordinal()).name for fact in lived or facts), default=None)


def _until(facts: Facts, asked: Any, desk: Desk) -> list[Mapping[str, Any]]:
    """The facts that were known at the moment that was asked for, each with its day."""
    moment_asked = asked or desk.clock()
    last = date_of(moment_asked)
    return [
        {**fact, "day": _day(fact).isoformat()}
        for fact in facts
        if _day(fact) <= last
        and (asked is None or moments.instant_of(fact["recordedAt"]) <= moment_asked)
    ]


def _day(fact: Mapping[str, Any]) -> date:
    return moments.day_of(fact["occurredAt"])


def _people(facts: Facts) -> set[str]:
    return {fact["data"][role] for fact in facts for role in PEOPLE if fact["data"].get(role)}


async def _known(desk: Desk, visit: Visitor, facts: Facts, named: Any) -> Known:
    titles: dict[str, tuple[str, str]] = {}
    schools: dict[str, str] = {}
    for board in sorted(visit.caller.boards):
        titles |= await desk.directory.titles(board)
        known = {school.code: school.name for school in await desk.directory.schools(board)}
        schools |= {fact["school"]: known[fact["school"]] for fact in facts
                    if fact["school"] in known}  # fmt: skip
    modules = {
        fact["data"]["enrolment"]: fact["data"]["module"]
        for fact in facts
        if name_of(fact["type"]) == "enrolments.requested"
    }
    gone = frozenset(
        thing_of(fact["data"])
        for fact in facts
        if name_of(fact["type"]).endswith((".retracted", "-retracted", ".revoked"))
    )
    return Known(titles, modules, schools, gone, named)


def _shown(
    facts: Facts,
    known: Known,
    year: str,
    today: date,
    own: Sequence[tuple[str, OwnYear]],
    speech: Speech,
) -> dict[str, Any]:
    of_year = [fact for fact in facts if Year.of(_day(fact).toordinal()) == Year.named(year)]
    standing = [fact for fact in of_year if thing_of(fact["data"]) not in known.retracted]
    figures = [found for _, found in own]
    at = OwnPeriod(year, closed=Year.named(year).end < today.toordinal())
    return {
        "open": _open(facts, known, today, speech),
        "totals": _totals(standing, speech),
        "measured": measured(_named(standing, "observations.recorded"), figures, known, speech),
        "intervals": intervals(figures),
        "times": times(own, at, speech),
        "guidance": guidance(figures, at, speech),
        "moments": [moment(fact, known, speech) for fact in of_year],
    }


def _open(facts: Facts, known: Known, today: date, speech: Speech) -> list[tuple[str, Markup]]:
    """Talks and ratings of completed modules that still count, the soonest first."""
    done = _named(facts, "enrolments.completed")
    discussed = {f["data"]["enrolment"] for f in _named(facts, "enrolments.outcome-discussed")}
    rated = {f["data"]["module"] for f in _named(facts, "module-ratings.recorded")}
    found: list[tuple[date, Markup]] = []
    for fact in done:
        enrolment = fact["data"]["enrolment"]
        module = known.modules.get(enrolment, "")
        title = known.module(module, speech)
        until = _day(fact) + timedelta(days=DISCUSS_WITHIN_DAYS)
        if enrolment not in discussed and until >= today:
            words = speech.say("Bespreek ‘%(module)s’ met je schoolleider.", module=title)
            found.append((until, words))
        until = _day(fact) + timedelta(days=RATE_WITHIN_DAYS)
        if module not in rated and until >= today:
            found.append((until, speech.say("Zeg wat je van ‘%(module)s’ vond.", module=title)))
    return [(speech.day_of_year(day), words) for day, words in sorted(found)]


def _totals(facts: Facts, speech: Speech) -> list[Markup]:
    """What a year adds up to, in sentences."""
    practices = _named(facts, "enrolments.practice-logged")
    coached = sum(fact["data"]["withCoach"] for fact in practices)
    study = sum(fact["data"]["studyHours"] for fact in _named(facts, "enrolments.completed"))
    informal = sum(fact["data"]["minutes"] for fact in _named(facts, "informal-learnings.recorded"))
    reflections = _named(facts, "reflections.recorded")
    found = [
        speech.count(
            "Je oefende <strong>%(n)s les</strong>.",
            "Je oefende <strong>%(n)s lessen</strong>.",
            len(practices),
        )
    ]
    if coached:
        found.append(
            speech.count(
                "Bij <strong>%(n)s</strong> daarvan was een coach.",
                "Bij <strong>%(n)s</strong> daarvan was een coach.",
                coached,
            )
        )
    if study:
        found.append(
            speech.say(
                "In afgeronde modules zit <strong>%(hours)s uur</strong> studie.",
                hours=speech.short(study),
            )
        )
    if informal:
        found.append(
            speech.say(
                "Je leerde <strong>%(hours)s uur</strong> informeel.",
                hours=speech.short(informal / 60),
            )
        )
    if reflections:
        found.append(
            speech.count(
                "Je keek <strong>%(n)s keer</strong> terug.",
                "Je keek <strong>%(n)s keer</strong> terug.",
                len(reflections),
            )
        )
    return found


def _named(facts: Facts, name: str) -> list[Mapping[str, Any]]:
    return [fact for fact in facts if name_of(fact["type"]) == name]
