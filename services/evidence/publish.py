"""How evidence's own facts are written, read and folded by the chassis."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

import uuid_utils

from services.evidence.dossier.acts import Said, State, evolve
from shared.chassis.commands import Language, Wrapping
from shared.contracts.catalogue import BY_TYPE
from shared.contracts.envelope import enveloped
from shared.contracts.evidence import EvidenceFact


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

    return Language(initial=State, evolve=evolve, wrap=wrap, unwrap=unwrap, topic=topic)


def with_ids(facts: Sequence[EvidenceFact]) -> list[Said]:
    """Facts as they are said, each with an id of its own."""
    return [Said(fact, str(uuid_utils.uuid7())) for fact in facts]


def unwrap(body: bytes) -> Said:
    """The fact in a stored event, with its id."""
    event = json.loads(body)
    fact = BY_TYPE[event["type"]].contract.model_validate(event["data"])
    return Said(cast("EvidenceFact", fact), event["id"])
