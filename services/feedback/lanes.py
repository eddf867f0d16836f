"""Platforms' events on their way: judged as they come, waiting in order, tried again in time.

An event that refers to what is not known yet waits in the database with all of its lane (platform
and school) behind it; only what the first of a lane waits for may pass it. Lanes never wait for
each other. A lane goes on when something it may wait for came in, and now and then in any case.
"""

import asyncio
import contextlib
import time
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from services.feedback.known import Measure
from services.feedback.observe import Observed
from services.feedback.resolve import resolve
from services.feedback.state import School
from services.feedback.store import Store
from services.feedback.store.verdicts import Given
from services.feedback.store.waiting import Wait
from services.feedback.translate.events import Sent
from services.feedback.walk import TRANSIENT, Ending, Priors, Stuck, Walker, park, parked
from shared.chassis.clock import Clock
from shared.chassis.dead_letters import DeadLetters
from shared.chassis.kafka import Record
from shared.chassis.mongo import Mongo, Session
from shared.chassis.observe import place_of
from shared.chassis.streams import Streams
from shared.contracts.feedback import FeedbackFact

log = structlog.get_logger(__name__)

AT_ONCE = 200  # events of a lane that are looked at together
LANES_AT_ONCE = 32
ALL_LANES_SECONDS = 10.0  # what another process learned is noticed this late at the latest


class Lanes:
    """All lanes, as far as this process works on them."""

    def __init__(
        self,
        *,
        mongo: Mongo,
        store: Store,
        streams: Streams[School, FeedbackFact],
        letters: DeadLetters,
        decode: Callable[[Record], Sent],
        observed: Observed,
        clock: Clock,
        measures: Mapping[str, Measure],
        limit: timedelta,
        sweep_seconds: float,
    ) -> None:
        self._mongo = mongo
        self._store = store
        self._streams = streams
        self._letters = letters
        self._decode = decode
        self._observed = observed
        self._clock = clock
        self._measures = measures
        self._limit = limit
        self._sweep_seconds = sweep_seconds
        self._owner = str(uuid.uuid4())
        self._last_order = 0
        self._schools: set[str] = set()
        self._boards: set[str] = set()
        self._woken = asyncio.Event()
        self._all_swept = 0.0
        self._slots = asyncio.Semaphore(LANES_AT_ONCE)

    async def judge(self, batch: Sequence[Sent], again: Collection[str] = ()) -> Ending:
        """Judge records in the order they came; those judged before are passed over.

        `again` names parked records that are to be judged after all.
        """
        ending = Ending()
        lanes: dict[str, list[Wait]] = defaultdict(list)
        for sent in await self._fresh(batch, again):
            if sent.rubbish is not None:
                ending.parked.append(parked(sent, sent.rubbish.code, str(sent.rubbish)))
            elif sent.event is None:
                ending.given.append(Given.on(sent, "refused", sent.findings))
            else:
                lanes[sent.event.lane].append(self._wait(sent))
        for lane in await self._store.waiting.blocked(lanes.keys()):
            ending.waits += lanes.pop(lane)
        for stop, waits in zip(await self._stuck(lanes, ending), lanes.values(), strict=True):
            if stop is not None:
                head = replace(waits[stop.index], board=stop.board, why=stop.why)
                ending.waits += [head, *waits[stop.index + 1 :]]
        return ending

    async def _stuck(
        self, lanes: Mapping[str, Sequence[Wait]], ending: Ending
    ) -> Sequence[Stuck | None]:
        """Walk all lanes side by side: where each stopped."""
        every = [wait for waits in lanes.values() for wait in waits]
        try:
            walker = await self._walker(every, ending)
        except TRANSIENT:
            raise
        except Exception as error:  # noqa: BLE001  not every lane needs what is broken
            log.error("looking up together failed", error=place_of(error))  # noqa: TRY400
            return await asyncio.gather(*(self._apart(one, ending) for one in lanes.values()))
        return await asyncio.gather(*(walker.walk(waits) for waits in lanes.values()))

    async def _apart(self, waits: Sequence[Wait], ending: Ending) -> Stuck | None:
        """Walk one lane with a lookup of its own; what cannot be looked up is ours to cure."""
        try:
            walker = await self._walker(waits, ending)
        except TRANSIENT:
            raise
        except Exception as error:  # noqa: BLE001  as above
            log.error("looking up failed", error=place_of(error))  # noqa: TRY400
            for wait in waits:
                park(wait.sent, ending)
            return None
        return await walker.walk(waits)

    async def write(self, ending: Ending, session: Session) -> None:
        """Write what events came to, within a transaction."""
        await self._store.give(ending.given, session)
        for place, participation, items in ending.answers:
            await self._store.pulses.answer(place, participation, items, session)
        await self._store.waiting.done(ending.done, session)
        await self._store.waiting.add(ending.waits, session)
        await self._letters.write(ending.parked, ending.unparked, session)

    def written(self, ending: Ending) -> None:
        """Show what stands now, and go on with the lanes it may concern."""
        self._letters.written(ending.parked, ending.unparked)
        self._observed.given(ending.given)
        self.wake({wait.event.claim.school for wait in ending.waits}, ())

    def wake(self, schools: Collection[str], boards: Collection[str]) -> None:
        """Something new is known of these: lanes that wait for it may go on."""
        self._schools.update(schools)
        self._boards.update(boards)
        if self._schools or self._boards:
            self._woken.set()

    async def redrive(self, topic: str, key: str, dry_run: bool) -> tuple[int, int]:
        """Judge parked records again: how many can be judged now, and how many stay parked."""
        held = await self._letters.listed({"topic": topic, "key": key}, AT_ONCE)
        sent = [self._decode(letter.record()) for letter in held]
        fit = [one for one in sent if one.rubbish is None]
        if fit and not dry_run:
            ending = await self.judge(fit, [one.arrival for one in fit])
            stays = {letter.id for letter in ending.parked}
            ending.parked.clear()
            ending.unparked += [one.arrival for one in fit if one.arrival not in stays]
            await self._end(ending)
            return len(ending.unparked), len(sent) - len(ending.unparked)
        return len(fit), len(sent) - len(fit)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["asyncio.Task[None]"]:
        """Go on with waiting lanes for the length of a block."""
        task = asyncio.create_task(self._run(), name="lanes")
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self._sweep_seconds)
            try:
                lanes = await self._due()
                await asyncio.gather(*(self._advance(lane) for lane in lanes))
                self._observed.backlog(*await self._store.waiting.backlog())
            except Exception:  # whatever it was: the lanes wait, and are tried again
                log.exception("going on with waiting events failed")

    async def _due(self) -> Collection[str]:
        """The lanes that something happened to, and those whose time is up."""
        self._woken.clear()
        schools, boards = sorted(self._schools), sorted(self._boards)
        self._schools.clear()
        self._boards.clear()
        if time.monotonic() - self._all_swept > ALL_LANES_SECONDS:
            self._all_swept = time.monotonic()
            return await self._store.waiting.lanes()
        return await self._store.waiting.due(schools, boards, datetime.now(UTC))

    async def _advance(self, lane: str) -> None:
        """Judge what waits in a lane, as far as that goes now."""
        async with self._slots:
            try:
                while await self._store.waiting.claim(lane, self._owner):
                    if not await self._step(lane):
                        break
            finally:
                await self._store.waiting.release(lane, self._owner)

    async def _step(self, lane: str) -> bool:
        """Work on the first events of a lane; False when nothing moved."""
        waits = await self._store.waiting.first(lane, AT_ONCE)
        if not waits:
            return False
        stuck = await self._walk(waits)
        if stuck is None or stuck.index > 0:
            return True
        passing = await self._store.waiting.provider(lane, stuck.why.need)
        if passing is not None and await self._walk([passing]) is None:
            return True
        await self._store.waiting.note(waits[0].sent.arrival, stuck.board, stuck.why)
        return False

    async def _walk(self, waits: Sequence[Wait]) -> Stuck | None:
        ending = Ending()
        stuck = await self._apart(waits, ending)
        await self._end(ending)
        return stuck

    async def _end(self, ending: Ending) -> None:
        async with self._mongo.session() as session:
            await self._mongo.transaction(session, lambda inside: self.write(ending, inside))
        self.written(ending)

    async def _walker(self, waits: Sequence[Wait], ending: Ending) -> Walker:
        """Look up all that these events refer to, and the verdicts their ids had before."""
        events = [wait.event for wait in waits]
        resolved = await resolve(self._store, events, self._clock(), self._measures)
        priors: Priors = {}
        for platform in {event.platform for event in events}:
            keys = {wait.sent.said.key for wait in waits if wait.sent.platform == platform}
            found = await self._store.verdicts.priors(platform, keys)
            priors |= {(platform, key): before for key, before in found.items()}
        return Walker(self._store, self._streams, resolved, priors, ending, self._observed)

    async def _fresh(self, batch: Sequence[Sent], again: Collection[str]) -> list[Sent]:
        """Those not judged, waiting or parked yet: the others are redeliveries."""
        arrivals = [sent.arrival for sent in batch]
        known = await self._store.waiting.holds(arrivals)
        known |= await self._letters.among(arrivals) - set(again)
        for platform in {sent.platform for sent in batch}:
            own = [sent.arrival for sent in batch if sent.platform == platform]
            known |= await self._store.verdicts.judged(platform, own)
        return [sent for sent in batch if sent.arrival not in known]

    def _wait(self, sent: Sent) -> Wait:
        self._last_order = max(self._last_order + 1, time.time_ns())
        return Wait(sent, self._last_order, datetime.now(UTC) + self._limit, None, None)
