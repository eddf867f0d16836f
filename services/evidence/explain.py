"""Why a figure is what it is: its rule, and the facts behind it, as far as the viewer may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from services.evidence.figures.derive import Scope
from services.evidence.figures.figure import Result
from services.evidence.figures.ladder import passed_entries, pupil_result_entries, supported_entries
from services.evidence.figures.observation import PERSPECTIVES
from services.evidence.figures.registry import LADDER, TRIANGULATION
from services.evidence.history.records import Ref, publisher_of, sequence_of
from services.evidence.translate import Known
from services.evidence.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure with the facts that the viewer may see, and how many there are besides."""

    result: Result
    facts: Sequence[Mapping[str, Any]]
    hidden: int


def refs_behind(scope: Scope, theme: str | None, name: str) -> list[Ref]:
    """The facts that contribute to a figure, each once, in the order of their chains."""
    if name == TRIANGULATION:
        names = [f"growth.{perspective}" for perspective in PERSPECTIVES]
    elif name == LADDER:
        names = ["reactions", *(f"growth.{perspective}" for perspective in PERSPECTIVES)]
    else:
        names = [name]
    refs = {ref for one in names for entry in scope.entries(theme, one) for ref in entry.refs}
    if name == LADDER:
        for entries in (passed_entries, supported_entries, pupil_result_entries):
            for part in scope.parts:
                refs |= {ref for entry in entries(part, theme or "") for ref in entry.refs}
    return sorted(refs)


def explain(
    scope: Scope,
    theme: str | None,
    name: str,
    facts: Sequence[tuple[Known, bytes]],
    viewer: Viewer,
) -> Explanation:
    """The result of a figure, and its facts in the order in which they were logged."""
    wanted = {(publisher_of(ref), sequence_of(ref)) for ref in refs_behind(scope, theme, name)}
    shown: list[Mapping[str, Any]] = []
    hidden = 0
    for known, body in facts:
        event = known.event
        if (publisher_of(event.ref), known.sequence) not in wanted:
            continue
        if viewer.may_see(event.fact):
            shown.append(_shown(known, body))
        else:
            hidden += 1
    return Explanation(scope.result(theme, name), shown, hidden)


def _shown(known: Known, body: bytes) -> Mapping[str, Any]:
    """A fact as it is listed: who said what, when it happened, when it was logged, and where."""
    event = msgspec.json.decode(body)
    return {
        "publisher": publisher_of(known.event.ref),
        "type": known.type,
        "id": known.event.id,
        "occurredAt": event["data"]["occurredAt"],
        "recordedAt": known.event.time,
        "sequence": known.sequence,
        "key": known.key,
        "data": event["data"],
    }
