"""The door to Kafka's administration, and the one thing every request there needs: its outcome."""

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient

REQUEST_SECONDS = 30.0


def open_admin(bootstrap: str, **options: str) -> AdminClient:
    """A client of the inside listener; options add what another listener asks for."""
    # Failures come back as exceptions: the library's own lines on stderr would double them.
    return AdminClient({"bootstrap.servers": bootstrap, "log_level": 0, **options})


def settle(outcomes: Mapping[Any, "Future[Any]"], *harmless: int) -> None:
    """Wait for every outcome; raises KafkaException unless its code is harmless."""
    for outcome in outcomes.values():
        try:
            outcome.result(REQUEST_SECONDS)
        except KafkaException as error:
            told: KafkaError = error.args[0]
            if told.code() not in harmless:
                raise
