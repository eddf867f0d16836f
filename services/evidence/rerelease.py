"""Releases made again from the facts that each stands on, and compared with those that are kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec

from services.evidence.figures.book import AUDIENCES, Book, Leaf
from services.evidence.refold import Difference
from services.evidence.releasing import Group, group_of, last_release_day, turns
from services.evidence.states import States
from services.evidence.store.directory import Directory
from services.evidence.store.releases import ReleaseDay, ReleaseStore
from shared.chassis.mongo import Mongo

Place = tuple[str, str, int, str]
"""Owner, year, k and day of a leaf."""


@dataclass(frozen=True, slots=True)
class Remade:
    """Every release day of a group of boards, made again over the facts it was made over."""

    group: Group
    days: Sequence[ReleaseDay]
    leaves: Sequence[Leaf]


async def remade(
    states: States, directory: Directory, releases: ReleaseStore, board: str
) -> Remade:
    """The release days that a board and those connected to it have had, from the facts alone."""
    group = await group_of(states, directory, board)
    days: dict[tuple[str, ...], ReleaseDay] = {}
    for one in group.boards:
        for day in await releases.days(one):
            days.setdefault((day.day.isoformat(), *day.together), day)
    books = [Book(audience) for audience in AUDIENCES]
    leaves: list[Leaf] = []
    for _, day in sorted(days.items()):
        for _ in turns(group, books, day, leaves):
            await asyncio.sleep(0)
    return Remade(group, list(days.values()), leaves)


async def release_differences(
    releases: ReleaseStore, made: Remade, now: datetime
) -> list[Difference]:
    """What is kept against what was made again; and boards that are not yet on the last day."""
    due, found = last_release_day(now), []
    reached = max((day.day for day in made.days), default=due)
    expected = {_place(leaf): leaf for leaf in made.leaves}
    kept = {
        _place(leaf): leaf
        for leaf in await kept_leaves(releases, made.group)
        if leaf.day <= reached  # later ones were added while these were made again
    }
    for place in sorted(expected.keys() | kept.keys()):
        if expected.get(place) != kept.get(place):
            where = "/".join(("releases", *map(str, place)))
            told = _digest(expected.get(place)), _digest(kept.get(place))
            found.append(Difference("release", where, *told))
    for board in made.group.boards:
        last = await releases.day(board, due)
        if last is None or last.day < due:
            where = f"release_days/{board}/{due.isoformat()}"
            found.append(Difference("not-released", where, "released", "waiting", passes=True))
    return found


async def kept_leaves(releases: ReleaseStore, group: Group) -> list[Leaf]:
    """All leaves that are kept of a group, with their contributions."""
    found: list[Leaf] = []
    for audience in AUDIENCES:
        k = Book(audience).k
        found += await releases.leaves(group.boards[0], group.owners, k, contributions=True)
    return found


async def put_right(mongo: Mongo, releases: ReleaseStore, made: Remade) -> None:
    """Put releases that were made again in the place of those that were kept."""
    group = made.group
    async with mongo.session() as session:
        await mongo.transaction(
            session,
            lambda inside: releases.replace(group.boards, group.owners, made.leaves, inside),
        )


def _place(leaf: Leaf) -> Place:
    return leaf.owner, leaf.year, leaf.k, leaf.day.isoformat()


def _digest(leaf: Leaf | None) -> str:
    if leaf is None:
        return "nothing"
    return sha256(msgspec.msgpack.encode(leaf, order="sorted")).hexdigest()
