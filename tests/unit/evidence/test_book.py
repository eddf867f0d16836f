"""A book of releases read up to a day says what was told then, and goes on as if never closed."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from services.evidence.figures.audience import as_released
from services.evidence.figures.book import AUDIENCES, RELEASED, Book, Leaf, told
from services.evidence.figures.groups import Role
from services.evidence.figures.registry import kind_of
from services.evidence.figures.releases import start_of
from services.evidence.figures.rows import row
from services.evidence.fold_file import replay_releases
from services.evidence.history.replay import in_order
from services.evidence.history.until import Until
from services.evidence.releasing import Group, days_of, last_release_day, turns
from services.evidence.store.releases import ReleaseDay
from services.evidence.translate import Known, read_object
from tests.oracle import histories

SEED = 3  # two schools of five and twelve; one of them moves to another board


def facts_of(seed: int) -> list[Known]:
    return in_order([read_object(event) for event in histories.history(seed)])


def group_of(facts: list[Known]) -> Group:
    keys: dict[str, list[Known]] = {}
    for known in facts:
        keys.setdefault(known.key, []).append(known)
    boards = [key for key in keys if len(key) == 5]
    schools = [key for key in keys if len(key) != 5]
    return Group(boards, schools, {key: Until(key, said) for key, said in keys.items()})


def through_json(made: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(made))


def through_the_store(leaf: Leaf) -> Leaf:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(leaf), type=Leaf)


def turned(group: Group, days: list[date], *, reopened: bool) -> Iterator[list[Leaf]]:
    """The leaves of each release day, with books that stay open or are read again every day."""
    books, leaves = [Book(audience) for audience in AUDIENCES], []
    for day in days:
        if reopened:
            books = [Book(audience) for audience in AUDIENCES]
            for book in books:
                for leaf in leaves:
                    if leaf.k == book.k:
                        book.put(leaf)
        made: list[Leaf] = []
        record = ReleaseDay("", day, group.boards, group.heads(start_of(day)))
        for _ in turns(group, books, record, made):
            pass
        leaves += map(through_the_store, made)
        yield list(map(through_the_store, made))


@pytest.fixture(scope="module")
def facts() -> list[Known]:
    return facts_of(SEED)


@pytest.fixture(scope="module")
def leaves(facts: list[Known]) -> list[Leaf]:
    due = last_release_day(datetime.fromisoformat(facts[-1].event.time))
    days = days_of(group_of(facts), due)
    return [leaf for made in turned(group_of(facts), days, reopened=True) for leaf in made]


def rows_told(leaves: list[Leaf], audience: Role, until: date) -> dict[Any, Any]:
    owners: dict[tuple[str, str], list[Leaf]] = {}
    for leaf in leaves:
        if leaf.k == Book(audience).k and leaf.day <= until:
            owners.setdefault((leaf.owner, leaf.year), []).append(leaf)
    return {
        (*owner, *name): {key: said for key, said in made.items() if key != RELEASED}
        for owner, found in owners.items()
        for name, made in told(found).rows.items()
    }


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("back", [0, 7])
def test_leaves_up_to_a_day_say_what_a_replay_says_on_that_day(
    facts: list[Known], leaves: list[Leaf], audience: Role, back: int
) -> None:
    days = sorted({leaf.day for leaf in leaves})
    until = days[-1 - back]
    releases, years = replay_releases(facts, start_of(until), Book(audience).k)
    expected = {
        (scope.school or scope.board, scope.year.name, *name): row(scope, *name, result)
        for scope, name, result in as_released(audience, years, releases, years)
        if kind_of(name[1]) != "open"
    }
    shown = rows_told(leaves, audience, until)
    assert len(expected) > 100
    assert shown == {place: through_json(made) for place, made in expected.items()}


def test_a_book_that_is_read_again_every_day_goes_on_as_one_that_stayed_open(
    facts: list[Known], leaves: list[Leaf]
) -> None:
    due = max(leaf.day for leaf in leaves)
    days = days_of(group_of(facts), due)
    kept_open = [leaf for made in turned(group_of(facts), days, reopened=False) for leaf in made]
    assert kept_open == leaves


def test_a_leaf_holds_only_what_changed(leaves: list[Leaf]) -> None:
    first: dict[Any, Leaf] = {}
    for leaf in leaves:
        first.setdefault((leaf.owner, leaf.year, leaf.k), leaf)
    later = [leaf for leaf in leaves if leaf not in first.values()]
    assert later
    most = max(len(leaf.rows) for leaf in first.values())
    assert sum(len(leaf.rows) for leaf in later) / len(later) < most / 4


def test_a_fact_that_came_late_is_in_no_day_before_it_came(facts: list[Known]) -> None:
    school = max((known.key for known in facts), key=len)
    chain = [known for known in facts if known.key == school]
    late = chain[len(chain) // 2]
    moment = start_of(last_release_day(datetime.fromisoformat(facts[-1].event.time)))
    until = Until(school, [known for known in facts if known.key == school])
    heads = until.heads(moment)
    publisher = ("enrolment", "feedback", "evidence")[late.publisher]
    without = {**heads, publisher: late.sequence - 1}
    assert late in until.facts(moment, heads)
    assert late not in until.facts(moment, without)
    until.fold(moment, without)
    partly = msgspec.msgpack.encode(until.school)
    until.fold(moment, heads)
    again = Until(school, chain)
    again.fold(moment, heads)
    assert msgspec.msgpack.encode(until.school) == msgspec.msgpack.encode(again.school)
    assert partly != msgspec.msgpack.encode(again.school)
