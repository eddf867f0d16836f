"""What the Open Badges 3.0 specification asks of a credential, restated in our own words.

1EdTech publishes a JSON Schema, under a licence that lets registered users alone pass it on; so it
is not shipped here. These rules are written from the specification's tables of classes, for the
classes that we use. docs/how-to/verify-a-certificate.md has the command that validates against the
published file itself.
"""

from typing import Any

TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
URI: dict[str, Any] = {"type": "string", "pattern": "^(https?://|urn:)[^ ]+$"}
MOMENT: dict[str, Any] = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$",
}


def _one_of(*names: str) -> dict[str, Any]:
    """A set of types that holds these."""
    holding = [{"contains": {"const": name}} for name in names]
    return {"type": "array", "items": TEXT, "uniqueItems": True, "allOf": holding}


def _a(*required: str, **members: Any) -> dict[str, Any]:
    """An object with nothing but these members."""
    return {
        "type": "object",
        "properties": members,
        "required": list(required),
        "additionalProperties": False,
    }


PROFILE = _a("id", "type", id=URI, type=_one_of("Profile"), name=TEXT)
IDENTITY = _a(
    "type",
    "hashed",
    "identityHash",
    "identityType",
    type={"const": "IdentityObject"},
    hashed={"type": "boolean"},
    identityHash=TEXT,
    identityType={"enum": ["name", "emailAddress", "identifier"]},
)
ACHIEVEMENT = _a(
    "id",
    "type",
    "criteria",
    "description",
    "name",
    id=URI,
    type=_one_of("Achievement"),
    achievementType={"enum": ["Certificate", "CertificateOfCompletion"]},
    name=TEXT,
    inLanguage={"type": "string", "pattern": "^[a-z]{2}$"},
    humanCode=TEXT,
    version=TEXT,
    description=TEXT,
    criteria=_a(narrative=TEXT, id=URI),
    tag={"type": "array", "items": TEXT},
)
SUBJECT = _a(
    "id",
    "type",
    "achievement",
    id=URI,
    type=_one_of("AchievementSubject"),
    identifier={"type": "array", "items": IDENTITY, "minItems": 1},
    source=PROFILE,
    achievement=ACHIEVEMENT,
)
REFERRED = _a("id", "type", id=URI, type=TEXT)
_CREDENTIAL = _a(
    "@context",
    "id",
    "type",
    "credentialSubject",
    "issuer",
    "validFrom",
    id=URI,
    type=_one_of("VerifiableCredential", "OpenBadgeCredential"),
    name=TEXT,
    issuer=PROFILE,
    validFrom=MOMENT,
    credentialSubject=SUBJECT,
    credentialSchema={"type": "array", "items": REFERRED},
    credentialStatus=REFERRED,
    # what a JWT says of it besides
    iss=URI,
    jti=URI,
    sub=URI,
    nbf={"type": "integer"},
)
_CREDENTIAL["properties"]["@context"] = {
    "type": "array",
    "minItems": 2,
    "items": [
        {"const": "https://www.w3.org/ns/credentials/v2"},
        {"pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context-3\.0\.\d\.json$"},
    ],
    "additionalItems": URI,
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2019-09/schema",
    **_CREDENTIAL,
}
