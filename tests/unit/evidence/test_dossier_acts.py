"""Given what was done with a dossier, when somebody acts, then these facts."""

from datetime import date
from functools import reduce

import pytest

from services.evidence.dossier import acts
from services.evidence.dossier.acts import Said, State
from services.evidence.dossier.signing import hashed
from shared.chassis.errors import Absent, Invalid, Refusal
from shared.contracts.evidence import DossierSealed, DossierShared, DossierWithdrawn, EvidenceFact
from tests.unit.evidence.sample_dossier import DOSSIER, KEY

TODAY = date(2026, 3, 17)
AT = "2026-03-17T13:05:00.000000Z"
SEALED = DossierSealed(
    occurred_at=AT,
    dossier=DOSSIER,
    school_year="2025-2026",
    as_of=AT,
    framework="vo-2025",
    digest="0" * 64,
    fact_heads={},
)
WITHDRAWN = DossierWithdrawn(occurred_at=AT, dossier=DOSSIER, audience="inspectorate")


def shared(until: str | None) -> DossierShared:
    return DossierShared(occurred_at=AT, dossier=DOSSIER, audience="inspectorate", until=until)


def given(*facts: EvidenceFact) -> State:
    said = [Said(fact, str(number)) for number, fact in enumerate(facts)]
    return reduce(acts.evolve, said, State("99ZZ00"))


def test_a_dossier_is_sealed_once() -> None:
    assert acts.seal(given(), SEALED) == [SEALED]
    with pytest.raises(Refusal):
        acts.seal(given(SEALED), SEALED)


def test_only_a_sealed_dossier_is_shared() -> None:
    fact = shared("2026-09-30")
    assert acts.share(given(SEALED), fact, TODAY) == [fact]
    with pytest.raises(Absent):
        acts.share(given(), fact, TODAY)


def test_the_same_sharing_again_says_nothing_and_another_day_does() -> None:
    state = given(SEALED, shared("2026-09-30"))
    assert acts.share(state, shared("2026-09-30"), TODAY) == []
    assert acts.share(state, shared("2026-10-31"), TODAY) != []


@pytest.mark.parametrize("until", [None, "2026-03-16", "2030-01-01"])
def test_a_day_that_cannot_be_is_refused(until: str | None) -> None:
    with pytest.raises(Invalid):
        acts.share(given(SEALED), shared(until), TODAY)


def test_today_is_a_day() -> None:
    assert acts.share(given(SEALED), shared("2026-03-17"), TODAY)


def test_what_is_shared_can_be_withdrawn_once() -> None:
    state = given(SEALED, shared("2026-09-30"))
    assert acts.withdraw(state, WITHDRAWN) == [WITHDRAWN]
    for nothing in (given(SEALED), given(SEALED, shared("2026-09-30"), WITHDRAWN)):
        with pytest.raises(Absent):
            acts.withdraw(nothing, WITHDRAWN)


def test_sharing_anew_counts_on_so_that_it_gets_another_link() -> None:
    state = given(SEALED, shared("2026-09-30"), WITHDRAWN)
    assert acts.share(state, shared("2026-09-30"), TODAY) != []
    again = given(SEALED, shared("2026-09-30"), WITHDRAWN, shared("2026-09-30"))
    first = given(SEALED, shared("2026-09-30"), shared("2026-10-30"))
    numbers = [state.share(DOSSIER, "inspectorate").number for state in (first, again)]  # type: ignore[union-attr]
    assert numbers == [1, 2]


def test_a_link_is_one_of_many_and_kept_as_a_hash_alone() -> None:
    links = {KEY.link(f"{DOSSIER}/inspectorate/{number}") for number in range(100)}
    assert len(links) == 100
    assert all(len(link) == 43 for link in links)
    assert hashed(min(links)) not in links
