"""Performs a plan: moment by moment, the clock of the services first, then all acts of it."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice

from demo.acts import Command, Event
from demo.clock import StandInClock
from demo.doors import DemoFailed, Doors
from demo.journal import Journal
from demo.people import People
from demo.plan import Plan
from demo.platform import Platform
from shared.contracts.moments import AMSTERDAM

Tell = Callable[[str], None]
MOST_TOLD = 3


def perform(plan: Plan, doors: Doors, tell: Tell) -> int:
    """Perform what was not performed yet; returns how many acts that were.

    What lies in the future cannot have been logged: of a running year only its past is performed.
    DemoFailed when the platform answers otherwise than the plan says; then nothing is lost, and
    performing again goes on from there.
    """
    journal = Journal(doors.journal_file)
    if journal.finished:
        return 0
    before = len(journal)
    try:
        asyncio.run(_perform(plan, doors, journal, tell))
    except BaseExceptionGroup as group:
        failed = group.subgroup(DemoFailed)
        if failed is None:
            raise
        told = DemoFailed("; ".join(islice(_told(failed), MOST_TOLD)))
        told.performed = len(journal) - before
        raise told from None
    except DemoFailed as failed:
        failed.performed = len(journal) - before
        raise
    return len(journal) - before


async def _perform(plan: Plan, doors: Doors, journal: Journal, tell: Tell) -> None:
    clock, now = StandInClock(doors.clock_file), datetime.now(UTC)
    with journal:
        async with People(doors, journal) as people, Platform(doors, journal) as platform:
            for at, acts in plan.moments():
                todo = [act for act in acts if act.name not in journal]
                if not todo or at > now:
                    continue
                clock.set(at)
                async with asyncio.TaskGroup() as group:
                    commands = [act for act in todo if isinstance(act, Command)]
                    group.create_task(people.ask(commands))
                    events = [act for act in todo if isinstance(act, Event)]
                    group.create_task(platform.send(events))
                day = at.astimezone(AMSTERDAM).strftime("%d-%m-%Y")
                tell(f"Loading the demo: it is {day}, {len(journal)} of {len(plan.acts)}")
        clock.release()
        journal.finish()


def _told(failed: BaseException) -> Iterator[str]:
    """What went wrong, out of groups in groups."""
    if isinstance(failed, BaseExceptionGroup):
        for one in failed.exceptions:
            yield from _told(one)
    else:
        yield str(failed)
