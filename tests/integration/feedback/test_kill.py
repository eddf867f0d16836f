"""kill -9 in the middle of a stream of platform events: nothing lost, double, or out of order."""

import hashlib
import json
import random
import uuid
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.integration.feedback.cast import (
    BOARD,
    Cast,
    by_sdk,
    event,
    joined,
    observation,
    school,
)
from tests.integration.feedback.world import World, until

EVENTS, CHUNK, SCHOOLS, SECONDS = 1_500, 500, 20, 120.0


def stream(seed: int) -> list[dict[str, Any]]:
    """Events over many schools: good ones, wrong ones, retractions, and second sendings."""
    rng = random.Random(seed)
    made: list[dict[str, Any]] = []
    standing: dict[str, list[str]] = defaultdict(list)
    while len(made) < EVENTS:
        where = f"{rng.randrange(SCHOOLS):02d}KK00"
        draw = rng.random()
        if draw < 0.05 and standing[where]:
            gone = {"observation": standing[where].pop(), "occurredAt": "2026-03-06"}
            made.append(event(gone, "observations.retracted", subject=where))
        elif draw < 0.10:
            made.append(event(observation(purpose="gossip"), subject=where))
        elif draw < 0.15 and made:
            made.append(rng.choice(made))
        else:
            one = event(observation(), subject=where)
            standing[where].append(one["data"]["observation"])
            made.append(one)
    return made


@pytest.mark.timeout(400)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_event_gets_one_verdict_and_every_accepted_one_its_facts(
    fresh: World, folder: Path, seed: int
) -> None:
    cast = Cast(fresh)
    fresh.start(waiting_limit_seconds=600)
    cast.enter()
    for number in range(SCHOOLS):
        where = f"{number:02d}KK00"
        fresh.say(joined("p-tess"), where, BOARD)
        fresh.say(school(where, BOARD), where, BOARD)
    made = stream(seed)
    messages = []
    for number, one in enumerate(made):
        message = by_sdk(one, "binary" if number % 2 else "structured")
        messages.append((one["subject"], message.value, dict(message.headers)))

    numbers = fresh.mongo().verdict_numbers

    def judged() -> int:
        found = numbers.find_one({"_id": "e-loo"})
        return found["last"] if found else 0

    for start in range(0, EVENTS, CHUNK):
        fresh.produce("platform.e-loo.events.v1", messages[start : start + CHUNK])
        until(lambda at=start + 1: judged() >= at, f"more than {start} verdicts", SECONDS)
        fresh.kill()
        fresh.start(waiting_limit_seconds=600)
    until(lambda: judged() >= EVENTS, "all verdicts", SECONDS)
    told = until(
        lambda: found if len(found := fresh.verdicts("e-loo")) >= EVENTS else None, "told", SECONDS
    )
    check_verdicts(told, made)
    records = fresh.read("feedback.facts.v1")
    check_chains(records)
    check_facts(told, [json.loads(body) for _, body, _ in records], made)


def check_verdicts(told: list[dict[str, Any]], made: list[dict[str, Any]]) -> None:
    """One per event, numbered without gaps; a relay may send one twice, under its own number."""
    once = {verdict["verdict"]: verdict for verdict in told}.values()
    assert sorted(verdict["number"] for verdict in once) == list(range(1, EVENTS + 1))
    assert Counter(verdict["event"]["id"] for verdict in once) == Counter(m["id"] for m in made)
    accepted = Counter(v["event"]["id"] for v in once if v["outcome"] == "accepted")
    assert set(accepted.values()) == {1}


def check_chains(records: list[Any]) -> None:
    chains: dict[str, bytes] = {}
    heads: dict[str, int] = defaultdict(int)
    for key, body, headers in records:
        sequence = int(headers["sequence"])
        if sequence <= heads[key]:
            continue  # sent twice by a killed relay: readers drop it by its sequence
        previous = chains.get(key, bytes(32))
        assert (sequence, headers["prevhash"]) == (heads[key] + 1, previous.hex())
        heads[key], chains[key] = sequence, hashlib.sha256(previous + body).digest()
        assert headers["hash"] == chains[key].hex()


def check_facts(
    told: list[dict[str, Any]], records: list[dict[str, Any]], made: list[dict[str, Any]]
) -> None:
    facts = {fact["id"]: fact for fact in records}
    accepted = {v["event"]["id"]: v["facts"] for v in told if v["outcome"] == "accepted"}
    assert all(len(ids) == 1 for ids in accepted.values())
    assert {fact_id for [fact_id] in accepted.values()} == facts.keys()
    assert sorted(fact["causationid"] for fact in facts.values()) == sorted(accepted)
    wanted: dict[str, list[str]] = defaultdict(list)
    for one in {one["id"]: one for one in made}.values():
        if one["id"] in accepted:
            wanted[one["subject"]].append(one["id"])
    found: dict[str, list[str]] = defaultdict(list)
    for fact in facts.values():
        found[fact["subject"]].append(fact["causationid"])
    assert found == wanted
    assert uuid.UUID(next(iter(facts)))
