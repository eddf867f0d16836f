"""A region's worth of school boards, in a running evidence that took all of their facts in."""

import base64
import itertools
import os
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import Response

from services.evidence.pages.sessions import Cookies, Session
from tests.bench.ground import Tell, ground
from tests.integration.evidence.world import World
from tests.oracle import cast, histories, plots_learning
from tests.oracle.telling import Event, Teller

FIRST_YEAR = 2025
YEAR = f"{FIRST_YEAR}-{FIRST_YEAR + 1}"
NEVER_SECONDS = 86_400.0
SESSION_KEY = os.urandom(32)


@dataclass(frozen=True, slots=True)
class Board:
    """A board, and the facts of its schools."""

    number: str
    schools: list[str]
    events: list[Event]


def boards(count: int, schools: int, teachers: int) -> list[Board]:
    """Boards whose schools have a year of facts, of every kind, as the oracle's plots tell it."""
    taken: set[str] = set()
    found: list[Board] = []
    for seed in itertools.count():
        board = _board(seed, f"{30_001 + seed}", schools, teachers)
        if taken.isdisjoint(board.schools):  # two may draw the same code
            taken.update(board.schools)
            found.append(board)
        if len(found) == count:
            return found
    raise AssertionError("unreachable")


def _board(seed: int, number: str, schools: int, teachers: int) -> Board:
    rng = random.Random(seed)
    stage = cast.Stage(rng, Teller(rng), [FIRST_YEAR], [number])
    cast.boards(stage)
    themes = list(plots_learning.THEMES)
    modules = plots_learning.catalogue(stage, themes)
    cast.schools(stage, schools, [teachers] * schools)
    for place in stage.schools:
        histories.play(stage, place, themes, modules)
    return Board(number, [place.key for place in stage.schools], stage.tell.history())


class Region(World):
    """Evidence with a key for sessions, and patience for many facts."""

    patience_seconds = 600

    def __init__(self, bootstrap: str, mongodb: str, folder: Path) -> None:
        os.environ["AANTOONBAAR_SESSION_KEY"] = base64.b64encode(SESSION_KEY).decode()
        super().__init__(bootstrap, mongodb, folder)

    def browser(self, *roles: str, **claims: Any) -> httpx.Client:
        """A client that is signed in as a browser is: by a sealed cookie."""
        token, kept = self.sign_in.token("someone", *roles, **claims), Response()
        session = Session(token, "Someone", int(time.time()) + 3_000, "bench")
        Cookies(SESSION_KEY, self.url).begin(kept, session)
        cookies = dict(
            value.decode().split(";")[0].split("=", 1)
            for name, value in kept.raw_headers
            if name == b"set-cookie"
        )
        return httpx.Client(base_url=self.url, cookies=cookies, timeout=60)


@contextmanager
def region(
    tell: Tell, count: int, schools: int, teachers: int, *, released: bool
) -> Iterator[tuple[Region, list[Board]]]:
    """A running evidence with boards in it, all figures derived, and releases made when asked."""
    tell(f"Inventing {count} boards of {schools} schools")
    known = boards(count, schools, teachers)
    events = [event for board in known for event in board.events]
    with ground(tell) as place:
        world = Region(place.kafka, place.mongodb, place.folder)
        world.settling_seconds = 0.0 if released else NEVER_SECONDS
        try:
            world.start()
            tell(f"Taking {len(events):,} facts in")
            world.publish(events)
            world.has_all(events)
            world.is_at_rest()
            if released:
                tell("Making the releases")
                world.has_released(events)
            yield world, known
        finally:
            world.close()


def facts_per_school(known: list[Board]) -> float:
    """The mean number of facts of a school."""
    return sum(len(board.events) for board in known) / sum(len(board.schools) for board in known)


def timed(client: httpx.Client, path: str, params: Mapping[str, str] | None = None) -> float:
    """Seconds from asking to the whole answer; AssertionError for anything but an answer."""
    started = time.perf_counter()
    answer = client.get(path, params=params)
    seconds = time.perf_counter() - started
    if answer.status_code != httpx.codes.OK:
        raise AssertionError(f"{path} answered {answer.status_code}: {answer.text[:200]}")
    return seconds
