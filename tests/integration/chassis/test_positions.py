"""Positions: whoever claims last owns, and who owned before writes nothing more."""

import asyncio

import pytest
from aiokafka import TopicPartition

from shared.chassis.mongo import Mongo, PyMongoError, Session
from shared.chassis.positions import FROM_THE_START, Fenced, Positions
from tests.integration.chassis.conftest import Place

pytestmark = pytest.mark.anyio
PARTITION = TopicPartition("facts", 3)


async def write(mongo: Mongo, positions: Positions, session: Session, offset: int) -> None:
    """Take in up to an offset, as a batch does."""

    async def work(inside: Session) -> None:
        await mongo["taken"].insert_one({"_id": offset}, session=inside)
        await positions.move({PARTITION: offset}, inside)

    await mongo.transaction(session, work)
    positions.moved({PARTITION: offset})


async def test_a_new_owner_goes_on_where_the_old_one_was(place: Place) -> None:
    old, new = place.open(), place.open()
    await old.db.create_collection("taken")
    first, second = Positions(old, "group"), Positions(new, "group")
    async with old.session() as one, new.session() as other:
        assert (await first.claim(PARTITION, one)).next == FROM_THE_START
        await write(old, first, one, 10)
        claimed = await second.claim(PARTITION, other)
        assert (claimed.epoch, claimed.next) == (2, 10)
        await write(new, second, other, 20)
    await second.reread()
    assert second.owned[PARTITION].next == 20


async def test_an_old_owner_can_write_nothing_more(place: Place) -> None:
    old, new = place.open(), place.open()
    await old.db.create_collection("taken")
    first, second = Positions(old, "group"), Positions(new, "group")
    async with old.session() as one, new.session() as other:
        await first.claim(PARTITION, one)
        await second.claim(PARTITION, other)
        with pytest.raises(Fenced):
            await write(old, first, one, 10)
        assert await new["taken"].count_documents({}) == 0
        with pytest.raises(Fenced):
            await first.reread()
        await write(new, second, other, 5)


async def test_a_dead_owners_open_transaction_does_not_hold_up_its_successor(
    place: Place,
) -> None:
    old, new = place.open(), place.open()
    await old.db.create_collection("taken")
    first, second = Positions(old, "group"), Positions(new, "group")
    one = await old.open_session()
    await first.claim(PARTITION, one)
    begun = one.start_transaction()
    if place.driver == "pymongo":
        await begun
    await old["taken"].insert_one({"_id": 10}, session=one)
    await first.move({PARTITION: 10}, one)  # and then it is gone
    async with new.session() as other:
        async with asyncio.timeout(10):  # the server itself would wait for a minute
            await second.claim(PARTITION, other)
            await write(new, second, other, 10)
        with pytest.raises(PyMongoError):
            await one.commit_transaction()
    assert await new["taken"].count_documents({}) == 1
    await one.end_session()


async def test_a_position_that_moved_under_ones_feet_is_a_fence(place: Place) -> None:
    mongo = place.opened[0]
    await mongo.db.create_collection("taken")
    positions = Positions(mongo, "group")
    async with mongo.session() as session:
        await positions.claim(PARTITION, session)
        await mongo["positions"].update_one({}, {"$set": {"next": 99}})
        with pytest.raises(Fenced):
            await write(mongo, positions, session, 10)
    await positions.reread()
    assert positions.owned[PARTITION].next == 99
