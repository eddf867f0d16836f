"""Creates every topic of the language, with its partitions and retention; never by accident.

Every limit counts a whole batch of records, and clients fill batches up to about a megabyte: the
64 KB of one event are checked by the services, not here.
"""

from dataclasses import dataclass
from time import monotonic, sleep

from confluent_kafka import KafkaError
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # exported, but not said so
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ConfigSource,
    NewTopic,
    ResourceType,
    TopicMetadata,
)

from deploy.kafka.administration import REQUEST_SECONDS, settle
from shared.contracts.catalogue import FACT_PARTITIONS, OWNERS, dead_letter_topic, facts_topic

DAY_MS = 24 * 60 * 60 * 1000
MEBIBYTE = 2**20
CONSUMING_GROUPS = ("feedback", "evidence")
# Arrival counts for retention, not the time that a publisher claims.
ARRIVAL = {"message.timestamp.type": "LogAppendTime"}


class WrongTopic(Exception):
    """A topic exists in a shape that cannot be put right without breaking its order."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic as it must be."""

    name: str
    partitions: int
    settings: dict[str, str]


def fact_topics() -> list[Topic]:
    """Facts stay for ever."""
    settings = _settings(retention_ms=-1, max_bytes=MEBIBYTE)
    return [Topic(facts_topic(owner), FACT_PARTITIONS, settings) for owner in OWNERS]


def dead_letter_topics() -> list[Topic]:
    """What was parked stays for 90 days; room for any record and the headers that explain it."""
    settings = _settings(retention_ms=90 * DAY_MS, max_bytes=2 * MEBIBYTE) | ARRIVAL
    return [Topic(dead_letter_topic(group), 1, settings) for group in CONSUMING_GROUPS]


def create(admin: AdminClient, topics: list[Topic], copies: int = 1) -> None:
    """Make these topics exist as described; harmless when they do, WrongTopic when they cannot."""
    found = admin.list_topics(timeout=REQUEST_SECONDS).topics
    existing = [topic for topic in topics if topic.name in found]
    _refuse_other_partitions(existing, found)
    if existing:
        _correct_settings(admin, existing)
    if missing := [topic for topic in topics if topic.name not in found]:
        wanted = [
            NewTopic(topic.name, topic.partitions, copies, config=dict(topic.settings))
            for topic in missing
        ]
        settle(admin.create_topics(wanted), KafkaError.TOPIC_ALREADY_EXISTS)
        _wait_until_usable(admin, missing)


def _wait_until_usable(admin: AdminClient, topics: list[Topic]) -> None:
    """A topic is promised before every broker knows it; a client that comes at once would fail."""
    deadline = monotonic() + REQUEST_SECONDS
    waiting = {topic.name for topic in topics}
    while waiting:
        found = admin.list_topics(timeout=REQUEST_SECONDS).topics
        waiting -= {name for name in waiting if name in found and _has_leaders(found[name])}
        if waiting and monotonic() > deadline:
            raise WrongTopic(f"{', '.join(sorted(waiting))} did not become usable in time.")
        sleep(0.05 if waiting else 0)


def _has_leaders(topic: TopicMetadata) -> bool:
    parts = topic.partitions.values()
    return bool(parts) and all(part.leader >= 0 for part in parts)


def _settings(retention_ms: int, max_bytes: int) -> dict[str, str]:
    return {
        "cleanup.policy": "delete",
        "retention.ms": str(retention_ms),
        "max.message.bytes": str(max_bytes),
    }


def _refuse_other_partitions(topics: list[Topic], found: dict[str, TopicMetadata]) -> None:
    """Adding partitions would send a school's next facts elsewhere, out of their order."""
    for topic in topics:
        partitions = len(found[topic.name].partitions)
        if partitions != topic.partitions:
            raise WrongTopic(
                f"{topic.name} has {partitions} partitions and must have {topic.partitions}; move "
                "its records to a new topic, or start anew."
            )


def _correct_settings(admin: AdminClient, topics: list[Topic]) -> None:
    outcomes = admin.describe_configs(
        [ConfigResource(ResourceType.TOPIC, topic.name) for topic in topics]
    )
    found = {resource.name: outcome.result() for resource, outcome in outcomes.items()}
    changes = [
        ConfigResource(
            ResourceType.TOPIC,
            topic.name,
            incremental_configs=[
                ConfigEntry(
                    name,
                    value,
                    ConfigSource.DYNAMIC_TOPIC_CONFIG,
                    incremental_operation=AlterConfigOpType.SET,
                )
                for name, value in topic.settings.items()
            ],
        )
        for topic in topics
        if any(found[topic.name][name].value != value for name, value in topic.settings.items())
    ]
    if changes:
        settle(admin.incremental_alter_configs(changes))
