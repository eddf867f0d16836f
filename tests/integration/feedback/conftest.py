"""One service per session in a world of its own, with two boards, schools and people."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.feedback.cast import Cast
from tests.integration.feedback.world import World


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
    return tmp_path_factory.mktemp("feedback")


@pytest.fixture(scope="session")
def cast(servers: tuple[str, str], folder: Path) -> Iterator[Cast]:
    world = World(*servers, folder)
    try:
        found = Cast(world)
        world.start(waiting_limit_seconds=1)
        found.enter()
        yield found
    finally:
        world.close()


@pytest.fixture
def fresh(servers: tuple[str, str], folder: Path) -> Iterator[World]:
    """A world of its own, its service not started."""
    world = World(*servers, folder)
    try:
        yield world
    finally:
        world.close()
