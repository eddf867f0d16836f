"""What may be done with dossiers of a school: seal, share, withdraw. Pure: state in, facts out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from shared.chassis.commands import Once
from shared.chassis.errors import Absent, Finding, Invalid, Refusal
from shared.contracts.codes import Audience
from shared.contracts.evidence import (
    DossierSealed,
    DossierShared,
    DossierWithdrawn,
    EvidenceFact,
)

BY_LINK: tuple[Audience, ...] = ("inspectorate", "participation-council")
"""The audiences that have no account: whoever has their link may use it."""

LEADER, ADMIN = "school-leader", "board-admin"
"""Who seals and shares a dossier; who reads it once it is shared with the board."""

LONGEST = timedelta(days=731)  # two years: longer than any visit and what follows on it


class Said(NamedTuple):
    """A fact with its id."""

    fact: EvidenceFact
    id: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What comes with a command: its idempotency key and trace."""

    once: Once | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """With one audience: until which day, how many times anew, and whether it still stands."""

    until: str | None
    number: int = 1
    stands: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """The dossiers of a school, and with whom each is shared."""

    key: str
    dossiers: Mapping[str, Mapping[Audience, Share]] = field(default_factory=dict)

    def share(self, dossier: str, audience: Audience) -> Share | None:
        """The last sharing with an audience; Absent when there is no such dossier."""
        if dossier not in self.dossiers:
            raise Absent
        return self.dossiers[dossier].get(audience)


def evolve(state: State, said: Said) -> State:
    """The state after one more fact; an evidence level is nobody's dossier."""
    match said.fact:
        case DossierSealed(dossier=dossier):
            return State(state.key, {**state.dossiers, dossier: {}})
        case DossierShared(dossier=dossier, audience=audience, until=until):
            return _with(state, dossier, audience, shared(state.share(dossier, audience), until))
        case DossierWithdrawn(dossier=dossier, audience=audience):
            last = state.share(dossier, audience)
            number = last.number if last else 0
            return _with(state, dossier, audience, Share(None, number, stands=False))
        case _:
            return state


def shared(last: Share | None, until: str | None) -> Share:
    """A sharing after the last one: anew, with a link of its own, when that was withdrawn."""
    if last is None:
        return Share(until)
    return Share(until, last.number if last.stands else last.number + 1)


def seal(state: State, fact: DossierSealed) -> list[EvidenceFact]:
    """Seal once; an id that is there already is another's, so that nothing is overwritten."""
    if fact.dossier in state.dossiers:
        raise Refusal("sealed-already", ("Dit dossier is er al.", "This dossier is there already."))
    return [fact]


def share(state: State, fact: DossierShared, today: date) -> list[EvidenceFact]:
    """Share until a day, or until another day; the same again says nothing new."""
    last = state.share(fact.dossier, fact.audience)
    if fact.until is None or not today <= date.fromisoformat(fact.until) <= today + LONGEST:
        raise Invalid([_not_a_day(today)])
    if last is not None and last.stands and last.until == fact.until:
        return []
    return [fact]


def withdraw(state: State, fact: DossierWithdrawn) -> list[EvidenceFact]:
    """Withdraw what is shared; Absent when it is not."""
    last = state.share(fact.dossier, fact.audience)
    if last is None or not last.stands:
        raise Absent
    return [fact]


def _with(state: State, dossier: str, audience: Audience, share: Share) -> State:
    shares = {**state.dossiers.get(dossier, {}), audience: share}
    return State(state.key, {**state.dossiers, dossier: shares})


def _not_a_day(today: date) -> Finding:
    first, last = today.isoformat(), (today + LONGEST).isoformat()
    return Finding(
        "/until",
        "not-a-day-to-share",
        (
            f"Kies een dag van {first} tot en met {last}.",
            f"Choose a day from {first} to {last}.",
        ),
    )
