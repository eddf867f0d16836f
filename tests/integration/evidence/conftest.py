"""A history published once, in an evidence that every test of this suite may ask."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.evidence.world import World
from tests.oracle import histories


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A running Kafka and MongoDB: those named in the environment, or the suite's own."""
    kafka = os.environ.get("AANTOONBAAR_TEST_KAFKA_BOOTSTRAP")
    mongodb = os.environ.get("AANTOONBAAR_TEST_MONGODB_URI")
    if kafka and mongodb:
        return kafka, mongodb
    return request.getfixturevalue("kafka_bootstrap"), request.getfixturevalue("mongodb_uri")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evidence")


@pytest.fixture(scope="session")
def events() -> list[Any]:
    return histories.history(7, "medium")


@pytest.fixture(scope="session", params=["motor", "pymongo"])
def told(
    servers: tuple[str, str], folder: Path, events: list[Any], request: pytest.FixtureRequest
) -> Iterator[World]:
    """Evidence that took in the whole history; one for each driver."""
    world = World(*servers, folder, request.param)
    try:
        world.start()
        world.publish(events)
        world.has_all(events)
        yield world
    finally:
        world.close()


@pytest.fixture
def empty(servers: tuple[str, str], folder: Path) -> Iterator[World]:
    """Evidence that knows nothing yet, for a test that changes it."""
    world = World(*servers, folder)
    try:
        world.start()
        yield world
    finally:
        world.close()
