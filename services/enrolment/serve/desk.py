"""What every door has at hand: the chains, the store, the clock; and the one way to submit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import uuid_utils
from fastapi import Depends, Path, Request, Response

from services.enrolment.state import BoardState, Said, SchoolState, State
from services.enrolment.store import Also, Store
from shared.chassis.clock import Clock
from shared.chassis.commands import Command
from shared.chassis.errors import Absent
from shared.chassis.idempotency import answered, check_version, if_match, once_of
from shared.chassis.identity import Caller, caller_of
from shared.chassis.streams import Streams
from shared.contracts.enrolment import EnrolmentFact, SchoolRegistered
from shared.contracts.identifiers import BoardNumber, SchoolCode

Decide = Callable[[Any], Sequence[EnrolmentFact]]
Answer = Mapping[str, Any] | Callable[[Any], Mapping[str, Any]]
Board = Annotated[BoardNumber, Path(description="bestuursnummer")]
School = Annotated[SchoolCode, Path(description="BRIN6, or BRIN4 of an MBO institution")]


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, and who makes it."""

    request: Request
    caller: Caller


async def ask_of(request: Request, caller: Annotated[Caller, Depends(caller_of)]) -> Ask:
    """FastAPI dependency: the request with its verified caller."""
    return Ask(request, caller)


Asked = Annotated[Ask, Depends(ask_of)]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a router is made with."""

    streams: Streams[State, Said]
    store: Store
    clock: Clock

    async def board(self, key: str) -> BoardState:
        """The board's state; Absent when it is not registered."""
        state = await self.streams.state(key)
        if not isinstance(state, BoardState) or state.registered is None:
            raise Absent
        return state

    async def school(self, key: str) -> SchoolState:
        """The school's state; Absent when it is not registered."""
        state = await self.streams.state(key)
        if not isinstance(state, SchoolState) or not state.registrations:
            raise Absent
        return state

    async def submit(
        self,
        ask: Ask,
        tenant: str,
        stream: str,
        decide: Decide,
        *,
        answer: Answer | None = None,
        revision: Callable[[Any], int] | None = None,
        also: Also | None = None,
        content: bytes | None = None,
        location: str | None = None,
        status: int = 201,
    ) -> Response:
        """Decide, append and answer.

        `revision` finds the version of the thing that If-Match speaks of; `content` is the file of
        a form; `location` is filled in from the answer.
        """
        outcome = await self.streams.submit(
            command(
                tenant,
                stream,
                _if_still(if_match(ask.request), revision, decide),
                answer=answer or {},
                also=also,
                once=await once_of(ask.request, tenant, ask.caller, content),
                traceparent=ask.request.state.traceparent,
            )
        )
        where = location.format(**outcome.answer) if location else None
        return answered(outcome, location=where, status=status)


def command(tenant: str, stream: str, decide: Decide, **more: Any) -> Command[State, Said]:
    """A command for the chassis: each fact gets its id when it is decided.

    Its note is what was decided last, for the directory that follows in the same transaction.
    """
    said: list[EnrolmentFact] = []

    def deciding(state: State) -> list[Said]:
        said[:] = decide(state)
        _of_this_tenant(tenant, state, said)
        return [Said(fact, str(uuid_utils.uuid7())) for fact in said]

    return Command(tenant=tenant, stream=stream, decide=deciding, note=said, **more)


def _of_this_tenant(tenant: str, state: State, said: Sequence[EnrolmentFact]) -> None:
    """A school that moved to another board since it was looked up exists here no more."""
    elsewhere = isinstance(state, SchoolState) and state.board not in (None, tenant)
    if elsewhere and not all(isinstance(fact, SchoolRegistered) for fact in said):
        raise Absent


def _if_still(wanted: int | None, revision: Callable[[Any], int] | None, decide: Decide) -> Decide:
    """The decision, on condition that the thing still has the version the caller saw."""
    if wanted is None or revision is None:
        return decide

    def deciding(state: Any) -> Sequence[EnrolmentFact]:
        check_version(wanted, revision(state))
        return decide(state)

    return deciding
