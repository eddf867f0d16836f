"""Closes pulse waves: all answers are told at once, in random order, and then that it is closed.

Two steps, each of which may be repeated: first the wave takes no more answers, then its answers
become facts and are forgotten, in one transaction. A wave that a crash left in between, or whose
last day has passed, is closed by the check that runs in the background.
"""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from random import SystemRandom

import structlog

from services.feedback.decide import CloseWave, decide
from services.feedback.refusals import refuse
from services.feedback.state import School
from services.feedback.store import Store
from services.feedback.store.pulses import Closing
from shared.chassis.clock import Clock
from shared.chassis.commands import Command, Once, Outcome
from shared.chassis.errors import Absent
from shared.chassis.idempotency import check_version
from shared.chassis.mongo import Session
from shared.chassis.streams import Streams
from shared.contracts.feedback import FeedbackFact, PulseRecorded, PulseWaveClosed
from shared.contracts.moments import AMSTERDAM, logged

log = structlog.get_logger(__name__)


class Waves:
    """The end of pulse waves."""

    def __init__(
        self,
        store: Store,
        streams: Streams[School, FeedbackFact],
        clock: Clock,
        check_seconds: float,
    ) -> None:
        self._store = store
        self._streams = streams
        self._clock = clock
        self._check_seconds = check_seconds
        self._random = SystemRandom()

    async def close(
        self,
        board: str,
        school: str,
        wave: str,
        *,
        seen: int | None = None,
        once: Once | None = None,
    ) -> Outcome:
        """Close a wave; nothing is said when it was closed before, refused while it runs."""
        found = (await self._streams.state(school)).waves.get(wave)
        if found is None:
            raise Absent
        now = self._clock()
        day = now.astimezone(AMSTERDAM).date()
        if not found.closed:
            check_version(seen, found.version)
            if day < found.closes_on:
                raise refuse("wave-runs", closes=found.closes_on)
        closing = await self._store.pulses.begin_closing(school, wave)
        said = PulseWaveClosed(occurred_at=logged(now), wave=wave)
        wish = CloseWave(said, self._answers(closing), day)

        async def forget(session: Session) -> None:
            await self._store.pulses.close(school, wave, session)

        command: Command[School, FeedbackFact] = Command(
            tenant=board,
            stream=school,
            decide=lambda state: decide(wish, state),
            once=once,
            answer={"wave": wave},
            also=forget,
        )
        return await self._streams.submit(command)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["asyncio.Task[None]"]:
        """Check for the length of a block."""
        task = asyncio.create_task(self._run(), name="waves")
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._close_overdue()
            except Exception:  # the next check tries again
                log.exception("closing pulse waves failed")
            await asyncio.sleep(self._check_seconds)

    async def _close_overdue(self) -> None:
        today = self._clock().astimezone(AMSTERDAM).date()
        for board, school, wave in await self._store.pulses.overdue(today):
            place = (await self._store.heard.places([school])).get(school)
            present = place.board_on(today) if place else None
            await self.close(present or board, school, wave)

    def _answers(self, closing: Closing | None) -> tuple[PulseRecorded, ...]:
        """The answers under ids that say nothing, in an order that says nothing."""
        if closing is None:
            return ()
        answers = [
            PulseRecorded(
                occurred_at=closing.closes_on,
                response=str(uuid.uuid4()),
                wave=closing.wave,
                control=control,
                support=support,
                resources=resources,
                autonomy=autonomy,
            )
            for control, support, resources, autonomy in closing.answers
        ]
        self._random.shuffle(answers)
        return tuple(answers)
