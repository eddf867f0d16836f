"""`bench pages`: how long a school year takes to show, with ten boards of five schools loaded.

Evidence runs as a process of its own, as deployed; times are those of a client over loopback, so
the server's own are a little shorter. The rival is the liveness answer: what HTTP alone costs.
"""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import httpx

from tests.bench.ground import Tell, machine, percentile
from tests.bench.region import FIRST_YEAR, YEAR, Board, Region, facts_per_school, region, timed
from tests.oracle.plots_learning import THEMES

BOARDS, SCHOOLS, TEACHERS = 10, 5, 60
ASKED = 300
ASKED_AS_OF = 60
Ask = Callable[[], float]


async def measure(tell: Tell) -> dict[str, Any]:
    """The report of `bench pages`."""
    return await asyncio.to_thread(_measure, tell)


def _measure(tell: Tell) -> dict[str, Any]:
    with region(tell, BOARDS, SCHOOLS, TEACHERS, released=True) as (world, known):
        size = facts_per_school(known)
        times = {}
        for name, count, ask in _asking(world, known):
            tell(f"Asking {count} times: {name}")
            times[name] = [ask() for _ in range(count)]
    rate = 1 / percentile(times["page"], 0.5)
    bare = 1 / percentile(times.pop("live"), 0.5)
    return {
        "bench": "pages",
        "rate": round(rate, 1),
        "unit": "pages/s",
        **{f"{name}_p50_ms": _ms(found, 0.5) for name, found in times.items()},
        **{f"{name}_p95_ms": _ms(found, 0.95) for name, found in times.items()},
        "facts_per_school": round(size),
        "rivals": {},
        "limits": {"live": round(bare, 1)},
        "ratios": {"live": round(rate / bare, 3)},
        "runs": 1,
        "machine": machine(),
    }


def _has_year(leader: httpx.Client, school: str) -> bool:
    """Whether there is anything to show: a school may have closed before the year began."""
    answer = leader.get(f"/v1/schools/{school}/years")
    return answer.is_success and YEAR in answer.json()["years"]


def _ms(seconds: list[float], share: float) -> float:
    return round(percentile(seconds, share) * 1000, 1)


def _asking(world: Region, known: list[Board]) -> Iterator[tuple[str, int, Ask]]:
    """What is asked, how many times, and how."""
    random = Random(1)
    everything: dict[str, Any] = {
        "boards": [board.number for board in known],
        "schools": [school for board in known for school in board.schools],
    }
    leader = world.client("school-leader", **everything)
    schools = [school for school in everything["schools"] if _has_year(leader, school)]
    browser = world.browser("school-leader", **everything)
    admin = world.browser("board-admin", boards=everything["boards"])

    def year() -> str:
        return f"{random.choice(schools)}/years/{YEAR}"

    def theme() -> str:
        return f"{year()}/themes/{random.choice(THEMES)}"

    def board() -> str:
        return f"/boards/{random.choice(known).number}/years/{YEAR}"

    def as_of() -> float:
        then = datetime(FIRST_YEAR, 12, 1, tzinfo=UTC) + timedelta(days=random.randrange(240))
        return timed(leader, f"/v1/schools/{year()}", {"as-of": then.isoformat()})

    yield "live", ASKED, lambda: timed(leader, "/health/live")
    yield "api", ASKED, lambda: timed(leader, f"/v1/schools/{year()}")
    yield "page", ASKED, lambda: timed(browser, f"/schools/{year()}")
    yield "theme", ASKED, lambda: timed(browser, f"/schools/{theme()}")
    yield "standards", ASKED, lambda: timed(browser, f"/schools/{year()}/standards")
    yield "board", ASKED, lambda: timed(admin, board())
    yield "as_of", ASKED_AS_OF, as_of
