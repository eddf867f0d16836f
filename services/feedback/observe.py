"""What ops can see of feedback besides what the chassis shows."""

from collections.abc import Sequence
from datetime import datetime

from prometheus_client import Counter, Gauge

from services.feedback.refusals import REFUSALS
from services.feedback.store.verdicts import Given
from shared.chassis.observe import Metrics


class Observed:
    """Metrics of platform events, and of texts that people delete."""

    def __init__(self, metrics: Metrics) -> None:
        self.verdicts = Counter(
            "aantoonbaar_verdicts_total",
            "Verdicts on events of platforms, by outcome and reason",
            ("outcome", "reason"),
            registry=metrics.registry,
        )
        self.waiting = Gauge(
            "aantoonbaar_waiting_events",
            "Events of platforms that wait for what they refer to",
            registry=metrics.registry,
        )
        self.oldest_waiting = Gauge(
            "aantoonbaar_waiting_oldest_timestamp_seconds",
            "When the oldest event that waits arrived; 0 when none waits",
            registry=metrics.registry,
        )
        self.texts_deleted = Counter(
            "aantoonbaar_texts_deleted_total",
            "Texts that people deleted themselves",
            registry=metrics.registry,
        )
        for outcome in ("accepted", "duplicate"):
            self.verdicts.labels(outcome, "")
        for reason in REFUSALS:
            self.verdicts.labels("refused", reason)

    def given(self, given: Sequence[Given]) -> None:
        """Count verdicts that stand."""
        for one in given:
            self.verdicts.labels(one.outcome, one.reason).inc()

    def backlog(self, waiting: int, oldest: datetime | None) -> None:
        """Show how many events wait, and since when."""
        self.waiting.set(waiting)
        self.oldest_waiting.set(oldest.timestamp() if oldest else 0)
