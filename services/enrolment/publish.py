"""How enrolment's facts are written, read and folded by the chassis."""

import json
from collections.abc import Mapping
from typing import Any, cast

from services.enrolment.state import Said, State, evolve, initial
from shared.chassis.commands import Language, Wrapping
from shared.contracts.catalogue import BY_TYPE
from shared.contracts.enrolment import EnrolmentFact
from shared.contracts.envelope import enveloped


def language(source: str, topic: str) -> Language[State, Said]:
    """The language of this service, said under its own source."""

    def wrap(made: Wrapping[Said]) -> Mapping[str, Any]:
        return enveloped(
            made.fact.fact,
            event_id=made.fact.id,
            source=source,
            key=made.stream,
            board=made.tenant,
            sequence=made.sequence,
            logged_at=made.logged_at,
            causation=made.causation,
            traceparent=made.traceparent,
        )

    return Language(initial=initial, evolve=evolve, wrap=wrap, unwrap=unwrap, topic=topic)


def unwrap(body: bytes) -> Said:
    """The fact in a stored event, with its id."""
    event = json.loads(body)
    fact = BY_TYPE[event["type"]].contract.model_validate(event["data"])
    return Said(cast("EnrolmentFact", fact), event["id"])
