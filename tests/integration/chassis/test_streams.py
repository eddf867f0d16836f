"""Writing: gapless hashed chains, group commit, versions, idempotency, and all or nothing.

The file is long because every promise of an append is held on one real store.
"""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from shared.chassis import streams as module
from shared.chassis.canonical import canonical
from shared.chassis.errors import Outdated, Problem, Refusal, TooLarge
from shared.chassis.mongo import Mongo, PyMongoError, Session
from shared.chassis.outbox import OUTBOX, Outbox
from shared.chassis.streams import COMMANDS, FACTS
from tests.integration.chassis.conftest import Place
from tests.integration.chassis.counting import (
    assert_linked,
    failures,
    once,
    say,
    say_new,
    say_on,
)

pytestmark = pytest.mark.anyio


async def nothing_stands(mongo: Mongo) -> bool:
    counts = [await mongo[name].count_documents({}) for name in (FACTS, OUTBOX, COMMANDS)]
    return counts == [0, 0, 0]


async def test_facts_become_a_gapless_chain_of_hashes(place: Place, mongo: Mongo) -> None:
    streams = place.streams(mongo)
    async with streams.running():
        first = await streams.submit(say("A", 1, 2))
        second = await streams.submit(say("A", 3))
        await streams.submit(say("B", 9))
    facts = await place.facts(mongo, "A")
    assert_linked(facts)
    assert (first.version, second.version) == (2, 3)
    assert [json.loads(fact["body"])["id"] for fact in facts] == [*first.facts, *second.facts]
    for fact in facts:
        assert canonical(json.loads(fact["body"])) == fact["body"]
    assert_linked(await place.facts(mongo, "B"))
    assert await streams.state("A") == (1, 2, 3)


async def test_64_commands_at_once_share_a_few_transactions(place: Place, mongo: Mongo) -> None:
    streams = place.streams(mongo)
    async with streams.running():
        commands = [say(f"S{number % 4}", number) for number in range(64)]
        outcomes = await asyncio.gather(*(streams.submit(command) for command in commands))
    assert len({fact for outcome in outcomes for fact in outcome.facts}) == 64
    ordinals = set()
    for stream in ("S0", "S1", "S2", "S3"):
        facts = await place.facts(mongo, stream)
        assert len(facts) == 16
        assert_linked(facts)
        ordinals |= {fact["ordinal"] for fact in facts}
    assert len(ordinals) <= 3


async def test_nothing_to_do_appends_nothing(place: Place, mongo: Mongo) -> None:
    streams = place.streams(mongo)
    async with streams.running():
        outcome = await streams.submit(say("A"))
    assert (outcome.facts, outcome.version) == ((), 0)
    assert await nothing_stands(mongo)


async def test_of_two_who_decide_on_one_version_the_second_is_told(
    place: Place, mongo: Mongo
) -> None:
    streams = place.streams(mongo)
    async with streams.running():
        await streams.submit(say("A", 1))
        outcomes = await asyncio.gather(
            *(streams.submit(say_on(1, "A", number)) for number in (2, 3)), return_exceptions=True
        )
    assert [type(error) for error in failures(outcomes)] == [Outdated]
    assert len(await place.facts(mongo, "A")) == 2


async def test_of_two_processes_that_decide_on_one_version_one_wins(place: Place) -> None:
    here, there = place.streams(place.open()), place.streams(place.open())
    async with here.running(), there.running():
        await here.submit(say("A", 1))
        assert await there.state("A") == (1,)
        outcomes = await asyncio.gather(
            here.submit(say_on(1, "A", 2)), there.submit(say_on(1, "A", 3)), return_exceptions=True
        )
        assert [type(error) for error in failures(outcomes)] == [Outdated]
        assert await here.state("A") == await there.state("A")
    assert_linked(await place.facts(place.opened[0], "A"))


async def test_two_processes_write_one_chain_together(place: Place) -> None:
    here, there = place.streams(place.open()), place.streams(place.open())
    async with here.running(), there.running():
        await asyncio.gather(
            *(streams.submit(say("A", number)) for number in range(20) for streams in (here, there))
        )
        assert sorted(await here.state("A")) == sorted([*range(20), *range(20)])
    facts = await place.facts(place.opened[0], "A")
    assert len(facts) == 40
    assert_linked(facts)


async def test_a_refusal_on_an_old_state_is_decided_again(place: Place) -> None:
    """Refused on what this process knew, allowed by what another has added since."""
    here, there = place.streams(place.open()), place.streams(place.open())
    async with here.running(), there.running():
        await here.submit(say("A", 1))
        await there.submit(say("A", 2))
        assert (await here.submit(say_on(2, "A", 3))).version == 3


async def test_a_repeated_command_gets_the_first_answer(place: Place, mongo: Mongo) -> None:
    streams = place.streams(mongo)
    async with streams.running():
        first = await streams.submit(say("A", 1, once=once("k"), answer={"goal": "g-1"}))
        await streams.submit(say("A", 2))
        again = await streams.submit(say("A", 1, once=once("k"), answer={"goal": "g-2"}))
    assert (again.answer, again.version, again.facts) == ({"goal": "g-1"}, 1, first.facts)
    assert (first.repeated, again.repeated) == (False, True)
    assert len(await place.facts(mongo, "A")) == 2


async def test_repeats_at_the_same_moment_append_once(place: Place) -> None:
    here, there = place.streams(place.open()), place.streams(place.open())
    async with here.running(), there.running():
        outcomes = await asyncio.gather(
            *(s.submit(say("A", 1, once=once("k"))) for s in (here, there) for _ in range(5))
        )
    assert len({outcome.facts for outcome in outcomes}) == 1
    assert sum(not outcome.repeated for outcome in outcomes) == 1
    assert len(await place.facts(place.opened[0], "A")) == 1


async def test_a_key_that_comes_with_another_request_is_refused(place: Place, mongo: Mongo) -> None:
    streams = place.streams(mongo)
    async with streams.running():
        await streams.submit(say("A", 1, once=once("k")))
        with pytest.raises(Refusal) as refused:
            await streams.submit(say("A", 2, once=once("k", "something else")))
    assert refused.value.code == "idempotency-key-reused"
    assert len(await place.facts(mongo, "A")) == 1


async def test_a_refusal_leaves_nothing_and_its_key_can_be_used_again(
    place: Place, mongo: Mongo
) -> None:
    streams, written = place.streams(mongo), []

    async def also(_: Session) -> None:
        written.append("text")

    async with streams.running():
        with pytest.raises(Outdated):
            await streams.submit(say_on(7, "A", 1))
        refused = say_new("B", 1, once=once("k"), also=also)
        await streams.submit(say("B", 1))
        await mongo[FACTS].delete_many({})
        await mongo[OUTBOX].delete_many({})
        with pytest.raises(Refusal):
            await streams.submit(refused)
        assert await nothing_stands(mongo)
        assert not written
        outcome = await streams.submit(say("C", 1, once=once("k")))
    assert not outcome.repeated


async def test_refused_and_accepted_in_one_moment_do_not_mix(place: Place, mongo: Mongo) -> None:
    streams = place.streams(mongo)
    async with streams.running():
        outcomes = await asyncio.gather(
            *(streams.submit(say_new("A", number % 5)) for number in range(20)),
            return_exceptions=True,
        )
    assert len(failures(outcomes)) == 15
    facts = await place.facts(mongo, "A")
    assert [json.loads(fact["body"])["data"]["number"] for fact in facts] == [0, 1, 2, 3, 4]


async def test_what_is_written_beside_stands_exactly_when_the_facts_do(
    place: Place, mongo: Mongo
) -> None:
    async def beside(noted: Any, session: Session) -> None:
        found = [{"_id": note, "facts": list(facts)} for note, facts in noted]
        await mongo["beside"].insert_many(found, session=session)

    async def fails(session: Session) -> None:
        await mongo["also"].insert_one({"_id": 1}, session=session)
        raise PyMongoError("not now")

    await mongo.db.create_collection("beside")
    await mongo.db.create_collection("also")
    streams = place.streams(mongo, beside=beside)
    async with streams.running():
        with pytest.raises(PyMongoError):
            await streams.submit(say("A", 1, note="lost", also=fails, once=once("k")))
        assert await nothing_stands(mongo)
        assert await mongo["also"].count_documents({}) == 0
        kept = await streams.submit(say("A", 1, note="kept", once=once("k")))
    assert await mongo["beside"].find_one() == {"_id": "kept", "facts": list(kept.facts)}
    assert await mongo["beside"].count_documents({}) == 1


async def test_a_decision_that_breaks_fails_alone(place: Place, mongo: Mongo) -> None:
    def broken(_: object) -> list[int]:
        raise RuntimeError("a defect of ours")

    streams = place.streams(mongo)
    async with streams.running():
        defect = module.Command("tenant", "B", broken)
        outcomes = await asyncio.gather(
            streams.submit(say("A", 1)), streams.submit(defect), return_exceptions=True
        )
        assert [type(error) for error in failures(outcomes)] == [RuntimeError]
        assert (await streams.submit(say("B", 1))).version == 1
    assert len(await place.facts(mongo, "A")) == 1


async def test_a_fact_that_is_too_large_is_refused(place: Place, mongo: Mongo) -> None:
    streams = place.streams(mongo)
    async with streams.running():
        with pytest.raises(TooLarge):
            await streams.submit(say("A" * 70_000, 1))
    assert await nothing_stands(mongo)


async def test_the_time_of_a_chain_never_decreases(place: Place, mongo: Mongo) -> None:
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)
    ticks = count()
    streams = place.streams(mongo, clock=lambda: noon - timedelta(hours=next(ticks)))
    async with streams.running():
        for number in range(4):
            await streams.submit(say("A", number, number))
    times = [json.loads(fact["body"])["time"] for fact in await place.facts(mongo, "A")]
    assert times == sorted(times)
    assert len(times) == 8


async def test_the_outbox_keeps_a_chains_order_when_the_clock_goes_back(
    place: Place, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = count(10**18, -1)
    monkeypatch.setattr(module.time, "time_ns", lambda: next(ticks))
    streams = place.streams(mongo)
    async with streams.running():
        await streams.submit(say("A", *range(450)))  # three documents in the outbox
        for number in range(450, 455):
            await streams.submit(say("A", number))
    batches = await Outbox(mongo).oldest(100)
    assert [b.ordinal for b in batches] == sorted({b.ordinal for b in batches})
    sent = [json.loads(m.value)["data"]["number"] for b in batches for m in b.messages]
    assert sent == list(range(455))


async def test_the_order_in_the_outbox_survives_a_restart(
    place: Place, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.time, "time_ns", lambda: 2 * 10**18)
    async with (before := place.streams(mongo)).running():
        await before.submit(say("A", *range(250)))
    monkeypatch.setattr(module.time, "time_ns", lambda: 10**18)
    async with (after := place.streams(place.open())).running():
        await after.submit(say("A", 250))
    batches = await Outbox(mongo).oldest(100)
    sent = [json.loads(m.value)["data"]["number"] for b in batches for m in b.messages]
    assert sent == list(range(251))


async def test_more_streams_than_are_cached_in_one_commit(
    place: Place, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CACHED_STREAMS", 8)
    monkeypatch.setattr(module, "MOST_COMMANDS", 6)
    streams = place.streams(mongo)
    async with streams.running():
        for numbers in (range(6), (0, *range(6, 11))):
            await asyncio.gather(*(streams.submit(say(f"S{n:02}", n)) for n in numbers))
    for number in range(11):
        assert_linked(await place.facts(mongo, f"S{number:02}"))
    assert await mongo[FACTS].count_documents({}) == 12


async def test_what_waits_when_the_service_stops_is_still_committed(
    place: Place, mongo: Mongo
) -> None:
    streams = place.streams(mongo)
    async with streams.running():
        waiting = [asyncio.create_task(streams.submit(say("A", n))) for n in range(30)]
        await asyncio.sleep(0)  # they are submitted, and nothing is decided yet
    assert len(await asyncio.gather(*waiting)) == 30
    assert len(await place.facts(mongo, "A")) == 30


async def test_a_caller_who_left_does_not_stop_the_others(place: Place, mongo: Mongo) -> None:
    streams = place.streams(mongo)
    async with streams.running():
        leaving = asyncio.create_task(streams.submit(say("A", 1)))
        staying = asyncio.create_task(streams.submit(say("A", 2)))
        await asyncio.sleep(0)
        leaving.cancel()
        assert (await staying).facts
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert (await streams.submit(say("A", 3))).version == 3


async def test_a_problem_is_told_to_its_own_caller(place: Place, mongo: Mongo) -> None:
    streams = place.streams(mongo)
    async with streams.running():
        with pytest.raises(Problem) as told:
            await streams.submit(say_on(4, "A", 1))
    assert told.value.status == 412


async def test_who_met_another_writer_waits_longer_each_time_before_trying_again(
    place: Place, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams, waited = place.streams(mongo), list[int]()
    through, others = streams._committed, count()

    async def after_three_others(decided: Any) -> bool:
        return await through(decided) if next(others) >= 3 else False

    def pause(conflicts: int) -> float:
        waited.append(conflicts)
        return 0.0

    monkeypatch.setattr(streams, "_committed", after_three_others)
    monkeypatch.setattr(module, "pause_after", pause)
    async with streams.running():
        outcome = await streams.submit(say("A", 1))
        await streams.submit(say("A", 2))
    assert outcome.version == 1
    assert waited == [1, 2, 3]
    assert_linked(await place.facts(mongo, "A"))
