"""What every suite can stand on: a real Kafka and MongoDB, started when the first test asks."""

from collections.abc import Iterator

import pytest

from deploy.local.paths import Paths
from deploy.local.stack import Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    jars = Paths.from_environment().jars
    with Stack.for_tests(tmp_path_factory.mktemp("stack"), jars) as running:
        yield running
    running.paths.wipe()  # hundreds of megabytes; the logs stay for whoever asks why


@pytest.fixture(scope="session")
def kafka_bootstrap(stack: Stack) -> str:
    return stack.kafka_bootstrap


@pytest.fixture(scope="session")
def mongodb_uri(stack: Stack) -> str:
    return stack.mongodb_uri
