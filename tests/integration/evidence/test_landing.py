"""Where a visitor lands who names no year: on real figures of schools, in a real MongoDB."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from services.evidence.desk import Desk
from services.evidence.store.derived import Derived, DerivedStore
from shared.chassis.clock import real_clock
from shared.chassis.mongo import Mongo

pytestmark = pytest.mark.anyio
BOARD = "01234"
NOBODY_ASKS: dict[str, None] = dict.fromkeys(("states", "releases", "directory", "pseudonyms"))


def figures(school: str, year: str, *, lived: bool) -> Derived:
    made_at = datetime(2026, 11, 27, tzinfo=UTC)
    return Derived(BOARD, school, year, date(2026, 11, 27), {}, "", b"{}", "", made_at, lived)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def desk(servers: tuple[str, str]) -> AsyncIterator[Desk]:
    mongo = Mongo(servers[1], f"landing-{uuid.uuid4().hex[:10]}", "motor")
    derived = DerivedStore(mongo)
    await derived.keep(
        [
            figures("98AA00", "2024-2025", lived=True),
            figures("98AA00", "2025-2026", lived=True),
            figures("98AA00", "2026-2027", lived=False),
            figures("98BB00", "2024-2025", lived=True),
            figures("98BB00", "2025-2026", lived=False),
            figures("98CC00", "2025-2026", lived=False),
            figures("98CC00", "2026-2027", lived=False),
        ]
    )
    yield Desk(derived=derived, clock=real_clock, **NOBODY_ASKS)  # type: ignore[arg-type]
    await mongo._client.drop_database(mongo.db.name)
    await mongo.close()


@pytest.mark.parametrize(
    ("schools", "year"),
    [
        (["98AA00"], "2025-2026"),
        (["98BB00"], "2024-2025"),
        (["98AA00", "98BB00", "98CC00"], "2025-2026"),
        (["98CC00"], "2026-2027"),
        (["98DD00"], None),
        ([], None),
    ],
)
async def test_it_is_the_newest_year_in_which_something_was_recorded_else_the_newest(
    desk: Desk, schools: list[str], year: str | None
) -> None:
    assert await desk.landing(BOARD, *schools) == year


async def test_all_years_stay_in_the_choice(desk: Desk) -> None:
    assert await desk.years(BOARD, "98AA00") == ["2024-2025", "2025-2026", "2026-2027"]
