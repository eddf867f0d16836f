"""Connections to Kafka from the settings: FastStream's broker to read, a producer to send."""

import logging
import ssl
from typing import Any, TypeAlias

from aiokafka import AIOKafkaProducer
from aiokafka.helpers import create_ssl_context
from faststream.kafka import KafkaBroker
from faststream.kafka.prometheus import KafkaPrometheusMiddleware
from faststream.security import BaseSecurity, SASLScram512

from shared.chassis.observe import Metrics
from shared.chassis.settings import ServiceSettings

Record: TypeAlias = Any
"""aiokafka's ConsumerRecord (untyped): topic, partition, offset, timestamp, key, value, headers."""

MAX_REQUEST_BYTES = 4 * 1024 * 1024


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
        middlewares=(KafkaPrometheusMiddleware(registry=metrics.registry, app_name=client),),
    )


async def producer(settings: ServiceSettings, client: str) -> AIOKafkaProducer:
    """A started producer: idempotent, all replicas acknowledge, order kept per partition."""
    made = AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap,
        client_id=client,
        acks="all",
        enable_idempotence=True,
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
