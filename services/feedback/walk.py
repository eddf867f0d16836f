"""Judges the events of one lane (platform and school) in their order, up to the first that waits.

An accepted event becomes a command: its facts, its verdict and what is kept beside them stand
together. Whatever else becomes of events is gathered in an `Ending`, for the transaction that
moves past their records. Events that only record go to the stream side by side; one that builds
on another (a retraction, an answer, a look back) waits until those before it stand.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
from aiokafka.errors import KafkaError

from services.feedback.decide import Answer, Recording, Retract, check, decide, refers_to
from services.feedback.decide.pulses import Items
from services.feedback.known import Place
from services.feedback.observe import Observed
from services.feedback.refusals import NotYet, finding, refuse
from services.feedback.resolve import Resolved
from services.feedback.state import School
from services.feedback.store import Note, Store
from services.feedback.store.kept import Drop, Keep
from services.feedback.store.pulses import Participation
from services.feedback.store.verdicts import Given, Prior
from services.feedback.store.waiting import Wait
from services.feedback.translate.events import KINDS, Event, Sent
from shared.chassis.commands import Command, Once
from shared.chassis.dead_letters import Parked
from shared.chassis.errors import Absent, Finding, Invalid, Problem, Refusal
from shared.chassis.mongo import PyMongoError
from shared.chassis.observe import place_of
from shared.chassis.streams import Streams
from shared.contracts.feedback import FeedbackFact

log = structlog.get_logger(__name__)

TRANSIENT = (PyMongoError, KafkaError, OSError, TimeoutError)
Priors = dict[tuple[str, str], list[Prior]]
"""(platform, key of an event) -> the verdicts it had, oldest first."""


@dataclass(slots=True)
class Ending:
    """What becomes of events besides commands; written in one transaction."""

    given: list[Given] = field(default_factory=list)
    answers: list[tuple[Place, Participation, Items]] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)
    unparked: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stuck:
    """Where a lane stopped, and for want of what."""

    index: int
    board: str | None
    why: NotYet


@dataclass(slots=True)
class _Run:
    """Events on their way to the stream side by side, and the ids that came by in this walk."""

    commands: list[tuple[Wait, str, Recording | Retract]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


class Walker:
    """Walks along lanes with what was looked up for them; gathers what becomes of the events."""

    def __init__(
        self,
        store: Store,
        streams: Streams[School, FeedbackFact],
        resolved: Resolved,
        priors: Priors,
        ending: Ending,
        observed: Observed,
    ) -> None:
        self._store = store
        self._streams = streams
        self._resolved = resolved
        self._priors = priors
        self._ending = ending
        self._observed = observed

    async def walk(self, waits: Sequence[Wait]) -> Stuck | None:
        """Judge the events of one lane in order; where it stopped, if it did."""
        run = _Run()
        for index, wait in enumerate(waits):
            try:
                await self._judge(wait, run)
            except NotYet as why:
                await self._flush(run)
                if datetime.now(UTC) < wait.until:
                    return Stuck(index, self._resolved.board(wait.event), why)
                self._refuse(wait.sent, why)
            except Problem as problem:
                self._refuse(wait.sent, problem)
            except TRANSIENT:
                raise
            except Exception as error:  # noqa: BLE001  ours to cure, and no reason to hold up others
                self._park(wait.sent, error)
        await self._flush(run)
        return None

    async def _judge(self, wait: Wait, run: _Run) -> None:
        sent, event = wait.sent, wait.event
        if sent.said.key in run.keys:  # the same id once more: after what came before stands
            await self._flush(run)
            await self._look_again(sent)
        run.keys.add(sent.said.key)
        if (again := self._judged_before(sent)) is not None:
            self._ending.given.append(again)
            return
        if event.retracts:
            await self._flush(run)  # or its author could not be known yet
        board, wish = self._resolved.wish(event, await self._author(event))
        check(wish)
        if isinstance(wish, Answer):
            await self._answer(wait, wish)
            return
        if refers_to(wish):
            await self._flush(run)
            if (given := await self._submit(wait, board, wish)) is not None:
                self._ending.given.append(given)
            return
        run.commands.append((wait, board, wish))

    async def _flush(self, run: _Run) -> None:
        """Let everything on its way arrive."""
        commands, run.commands = run.commands, []
        outcomes = await asyncio.gather(
            *(self._submit(*command) for command in commands), return_exceptions=True
        )
        for command, outcome in zip(commands, outcomes, strict=True):
            if isinstance(outcome, TRANSIENT):
                raise outcome
            if isinstance(outcome, Given):
                self._ending.given.append(outcome)
            elif outcome is not None:
                await self._alone(*command)

    async def _alone(self, wait: Wait, board: str, wish: Recording | Retract) -> None:
        """Once more, apart from the others: one that cannot be decided must not fail them."""
        try:
            if (given := await self._submit(wait, board, wish)) is not None:
                self._ending.given.append(given)
        except TRANSIENT:
            raise
        except Exception as error:  # noqa: BLE001  as above
            self._park(wait.sent, error)

    async def _submit(self, wait: Wait, board: str, wish: Recording | Retract) -> Given | None:
        """Hand one event to the stream: its verdict, or None when it stands with the facts."""
        sent, event = wait.sent, wait.event
        accepted = Given.on(sent, "accepted")
        command: Command[School, FeedbackFact] = Command(
            tenant=board,
            stream=event.claim.school,
            decide=lambda state: decide(wish, state),
            once=Once(f"platform:{event.platform}:{sent.said.key}", sent.said.digest),
            note=_note(accepted, board, wish),
            causation=sent.said.id,
            traceparent=event.trace,
        )
        try:
            outcome = await self._streams.submit(command)
        except NotYet:
            raise
        except Problem as problem:
            return Given.on(sent, "refused", findings_of(problem))
        if outcome.repeated:
            return await self._told_meanwhile(sent)
        self._observed.given([accepted])
        return None

    async def _answer(self, wait: Wait, wish: Answer) -> None:
        """Keep an answer to a pulse; it is told when the wave closes."""
        event = wait.event
        decide(wish, await self._streams.state(event.claim.school))
        person = f"platform:{event.platform}:{event.data['response']}"
        participation = self._store.pulses.participation(wish.wave, person, None)
        place = self._resolved.places[event.claim.school]
        before = await self._store.pulses.took_part(place, participation)
        if before or any(taken.id == participation.id for _, taken, _ in self._ending.answers):
            raise refuse("answered-before", "/data/response")
        self._ending.answers.append((place, participation, wish.items))
        self._ending.given.append(Given.on(wait.sent, "accepted"))

    async def _author(self, event: Event) -> str | None:
        place = self._resolved.places.get(event.claim.school)
        if place is None or not event.retracts:
            return None
        kind = KINDS[event.entry.contract]
        return await self._store.kept.author(place, kind, event.data[kind])

    def _judged_before(self, sent: Sent) -> Given | None:
        """The verdict on an id that was judged before: a refused event may be sent again."""
        priors = [
            prior
            for prior in self._priors.get((sent.platform, sent.said.key), ())
            if prior.outcome != "duplicate" and prior.reason != "id-reused"
        ]
        accepted = next((prior for prior in priors if prior.outcome == "accepted"), None)
        if any(prior.digest != sent.said.digest for prior in priors):
            return Given.on(sent, "refused", [finding("id-reused", "/id")])
        if accepted is None:
            return None
        return Given.on(sent, "duplicate", same_as=accepted.verdict)

    async def _look_again(self, sent: Sent) -> None:
        """Learn what became of the same id a moment ago, in the database or in this walk."""
        key = sent.said.key
        found = await self._store.verdicts.priors(sent.platform, [key])
        unwritten = [
            Prior("", given.arrival, given.said.digest, given.outcome, given.reason)
            for given in self._ending.given
            if (given.platform, given.said.key) == (sent.platform, key)
        ]
        self._priors[(sent.platform, key)] = [*found.get(key, ()), *unwritten]

    async def _told_meanwhile(self, sent: Sent) -> Given | None:
        """Another process took the same event in: this very record, or an earlier sending."""
        await self._look_again(sent)
        priors = self._priors[(sent.platform, sent.said.key)]
        if any(prior.arrival == sent.arrival for prior in priors):
            self._ending.done.append(sent.arrival)
            return None
        return self._judged_before(sent)

    def _refuse(self, sent: Sent, problem: Problem) -> None:
        self._ending.given.append(Given.on(sent, "refused", findings_of(problem)))

    def _park(self, sent: Sent, error: Exception) -> None:
        """Ours to cure: kept as it came, out of the way of the others."""
        log.error("an event could not be judged", arrival=sent.arrival, error=place_of(error))
        park(sent, self._ending)


def findings_of(problem: Problem) -> Sequence[Finding]:
    """What is wrong, whatever kind of problem says so."""
    if isinstance(problem, Invalid):
        return problem.findings
    if isinstance(problem, Absent):
        return [finding("unknown-thing", "/data")]
    if problem.code == "idempotency-key-reused":
        return [finding("id-reused", "/id")]
    pointer = problem.pointer if isinstance(problem, Refusal) else ""
    return [Finding(pointer, problem.code, problem.words)]


def park(sent: Sent, ending: Ending) -> None:
    """Keep an event that could not be judged as it came, out of the way of the others."""
    ending.parked.append(parked(sent, "not-judged", "judging it failed; see the log"))
    ending.done.append(sent.arrival)


def parked(sent: Sent, code: str, words: str) -> Parked:
    """A record that nobody can be told about."""
    key = (sent.record.key or b"").decode("utf-8", "replace")
    return Parked.of(sent.record, key, 0, code, words)


def _note(accepted: Given, board: str, wish: Recording | Retract) -> Note:
    school = wish.known.place.school
    if isinstance(wish, Retract):
        return Note(accepted, drop=Drop(school, wish.kind, wish.thing))
    kind = KINDS[type(wish.said)]
    payload = wish.said.model_dump(mode="json", by_alias=True)
    return Note(accepted, keep=Keep(board, school, kind, payload[kind], wish.by.name, payload))
