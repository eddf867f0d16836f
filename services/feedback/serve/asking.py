"""What every door needs: who asks, at which school or board, and how a wish is submitted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from services.feedback.decide import Wish, decide
from services.feedback.decide.rules import Person
from services.feedback.known import Known, Measure, Place
from services.feedback.refusals import refuse
from services.feedback.state import School
from services.feedback.store import Note, Store
from services.feedback.translate.broken import findings_in
from shared.chassis.clock import Clock
from shared.chassis.commands import Command, Outcome
from shared.chassis.errors import Absent, Invalid
from shared.chassis.idempotency import once_of
from shared.chassis.identity import Caller
from shared.chassis.mongo import Session
from shared.chassis.pseudonyms import Pseudonyms
from shared.chassis.streams import Streams
from shared.contracts.fact import Fact
from shared.contracts.feedback import FeedbackFact
from shared.contracts.identifiers import BoardNumber, PlatformName, SchoolCode, ThingId
from shared.contracts.moments import AMSTERDAM, Moment

LEADER, COACH, TEACHER, ADMIN = "school-leader", "coach", "teacher", "board-admin"
MOST_TEXT = 4_000

SchoolPath = Annotated[SchoolCode, Path()]
BoardPath = Annotated[BoardNumber, Path()]
PlatformPath = Annotated[PlatformName, Path()]
ThingPath = Annotated[ThingId, Path()]
Text = Annotated[str, Field(max_length=MOST_TEXT)]
F = TypeVar("F", bound=Fact)


class Asked(BaseModel):
    """The body of a request: camelCase, and nothing that is not known."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True
    )


class AskedNow(Asked):
    """A body about a moment; without one it is now."""

    occurred_at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Doors:
    """What the doors lead to."""

    store: Store
    streams: Streams[School, FeedbackFact]
    pseudonyms: Pseudonyms
    clock: Clock
    measures: Mapping[str, Measure]


@dataclass(frozen=True, slots=True)
class At:
    """A caller at a school: the school and its board, and as whom the caller asks there."""

    board: str
    place: Place
    caller: Caller
    roles: frozenset[str]
    pseudonym: str | None

    def person(self) -> Person:
        """The caller as facts know them; a Refusal for who has no pseudonym here."""
        if self.pseudonym is None:
            raise refuse("no-pseudonym")
        return Person(self.pseudonym, self.roles)

    def anyone(self) -> Person:
        """The caller, perhaps without a pseudonym: who then recorded nothing."""
        return Person(self.pseudonym or "", self.roles)


async def at_school(doors: Doors, caller: Caller, school: str, *roles: str) -> At:
    """The caller in those of the roles that hold at this school; Absent when none does.

    A leader's token names the school; teachers and coaches may also be known as its people.
    """
    caller.need(*roles)
    mine = await doors.pseudonyms.at(caller)  # first: an absent school must not answer sooner
    place = (await doors.store.heard.places([school])).get(school)
    board = place.board_on(doors.clock().astimezone(AMSTERDAM).date()) if place else None
    pseudonym = mine.get(board or "")
    held = {role for role in (LEADER, COACH, TEACHER) if caller.has(role)}
    if school not in caller.schools:
        wanted = [(school, pseudonym)] if pseudonym else []
        member = await doors.store.heard.members([board or ""], wanted)
        held = held - {LEADER} if member else set()
    if place is None or board is None or held.isdisjoint(roles):
        raise Absent
    return At(board, place, caller, frozenset(held), pseudonym)


def at_board(caller: Caller, board: str, *roles: str) -> None:
    """Pass a caller with one of the roles at this board; to others it does not exist."""
    caller.need(*roles)
    if board not in caller.boards:
        raise Absent


async def known_at(
    doors: Doors,
    at: At,
    teachers: Sequence[str] = (),
    instrument: tuple[str, str] | None = None,
) -> Known:
    """What a decision about these teachers with this instrument is made on."""
    school = at.place.school
    members = await doors.store.heard.members([at.board], [(school, one) for one in teachers])
    found = None
    if instrument:
        wanted = (at.board, *instrument)
        found = (await doors.store.instruments.find([wanted])).get(wanted)
    return Known(
        now=doors.clock(),
        place=at.place,
        members={teacher: member for (_, teacher), member in members.items()},
        instrument=found,
        measures=doors.measures,
    )


def fact_of(contract: type[F], values: Mapping[str, Any]) -> F:
    """The fact with these values; Invalid with every rule between them that is broken."""
    try:
        return contract.model_validate(values)
    except ValidationError as broken:
        raise Invalid(findings_in(broken, "/body")) from broken


async def submit(
    doors: Doors,
    request: Request,
    at: At,
    wish: Wish,
    answer: Mapping[str, Any],
    *,
    note: Note | None = None,
    also: Callable[[Session], Any] | None = None,
) -> Outcome:
    """Append what the wish leads to on the school's stream, once per Idempotency-Key."""
    command: Command[School, FeedbackFact] = Command(
        tenant=at.board,
        stream=at.place.school,
        decide=lambda state: decide(wish, state),
        once=await once_of(request, at.board, at.caller),
        answer=answer,
        note=note,
        also=also,
        traceparent=request.state.traceparent,
    )
    return await doors.streams.submit(command)


def told(outcome: Outcome, version: int, location: str | None = None) -> Response:
    """The answer to a command: its own fields, the thing's version as ETag, and its facts.

    The version counts facts about the thing alone: the stream's own would tell, around a pulse
    wave, how many answered.
    """
    headers = {"etag": f'"{version}"'}
    if location:
        headers["location"] = location
    if outcome.repeated:
        headers["idempotency-replayed"] = "true"
    body = {**outcome.answer, "version": version, "facts": list(outcome.facts)}
    return JSONResponse(body, status_code=201 if outcome.facts else 200, headers=headers)


def recorded(outcome: Outcome, where: str, kind: str) -> Response:
    """The answer to something new."""
    return told(outcome, 1, f"{where}/{outcome.answer[kind]}")
