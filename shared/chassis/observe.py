"""What ops can see of a running service: structured logs and metrics, never a person.

Metric names follow the Prometheus conventions: base units, `_total` for counters, timestamps
rather than ages. A log line carries ids of streams and positions, never payloads.
"""

import logging
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from shared.chassis.errors import Problem

MAX_TENANT_LABELS = 200
OTHER_TENANTS = "other"

_LATENCY = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 600.0)


def configure_logging(log_format: str, service: str) -> None:
    """Send every log of this process, also of libraries, through one renderer to stdout."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("aiokafka", "uvicorn.access", "pymongo", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(service=service)


def place_of(error: BaseException) -> str:
    """Its kind and where it was raised: for errors whose own words may quote what people sent."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + where


class Metrics:
    """Every metric of the chassis, in one registry per process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._tenants: set[str] = set()
        self._requests()
        self._writing()
        self._reading()

    def _requests(self) -> None:
        self.http_requests = Histogram(
            "aantoonbaar_http_request_seconds",
            "Time from request to answer",
            ("method", "route", "status"),
            registry=self.registry,
            buckets=_LATENCY,
        )
        self.refused = Counter(
            "aantoonbaar_refused_total",
            "Input that was refused, by where it came in and why",
            ("door", "reason"),
            registry=self.registry,
        )
        for kind in Problem.__subclasses__():
            self.refused.labels("http", kind.code)

    def _writing(self) -> None:
        self.appended = Counter(
            "aantoonbaar_appended_facts_total", "Facts appended to chains", registry=self.registry
        )
        self.commands = Counter(
            "aantoonbaar_commands_total",
            "Commands by what became of them",
            ("outcome",),
            registry=self.registry,
        )
        for outcome in ("appended", "nothing-to-do", "answered-before", "refused", "failed"):
            self.commands.labels(outcome)
        self.commit_conflicts = Counter(
            "aantoonbaar_commit_conflicts_total",
            "Group commits decided again because another process was first",
            registry=self.registry,
        )
        self.relayed = Counter(
            "aantoonbaar_relayed_messages_total", "Messages sent to Kafka", registry=self.registry
        )
        self.unsent = Gauge(
            "aantoonbaar_relay_unsent_batches",
            "Committed batches that wait to be sent to Kafka",
            registry=self.registry,
        )
        self.oldest_unsent = Gauge(
            "aantoonbaar_relay_oldest_unsent_timestamp_seconds",
            "When the oldest batch that waits was committed; 0 when none waits",
            registry=self.registry,
        )

    def _reading(self) -> None:
        self.batches = Histogram(
            "aantoonbaar_batch_seconds",
            "Time to take in one batch, its transaction included",
            ("group",),
            registry=self.registry,
            buckets=_LATENCY,
        )
        self.batch_records = Counter(
            "aantoonbaar_batch_records_total",
            "Records taken in, by what became of them",
            ("group", "outcome"),
            registry=self.registry,
        )
        self.batch_failures = Counter(
            "aantoonbaar_batch_failures_total",
            "Batches that failed and are taken in again",
            ("group",),
            registry=self.registry,
        )
        self.lost_offsets = Counter(
            "aantoonbaar_lost_offsets_total",
            "Records that were gone from Kafka before they were taken in",
            ("group",),
            registry=self.registry,
        )
        self.position = Gauge(
            "aantoonbaar_position_offset",
            "Next offset to take in",
            ("group", "topic", "partition"),
            registry=self.registry,
        )
        self.lag = Gauge(
            "aantoonbaar_lag_seconds",
            "Age of the oldest record that was not yet taken in; 0 when there is none",
            ("group",),
            registry=self.registry,
        )
        self.parked = Gauge(
            "aantoonbaar_parked_records",
            "Records that are parked now",
            ("group",),
            registry=self.registry,
        )
        self.freshness = Histogram(
            "aantoonbaar_freshness_seconds",
            "Time from when a fact was logged until readers can see it",
            ("group",),
            registry=self.registry,
            buckets=_LATENCY,
        )
        self.tenant_facts = Counter(
            "aantoonbaar_board_facts_total",
            "Facts taken in per board",
            ("board",),
            registry=self.registry,
        )
        self.tenant_freshness = Gauge(
            "aantoonbaar_board_freshness_seconds",
            "Freshness of the last fact taken in per board",
            ("board",),
            registry=self.registry,
        )

    def tenant(self, board: str) -> str:
        """The label for a tenant: its own for the first 200, then one for all others."""
        if board in self._tenants or len(self._tenants) < MAX_TENANT_LABELS:
            self._tenants.add(board)
            return board
        return OTHER_TENANTS
