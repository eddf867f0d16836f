"""A certificate as an Open Badges 3.0 credential, before it is signed.

Source: 1EdTech Open Badges Specification 3.0 (OpenBadgeCredential, AchievementSubject), over the
W3C Verifiable Credentials Data Model 2.0. The name of a person is in it only when it is handed in.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.contracts.moments import AMSTERDAM, instant_of

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",  # the types of schema and status
)
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
SCHEMA_TYPE, STATUS_TYPE = "1EdTechJsonSchemaValidator2019", "1EdTechRevocationList"
LANGUAGE = "nl"

Credential = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Award:
    """A certificate as it was awarded: ids as in the fact, titles as the catalogue has them."""

    certificate: str
    board: str
    board_name: str
    school: str
    school_name: str
    teacher: str
    module: str
    version: int
    titles: tuple[str, str]  # Dutch, English
    theme: str | None
    occurred_at: str  # RFC 3339, or an ISO date where only the day is known
    revoked: bool = False

    @property
    def awarded(self) -> datetime:
        """When, to the second, in Amsterdam; a date stands for its first moment there."""
        return instant_of(self.occurred_at).astimezone(AMSTERDAM).replace(microsecond=0)

    @property
    def id(self) -> str:
        """The credential's own id."""
        return f"urn:uuid:{self.certificate.lower()}"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where what a credential points to can be found, by anybody and without signing in."""

    public_url: str

    def issuer(self, board: str) -> str:
        """The profile of a board."""
        return f"{self.public_url.rstrip('/')}/v1/issuers/{board}"

    def revocations(self, board: str) -> str:
        """Which credentials of a board no longer stand."""
        return f"{self.issuer(board)}/revocations"

    @property
    def keys(self) -> str:
        """The keys with which credentials are signed."""
        return f"{self.public_url.rstrip('/')}/v1/credential-keys"


def profile(addresses: Addresses, board: str, name: str) -> Mapping[str, Any]:
    """A board as the issuer of credentials."""
    return {"id": addresses.issuer(board), "type": ["Profile"], "name": name}


def credential(award: Award, addresses: Addresses, name: str | None = None) -> Credential:
    """The credential of a certificate; with a name when its owner wants that in it."""
    return {
        "@context": list(CONTEXT),
        "id": award.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.titles[0],
        "issuer": profile(addresses, award.board, award.board_name),
        "validFrom": award.awarded.isoformat(),
        "credentialSubject": _subject(award, addresses, name),
        "credentialSchema": [{"id": SCHEMA, "type": SCHEMA_TYPE}],
        "credentialStatus": {"id": addresses.revocations(award.board), "type": STATUS_TYPE},
    }


def claims(made: Credential) -> Mapping[str, Any]:
    """The payload that is signed: the credential, and what a JWT says of it (section 8.2.4)."""
    return {
        **made,
        "iss": made["issuer"]["id"],
        "jti": made["id"],
        "nbf": int(datetime.fromisoformat(made["validFrom"]).timestamp()),
        "sub": made["credentialSubject"]["id"],
    }


def revocation_list(addresses: Addresses, board: str, revoked: list[str]) -> Mapping[str, Any]:
    """The credentials of a board that no longer stand (1EdTech Revocation List Status Method)."""
    return {
        "id": addresses.revocations(board),
        "type": STATUS_TYPE,
        "issuer": addresses.issuer(board),
        "revokedCredential": [
            {"id": f"urn:uuid:{certificate.lower()}", "revoked": True} for certificate in revoked
        ],
    }


def _subject(award: Award, addresses: Addresses, name: str | None) -> Mapping[str, Any]:
    """Whom it is about: one id for all certificates of a teacher at a board, not the pseudonym."""
    issuer = addresses.issuer(award.board)
    subject = uuid.uuid5(uuid.NAMESPACE_URL, f"{issuer}/subjects/{award.teacher}")
    identity = {"type": "IdentityObject", "identityType": "name", "identityHash": name}
    return {
        "id": f"urn:uuid:{subject}",
        "type": ["AchievementSubject"],
        **({"identifier": [{**identity, "hashed": False}]} if name else {}),
        "source": {
            "id": f"urn:aantoonbaar:school:{award.school}",
            "type": ["Profile"],
            "name": award.school_name,
        },
        "achievement": _achievement(award),
    }


def _achievement(award: Award) -> Mapping[str, Any]:
    """What was achieved; Dutch, with the English title beside it."""
    dutch, english = award.titles
    return {
        "id": f"urn:aantoonbaar:achievement:{award.board}:{award.module}:{award.version}",
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": dutch,
        "inLanguage": LANGUAGE,
        "humanCode": award.module,
        "version": str(award.version),
        "description": f"Een module voor leraren. In English: ‘{english}’, a module for teachers.",
        "criteria": {
            "narrative": (
                "De module is afgerond. Is er een toets bij vastgelegd, dan is die gehaald. De "
                "school heeft het certificaat toegekend.\n\n"
                "In English: the module was completed. Where an assessment was recorded, it was "
                "passed. The school awarded the certificate."
            )
        },
        **({"tag": [award.theme]} if award.theme else {}),
    }
