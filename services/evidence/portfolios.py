"""A caller's own portfolio, put together: own facts at all boards, certificates and what they are.

API and pages both ask here. What is read is the caller's own, found by the caller's pseudonyms.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.evidence.desk import Desk
from services.evidence.own_texts import OwnTexts
from services.evidence.portfolio.bundle import bundle
from services.evidence.portfolio.credential import Addresses, Award, Credential, claims, credential
from services.evidence.portfolio.keys import CredentialKeys
from services.evidence.portfolio.summary import (
    Fact,
    Held,
    Totals,
    in_all,
    name_of,
    per_year,
    retracted,
    roles,
)
from services.evidence.serve.me import timeline
from services.evidence.store.certificates import Certificates
from shared.chassis.errors import Absent, Refusal, Unavailable
from shared.chassis.identity import Caller
from shared.contracts.moments import logged

NameOf = Callable[[Caller, str], Awaitable[str | None]]
"""The caller's own name, by a pseudonym of the caller's; None when nobody can say it now."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """One teacher's: the facts, the newest first, and what they come to."""

    facts: Sequence[Fact]
    years: Mapping[str, Totals]
    awards: Sequence[Award]  # the newest first, revoked ones too
    roles: Sequence[Held]

    @property
    def totals(self) -> Totals:
        """All years together."""
        return in_all(self.years)

    def award(self, certificate: str) -> Award:
        """One of the certificates; Absent when it is not among them."""
        for one in self.awards:
            if one.certificate.lower() == certificate.lower():
                return one
        raise Absent


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate that was shown to somebody: what it says, and whether it still stands."""

    title: str
    board: str
    school: str
    day: date
    name: str | None
    stands: bool


class Portfolios:
    """Reads portfolios, and makes credentials of certificates."""

    def __init__(
        self,
        desk: Desk,
        certificates: Certificates,
        keys: CredentialKeys,
        addresses: Addresses,
        texts: OwnTexts,
        name_of_caller: NameOf,
    ) -> None:
        self._desk = desk
        self.directory = desk.directory
        self.certificates = certificates
        self.keys = keys
        self.addresses = addresses
        self.texts = texts
        self._name_of = name_of_caller

    async def of(self, caller: Caller) -> Portfolio:
        """The caller's own; Absent for who has no pseudonym at any board."""
        _, facts = await timeline(self._desk, caller)
        gone = retracted(facts)
        awarded = [fact for fact in facts if name_of(fact) == "certificates.awarded"]
        awards = [await self._award(fact, gone) for fact in awarded]
        return Portfolio(facts, per_year(facts), awards, roles(facts))

    async def credential(self, caller: Caller, award: Award, *, named: bool) -> Credential:
        """A certificate as a credential, with the owner's name when that is wanted.

        A Refusal when it was revoked; Unavailable when the name cannot be had now.
        """
        if award.revoked:
            raise Refusal(
                "certificate-revoked",
                (
                    "Dit certificaat is ingetrokken en wordt niet meer uitgegeven.",
                    "This certificate was revoked and is no longer issued.",
                ),
            )
        name = await self._name_of(caller, award.teacher) if named else None
        if named and name is None:
            raise Unavailable(
                (
                    "Je naam is nu niet te vinden. Download het certificaat zonder naam, of later.",
                    "Your name cannot be found now. Download the certificate without, or later.",
                )
            )
        return credential(award, self.addresses, name)

    def signed(self, made: Credential) -> str:
        """The credential as a compact JWS."""
        return self.keys.sign(claims(made), self.addresses.keys)

    async def checked(self, token: str) -> Checked | None:
        """What a certificate that somebody was given says; None when it is not one of ours."""
        said = self.keys.verified(token)
        if said is None:
            return None
        board, certificate = said["iss"].rpartition("/")[2], said["jti"].rpartition(":")[2]
        subject = said["credentialSubject"]
        names = [one["identityHash"] for one in subject.get("identifier", [])]
        return Checked(
            said["name"],
            said["issuer"]["name"],
            subject["source"]["name"],
            datetime.fromisoformat(said["validFrom"]).date(),
            names[0] if names else None,
            await self.certificates.stands(board, certificate),
        )

    async def export(self, caller: Caller) -> bytes:
        """All of it as a ZIP; without texts, and saying so, when feedback is away."""
        own = await self.of(caller)
        issued = {}
        for award in own.awards:
            if not award.revoked:
                made = await self.credential(caller, award, named=False)
                issued[award.certificate.lower()] = (made, self.signed(made))
        now = self._desk.clock()
        texts = await self.texts.read(caller)
        return bundle(told(own, at=logged(now)), own.facts, issued, texts, now)

    async def _award(self, fact: Fact, gone: frozenset[str]) -> Award:
        """A certificate with the names of what it is about, as its own board knows them."""
        board, school, data = fact["board"], fact["school"], fact["data"]
        code, version = data["module"], data["moduleVersion"]
        module = await self.directory.module(board, code, version)
        return Award(
            data["certificate"],
            board,
            await self.directory.board_name(board),
            school,
            await self.directory.school_name(board, school),
            data["teacher"],
            code,
            version,
            module.titles if module else (code, code),
            module.theme if module else None,
            data["occurredAt"],
            data["certificate"] in gone,
        )


def told(own: Portfolio, **more: Any) -> dict[str, Any]:
    """A portfolio as the API tells it."""
    return {
        **more,
        "totals": own.totals.told(),
        "years": [{"schoolYear": name, **years.told()} for name, years in own.years.items()],
        "certificates": [told_award(award) for award in own.awards],
        "roles": [
            {"role": one.role, "school": one.school, "since": one.since, "until": one.until}
            for one in own.roles
        ],
    }


def told_award(award: Award) -> dict[str, Any]:
    """A certificate as the API tells it."""
    return {
        "certificate": award.certificate,
        "board": award.board,
        "school": award.school,
        "module": award.module,
        "moduleVersion": award.version,
        "theme": award.theme,
        "titles": {"nl": award.titles[0], "en": award.titles[1]},
        "awardedAt": award.awarded.isoformat(),
        "revoked": award.revoked,
    }
