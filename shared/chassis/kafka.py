"""Connections to Kafka from the settings: FastStream's broker to read, a producer to send."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeAlias

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.helpers import create_ssl_context
from faststream.kafka import KafkaBroker
from faststream.kafka.prometheus import KafkaPrometheusMiddleware
from faststream.security import BaseSecurity, SASLScram512
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from shared.chassis.errors import Unavailable
from shared.chassis.observe import Metrics
from shared.chassis.outbox import Message
from shared.chassis.settings import ServiceSettings

log = structlog.get_logger(__name__)

Record: TypeAlias = Any
"""aiokafka's ConsumerRecord (untyped): topic, partition, offset, timestamp, key, value, headers."""

MAX_REQUEST_BYTES = 4 * 1024 * 1024
NEW_TOPICS_SEEN_MS = 3_000  # how soon a reader by pattern finds a topic that was made just now
STOP_SECONDS = 10.0


def broker(settings: ServiceSettings, metrics: Metrics, client: str) -> KafkaBroker:
    """FastStream's broker with its own middleware metrics; nothing is injected into handlers."""
    return KafkaBroker(
        settings.kafka_bootstrap,
        client_id=client,
        security=_security(settings),
        apply_types=False,
        logger=logging.getLogger("kafka.reader"),
        log_level=logging.DEBUG,  # two lines per batch would drown everything else
        allow_auto_create_topics=False,
        metadata_max_age_ms=NEW_TOPICS_SEEN_MS,
        middlewares=(KafkaPrometheusMiddleware(registry=metrics.registry, app_name=client),),
    )


async def producer(settings: ServiceSettings, client: str) -> AIOKafkaProducer:
    """A started producer: idempotent, all replicas acknowledge, order kept per partition."""
    made = AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap,
        client_id=client,
        acks="all",
        enable_idempotence=True,
        compression_type="lz4",  # facts of a school look alike: a fifth of the bytes to move
        max_request_size=MAX_REQUEST_BYTES,
        linger_ms=0,
        request_timeout_ms=15_000,
        **_connection(settings),
    )
    try:
        await made.start()
    except BaseException:
        await made.stop()  # a producer that failed to start keeps its connections otherwise
        raise
    return made


class Reader(Protocol):
    """What reads by a broker."""

    async def settled(self) -> None:
        """Wait for what it is still committing."""


@contextlib.asynccontextmanager
async def reading(broker: KafkaBroker, *readers: Reader) -> AsyncIterator["asyncio.Task[None]"]:
    """Read for the length of a block; a Kafka that is away at its start is tried until it comes."""

    async def start() -> None:
        async for attempt in AsyncRetrying(
            wait=wait_random_exponential(multiplier=0.2, max=5),
            retry=retry_if_exception_type((KafkaError, OSError)),
        ):
            with attempt:
                try:
                    await broker.start()
                except (KafkaError, OSError) as error:
                    log.warning("Kafka is away, trying again", error=str(error))
                    await broker.stop()
                    raise

    task = asyncio.create_task(start(), name="reading")
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await broker.stop()
        await asyncio.gather(*(reader.settled() for reader in readers))


class Sender:
    """Sends on behalf of a caller who waits; its producer is made when needed, and anew after
    any failure (aiokafka #1017)."""

    def __init__(
        self, make_producer: Callable[[], Awaitable[AIOKafkaProducer]], send_seconds: float
    ) -> None:
        self._make_producer = make_producer
        self._send_seconds = send_seconds
        self._producer: AIOKafkaProducer | None = None
        self._lock = asyncio.Lock()

    async def send(self, messages: Sequence[Message]) -> None:
        """Send in order; returns when all are acknowledged. Unavailable when that fails."""
        try:
            async with asyncio.timeout(self._send_seconds):
                producer = await self._started()
                sent = [
                    await producer.send(
                        message.topic,
                        message.value,
                        key=message.key.encode() if message.key is not None else None,
                        headers=[(name, value.encode()) for name, value in message.headers],
                    )
                    for message in messages
                ]
                await asyncio.gather(*sent)
        except (KafkaError, OSError, TimeoutError) as error:
            log.warning("could not send to Kafka", error=str(error) or type(error).__name__)
            await self.aclose()
            raise Unavailable(
                (
                    "We kunnen dit nu niet aannemen; stuur het zo nog eens.",
                    "We cannot accept this now; send it again in a moment.",
                )
            ) from error

    async def aclose(self) -> None:
        """Stop the producer; the next send makes a new one."""
        producer, self._producer = self._producer, None
        if producer is not None:
            with contextlib.suppress(KafkaError, OSError, TimeoutError):
                await asyncio.wait_for(producer.stop(), STOP_SECONDS)

    async def _started(self) -> AIOKafkaProducer:
        async with self._lock:
            if self._producer is None:
                self._producer = await self._make_producer()
            return self._producer


def _tls(settings: ServiceSettings) -> ssl.SSLContext | None:
    return create_ssl_context(cafile=settings.kafka_ca_file) if settings.kafka_ca_file else None


def _security(settings: ServiceSettings) -> BaseSecurity | None:
    if settings.kafka_username is None or settings.kafka_password is None:
        return None
    return SASLScram512(
        username=settings.kafka_username,
        password=settings.kafka_password.get_secret_value(),
        ssl_context=_tls(settings),
        use_ssl=settings.kafka_ca_file is not None,
    )


def _connection(settings: ServiceSettings) -> dict[str, Any]:
    if settings.kafka_username is None or settings.kafka_password is None:
        return {}
    return {
        "security_protocol": "SASL_SSL" if settings.kafka_ca_file else "SASL_PLAINTEXT",
        "ssl_context": _tls(settings),
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": settings.kafka_username,
        "sasl_plain_password": settings.kafka_password.get_secret_value(),
    }
