"""The Kafka edge: every fact of the three services, in batches, into the inbox."""

from collections.abc import Callable

from faststream.kafka import KafkaBroker

from services.evidence.project import GROUP
from services.evidence.translate import Known
from shared.chassis.batch import BatchConsumer
from shared.chassis.inbox import Arrival, Inbox
from shared.chassis.kafka import Record
from shared.chassis.mongo import Mongo
from shared.chassis.observe import Metrics
from shared.contracts.catalogue import OWNERS, facts_topic

MAX_RECORDS = 8_000  # to catch up: a transaction costs by the chains in it, which hardly grow


def consumer(
    broker: KafkaBroker,
    mongo: Mongo,
    codec: Callable[[Record], Arrival[Known]],
    inbox: Inbox[Known],
    metrics: Metrics,
    topic_prefix: str,
) -> BatchConsumer[Arrival[Known]]:
    """The reader of all facts."""
    return BatchConsumer(
        broker=broker,
        mongo=mongo,
        group=topic_prefix + GROUP,
        decode=codec,
        work=inbox,
        metrics=metrics,
        topics=[topic_prefix + facts_topic(owner) for owner in OWNERS],
        max_records=MAX_RECORDS,
    )
