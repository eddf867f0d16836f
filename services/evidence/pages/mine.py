"""A teacher's own page: what is recorded about the teacher, and nothing of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from markupsafe import Markup

from services.evidence.desk import Desk
from services.evidence.figures.calendar import Year, day_of
from services.evidence.figures.discussion import DISCUSS_WITHIN_DAYS
from services.evidence.figures.gaps import RATE_WITHIN_DAYS
from services.evidence.pages import urls
from services.evidence.pages.draw.measurements import MineChart, Visit, drawing, visits
from services.evidence.pages.front import Front
from services.evidence.pages.front import Visit as Visitor
from services.evidence.pages.names import Names
from services.evidence.pages.say.facts import name_of
from services.evidence.pages.say.mine import Known, moment, thing_of
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import PERSPECTIVES, THEMES
from services.evidence.serve.me import timeline
from services.evidence.serve.schools import AsOf, moment_of
from shared.chassis.errors import Absent
from shared.contracts import moments

Facts = Sequence[Mapping[str, Any]]
YearName = Annotated[str | None, Query(alias="year", pattern=r"^[0-9]{4}-[0-9]{4}$")]
PEOPLE = ("observer", "coach")
MEMBERSHIPS = "teachers."  # joined, left, corrected: nobody learned anything by it


@dataclass(frozen=True, slots=True)
class Measured:
    """A theme as it was measured with the teacher."""

    id: str
    title: Markup
    summary: Markup
    chart: MineChart
    table: Sequence[tuple[str, Markup, str]]


def mine_router(front: Front, desk: Desk, names: Names) -> APIRouter:
    """The route of one's own page."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.MINE)
    async def mine(
        visit: Annotated[Visitor, Depends(front.visit)], year: YearName = None, as_of: AsOf = None
    ) -> Response:
        asked, today = moment_of(as_of or None), date.fromordinal(day_of(desk.clock()))
        try:
            _, every = await timeline(desk, visit.caller)
        except Absent:  # signed in, but nothing was ever recorded under this name
            every = []
        facts = _until(every, asked, desk)
        years = sorted({Year.of(_day(fact).toordinal()).name for fact in facts})
        chosen = year or _landing(facts) or Year.of(today.toordinal()).name
        named = await names.of(visit.caller, _people(facts))
        known = await _known(desk, visit, facts, named)
        now = date.fromordinal(day_of(asked)) if asked else today
        return front.page(
            visit,
            "mine.html",
            **_shown(facts, known, chosen, now, visit.speech),
            named=named,
            year=chosen,
            years=years,
            as_of=as_of,
            today=today.isoformat(),
            school=" / ".join(sorted(set(known.schools.values()))),
        )

    return router


def _landing(facts: Facts) -> str | None:
    """The newest year with more in it than memberships; else the newest with anything."""
    lived = [fact for fact in facts if not name_of(fact["type"]).startswith(MEMBERSHIPS)]
    return max((Year.of(_day(fact).toordinal()).name for fact in lived or facts), default=None)


def _until(facts: Facts, asked: Any, desk: Desk) -> list[Mapping[str, Any]]:
    """The facts that were known at the moment that was asked for, each with its day."""
    moment_asked = asked or desk.clock()
    last = date.fromordinal(day_of(moment_asked))
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


def _shown(facts: Facts, known: Known, year: str, today: date, speech: Speech) -> dict[str, Any]:
    of_year = [fact for fact in facts if Year.of(_day(fact).toordinal()) == Year.named(year)]
    standing = [fact for fact in of_year if thing_of(fact["data"]) not in known.retracted]
    return {
        "open": _open(facts, known, today, speech),
        "totals": _totals(standing, speech),
        "measured": _measured(standing, known, speech),
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


def _measured(facts: Facts, known: Known, speech: Speech) -> list[Measured]:
    found = []
    seen_facts = _named(facts, "observations.recorded")
    for theme, words in THEMES.items():
        seen = visits(seen_facts, theme)
        if not seen:
            continue
        title = speech.say(words)
        table = [
            (speech.day(one.day), _who(one, known, speech), speech.number(one.mean, 1))
            for one in seen
        ]
        summary = _visits(seen, speech)
        found.append(Measured(theme, title, summary, drawing(seen, title, speech), table))
    return found


def _who(visit: Visit, known: Known, speech: Speech) -> Markup:
    perspective = speech.say(PERSPECTIVES[visit.perspective])
    if visit.observer is None or visit.perspective != "observer":
        return perspective
    return Markup("{} ({})").format(perspective, known.named.name(visit.observer, speech))


def _visits(seen: Sequence[Visit], speech: Speech) -> Markup:
    """How many looked how often: one person's few visits are no growth."""
    watched = [visit for visit in seen if visit.perspective == "observer"]
    observers = {visit.observer for visit in watched if visit.observer}
    said = speech.count("%(n)s meting", "%(n)s metingen", len(seen))
    if observers:
        said = speech.say(
            "%(seen)s, %(visits)s door %(observers)s",
            seen=said,
            visits=speech.count("%(n)s bezoek", "%(n)s bezoeken", len(watched)),
            observers=speech.count("%(n)s observator", "%(n)s observatoren", len(observers)),
        )
    return Markup("{}.").format(said)


def _named(facts: Facts, name: str) -> list[Mapping[str, Any]]:
    return [fact for fact in facts if name_of(fact["type"]) == name]
