"""How feedback's facts are written on their chain, and read back from it."""

import uuid
from collections.abc import Mapping
from typing import Any, cast

from services.feedback.state import School, evolve
from shared.chassis.commands import Language, Wrapping
from shared.contracts.catalogue import read_fact
from shared.contracts.envelope import enveloped, service_source
from shared.contracts.feedback import FeedbackFact, PulseRecorded


def language(operator_kvk: str, topic: str) -> Language[School, FeedbackFact]:
    """The language of the streams, one per school."""
    source = service_source(operator_kvk, "feedback")

    def wrap(given: Wrapping[FeedbackFact]) -> Mapping[str, Any]:
        # An answer to a pulse must not lead to a moment or a person: its id holds no time (UUIDv4
        # instead of v7), and nothing says what caused it.
        anonymous = isinstance(given.fact, PulseRecorded)
        return enveloped(
            given.fact,
            event_id=str(uuid.uuid4()) if anonymous else given.id,
            source=source,
            key=given.stream,
            board=given.tenant,
            sequence=given.sequence,
            logged_at=given.logged_at,
            causation=None if anonymous else given.causation,
            traceparent=None if anonymous else given.traceparent,
        )

    return Language(
        initial=School,
        evolve=evolve,
        wrap=wrap,
        unwrap=lambda body: cast("FeedbackFact", read_fact(body)),
        topic=topic,
    )
