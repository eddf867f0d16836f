"""One house for all page tests, and a browser that can sign in as anybody in it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.pages import story
from tests.e2e.pages.browsing import CHROMIUM, FLAGS, Visitor
from tests.e2e.pages.house import House

SignedIn = Callable[..., Visitor]


# Nothing here outlives this package: while a browser is open, its loop runs in the tests' thread,
# and what starts a loop of its own (the demo, say) could not.


@pytest.fixture(scope="package")
def servers(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A running Kafka and MongoDB: those named in the environment, or the suite's own."""
    kafka = os.environ.get("AANTOONBAAR_TEST_KAFKA_BOOTSTRAP")
    mongodb = os.environ.get("AANTOONBAAR_TEST_MONGODB_URI")
    if kafka and mongodb:
        return kafka, mongodb
    return request.getfixturevalue("kafka_bootstrap"), request.getfixturevalue("mongodb_uri")


@pytest.fixture(scope="package")
def house(servers: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = House(*servers, tmp_path_factory.mktemp("pages"))
    try:
        built.start()
        events = story.events()
        built.publish(events)
        built.took_in(len(events))
        built.has_released(events)
        yield built
    finally:
        built.close()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no {CHROMIUM}: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def regular(house: House, chromium: Any) -> Iterator[Callable[[str | None], Visitor]]:
    """Somebody who only reads: signed in once, and the same browser for every test."""
    known: dict[str | None, Visitor] = {}

    def of(subject: str | None) -> Visitor:
        if subject not in known:
            known[subject] = Visitor(chromium, house)
            if subject is not None:
                known[subject].sign_in(subject)
        return known[subject]

    yield of
    for visitor in known.values():
        visitor.close()


@pytest.fixture
def visit(house: House, chromium: Any) -> Iterator[SignedIn]:
    """Signs somebody in through the pages and the issuer, with a browser of their own."""
    opened: list[Visitor] = []

    def signed_in(subject: str | None = None, **look: Any) -> Visitor:
        visitor = Visitor(chromium, house, **look)
        opened.append(visitor)
        if subject is not None:
            visitor.sign_in(subject)
        return visitor

    yield signed_in
    for visitor in opened:
        visitor.close()
