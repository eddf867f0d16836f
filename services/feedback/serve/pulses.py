"""Doors to pulse waves: the leader opens and closes them, the team answers without a name."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from services.feedback.decide import Answer, OpenWave, decide, rules
from services.feedback.known import TEAM
from services.feedback.refusals import NotYet, refuse
from services.feedback.serve import asking
from services.feedback.serve.asking import COACH, LEADER, TEACHER, At, Doors, SchoolPath, ThingPath
from services.feedback.state import Wave
from services.feedback.waves import Waves
from shared.chassis.errors import Absent
from shared.chassis.idempotency import if_match, once_of
from shared.chassis.identity import Caller, caller_of
from shared.chassis.mongo import Session
from shared.chassis.problems import documented
from shared.contracts import feedback as f
from shared.contracts.moments import Day, logged, parse_day

Who = Annotated[Caller, Depends(caller_of)]


class WaveAsked(asking.Asked):
    """When the team can answer, both days included."""

    opens_on: Day
    closes_on: Day


class AnswerAsked(asking.Asked):
    """How the answerer feels about each, from 1 to 5; null is no answer."""

    control: f.Likert | None = None
    support: f.Likert | None = None
    resources: f.Likert | None = None
    autonomy: f.Likert | None = None


def pulses_router(doors: Doors, waves: Waves) -> APIRouter:
    """Routes of pulse waves."""
    router = APIRouter(
        prefix="/v1/schools/{school}/pulse-waves",
        tags=["pulse waves"],
        responses=documented(401, 403, 404, 409, 422, 503),
    )

    @router.post("", status_code=201)
    async def open_wave(
        school: SchoolPath, asked: WaveAsked, request: Request, caller: Who
    ) -> Response:
        """Open a wave for the whole team. Role: school-leader."""
        at = await asking.at_school(doors, caller, school, LEADER)
        wave = str(uuid.uuid4())
        values = asked.model_dump() | {"wave": wave, "occurred_at": logged(doors.clock())}
        values["invited"] = await doors.store.heard.team(at.place, parse_day(asked.opens_on))
        said = asking.fact_of(f.PulseWaveOpened, values)
        wish = OpenWave(said, await asking.known_at(doors, at))

        async def open_it(session: Session) -> None:
            await doors.store.pulses.open(at.board, school, wave, said.closes_on, session)

        answer = {"wave": wave, "invited": said.invited}
        outcome = await asking.submit(doors, request, at, wish, answer, also=open_it)
        return asking.recorded(outcome, request.url.path, "wave")

    @router.get("")
    async def listed(school: SchoolPath, caller: Who) -> dict[str, Any]:
        """The school's waves, newest first. Roles: school-leader, teacher, coach."""
        at = await asking.at_school(doors, caller, school, LEADER, TEACHER, COACH)
        found = (await doors.streams.state(school)).waves.items()
        newest = sorted(found, key=lambda wave: wave[1].opens_on, reverse=True)
        return {"pulseWaves": [await _shown(doors, at, *wave) for wave in newest]}

    @router.get("/{wave}")
    async def shown(school: SchoolPath, wave: ThingPath, caller: Who) -> Response:
        """One wave. Roles: school-leader, teacher, coach."""
        at = await asking.at_school(doors, caller, school, LEADER, TEACHER, COACH)
        found = (await doors.streams.state(school)).waves.get(wave)
        if found is None:
            raise Absent
        headers = {"etag": f'"{found.version}"'}
        return JSONResponse(await _shown(doors, at, wave, found), headers=headers)

    @router.post("/{wave}/responses", status_code=201)
    async def answer(
        school: SchoolPath, wave: ThingPath, asked: AnswerAsked, request: Request, caller: Who
    ) -> Response:
        """Answer once, without a name. Roles: teacher, coach, who belong to the team."""
        at = await asking.at_school(doors, caller, school, TEACHER, COACH)
        return await _answer(doors, at, wave, asked, request)

    @router.post("/{wave}/closings", status_code=201, responses=documented(412))
    async def close(school: SchoolPath, wave: ThingPath, request: Request, caller: Who) -> Response:
        """Close a wave on or after its last day; its answers are told now. Role: school-leader."""
        at = await asking.at_school(doors, caller, school, LEADER)
        once = await once_of(request, at.board, caller)
        outcome = await waves.close(at.board, school, wave, seen=if_match(request), once=once)
        # How many answered is not told here: evidence tells it, where it may be told.
        status = 201 if outcome.facts else 200
        headers = {"etag": '"2"'} | ({"idempotency-replayed": "true"} if outcome.repeated else {})
        return JSONResponse({**outcome.answer, "version": 2}, status_code=status, headers=headers)

    return router


async def _shown(doors: Doors, at: At, wave: str, found: Wave) -> dict[str, Any]:
    """A wave, and whether the caller answered: only the caller can ask that."""
    answered = False
    if not found.closed and at.pseudonym is not None:
        mine = doors.store.pulses.participation(wave, at.pseudonym, None)
        answered = await doors.store.pulses.took_part(at.place, mine) is not None
    return {
        "wave": wave,
        "opensOn": found.opens_on.isoformat(),
        "closesOn": found.closes_on.isoformat(),
        "invited": found.invited,
        "closed": found.closed,
        "answered": answered,
        "version": found.version,
    }


async def _answer(
    doors: Doors, at: At, wave: str, asked: AnswerAsked, request: Request
) -> Response:
    """Nothing of this is logged, numbered or chained: only that somebody answered is kept."""
    me = at.person()
    known = await asking.known_at(doors, at, [me.pseudonym])
    day = rules.today(known)
    if rules.member(known, me.pseudonym, day, "").function not in TEAM:
        raise refuse("not-a-member")
    items = (asked.control, asked.support, asked.resources, asked.autonomy)
    try:
        decide(Answer(wave, items, day, "/body", known), await doors.streams.state(at.place.school))
    except NotYet as unknown:
        raise Absent from unknown
    key = request.headers.get("idempotency-key")
    mine = doors.store.pulses.participation(wave, me.pseudonym, key)
    before = await doors.store.pulses.add(at.place, mine, items)
    if before is not None and (key is None or before.replay != mine.replay):
        raise refuse("answered-before")
    headers = {"idempotency-replayed": "true"} if before else None
    return JSONResponse({"wave": wave, "answered": True}, status_code=201, headers=headers)
