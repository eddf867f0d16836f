"""A certificate as an Open Badges 3.0 credential: what is in it, and that its signature holds."""

import base64
import json
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet, RSAKey
from jsonschema import Draft201909Validator

from services.evidence.portfolio.credential import (
    Addresses,
    Award,
    claims,
    credential,
    revocation_list,
)
from services.evidence.portfolio.keys import CredentialKeys, WrongKey
from tests.unit.evidence.open_badges import SCHEMA

AT = Addresses("https://aantoonbaar.example/")
NAME = "Noor Veldkamp"
AWARD = Award(
    certificate="CE76E9F4-7721-4E9E-A7A4-6309973F7986",
    board="41775",
    board_name="Stichting Wadden",
    school="98WL00",
    school_name="Wadlijn",
    teacher="j8yjibagi5npbspu",
    module="EF-01",
    version=2,
    titles=("Feedback in de les", "Feedback in the lesson"),
    theme="feedback",
    occurred_at="2025-10-07T14:30:00.75+02:00",
)
MADE = credential(AWARD, AT)
KEYS = CredentialKeys.made()
TOKEN = KEYS.sign(claims(MADE), AT.keys)


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _part(token: str, number: int) -> Any:
    part = token.split(".")[number]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


# ---- what is in it


def test_it_says_what_was_achieved_who_issued_it_and_when() -> None:
    assert MADE["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert MADE["@context"][:2] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert MADE["id"] == "urn:uuid:ce76e9f4-7721-4e9e-a7a4-6309973f7986"
    assert MADE["issuer"]["id"] == "https://aantoonbaar.example/v1/issuers/41775"
    assert MADE["issuer"]["name"] == "Stichting Wadden"
    assert MADE["validFrom"] == "2025-10-07T14:30:00+02:00"
    subject = MADE["credentialSubject"]
    assert subject["achievement"]["name"] == "Feedback in de les"
    assert "Feedback in the lesson" in subject["achievement"]["description"]
    assert subject["source"]["name"] == "Wadlijn"


def test_it_holds_no_name_and_no_pseudonym_unless_its_owner_wants_the_name() -> None:
    assert NAME not in json.dumps(MADE)
    assert AWARD.teacher not in json.dumps(MADE)
    named = credential(AWARD, AT, NAME)
    assert [one["identityHash"] for one in named["credentialSubject"]["identifier"]] == [NAME]
    assert AWARD.teacher not in json.dumps(named)


def test_the_certificates_of_a_teacher_have_one_subject_and_those_of_another_another() -> None:
    def subject(**changed: Any) -> str:
        return str(credential(replace(AWARD, **changed), AT)["credentialSubject"]["id"])

    assert subject(certificate="0" * 8 + AWARD.certificate[8:]) == subject()
    assert subject(teacher="somebody-else") != subject()
    assert subject(board="00001") != subject()


@pytest.mark.parametrize(
    ("occurred", "told"),
    [
        ("2025-10-07", "2025-10-07T00:00:00+02:00"),
        ("2025-12-05", "2025-12-05T00:00:00+01:00"),
        ("2025-12-05T23:30:00Z", "2025-12-06T00:30:00+01:00"),
    ],
)
def test_it_is_valid_from_the_moment_of_awarding_in_amsterdam(occurred: str, told: str) -> None:
    made = credential(replace(AWARD, occurred_at=occurred), AT)
    assert made["validFrom"] == told
    assert claims(made)["nbf"] == datetime.fromisoformat(told).timestamp()


# ---- its form


@pytest.mark.parametrize("name", [None, NAME])
def test_it_has_the_form_that_the_specification_asks_for(name: str | None) -> None:
    made = credential(AWARD, AT, name)
    assert list(Draft201909Validator(SCHEMA).iter_errors(made)) == []
    assert list(Draft201909Validator(SCHEMA).iter_errors(dict(claims(made)))) == []


@pytest.mark.parametrize(
    "path",
    [
        ("@context",),
        ("id",),
        ("type",),
        ("issuer",),
        ("issuer", "id"),
        ("validFrom",),
        ("credentialSubject",),
        ("credentialSubject", "type"),
        ("credentialSubject", "achievement"),
        ("credentialSubject", "achievement", "id"),
        ("credentialSubject", "achievement", "name"),
        ("credentialSubject", "achievement", "criteria"),
        ("credentialSubject", "achievement", "description"),
        ("credentialStatus", "type"),
    ],
)
def test_the_form_is_not_met_without_what_is_required(path: tuple[str, ...]) -> None:
    made = json.loads(json.dumps(MADE))
    *way, last = path
    place = made
    for step in way:
        place = place[step]
    del place[last]
    assert not Draft201909Validator(SCHEMA).is_valid(made)


# ---- its signature


def test_another_library_verifies_it_with_the_published_keys() -> None:
    keys = KeySet.import_key_set(json.loads(json.dumps(KEYS.published(AT.keys))))
    read = jws.deserialize_compact(TOKEN, keys, algorithms=["RS256"])
    assert json.loads(read.payload) == claims(MADE)


def test_openssl_verifies_it_with_the_published_key(tmp_path: Path) -> None:
    public = RSAKey.import_key(dict(KEYS.public[0]))
    (tmp_path / "key.pem").write_bytes(public.as_pem(private=False))
    signed, _, signature = TOKEN.rpartition(".")
    (tmp_path / "sig").write_bytes(base64.urlsafe_b64decode(signature + "=="))
    command = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "sig"]

    def verifies(said: str) -> bool:
        done = subprocess.run(
            command, cwd=tmp_path, input=said.encode(), capture_output=True, check=False
        )
        return done.returncode == 0

    assert verifies(signed)
    assert not verifies(signed[:-1] + ("A" if signed[-1] != "A" else "B"))


def test_what_was_altered_is_refused() -> None:
    keys = KeySet.import_key_set(json.loads(json.dumps(KEYS.published(AT.keys))))
    head, _, signature = TOKEN.split(".")
    altered = json.dumps({**claims(MADE), "name": "Iets anders"}).encode()
    forged = f"{head}.{base64.urlsafe_b64encode(altered).rstrip(b'=').decode()}.{signature}"
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(forged, keys, algorithms=["RS256"])


def test_the_keys_know_what_they_signed_older_ones_too_and_nothing_else() -> None:
    pem = RSAKey.generate_key(2_048).as_pem(private=True).decode()
    renewed = CredentialKeys.read(pem + _pem(KEYS.signing))
    assert KEYS.verified(TOKEN) == renewed.verified(TOKEN) == claims(MADE)
    assert CredentialKeys.read(pem).verified(TOKEN) is None
    head, payload, signature = TOKEN.split(".")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    for forged in ("", "a.b.c", f"{head}.{payload[:-4]}AAAA.{signature}", f"{unsigned}.{payload}."):
        assert KEYS.verified(forged) is None


def test_the_header_names_the_key_by_its_address_and_nothing_more() -> None:
    header = _part(TOKEN, 0)
    public = RSAKey.import_key(dict(KEYS.public[0]))
    address = f"https://aantoonbaar.example/v1/credential-keys/{public.thumbprint()}"
    assert header == {"alg": "RS256", "typ": "JWT", "kid": address}


def test_the_claims_repeat_what_the_credential_says() -> None:
    said = _part(TOKEN, 1)
    assert said["iss"] == said["issuer"]["id"]
    assert said["jti"] == said["id"]
    assert said["sub"] == said["credentialSubject"]["id"]
    assert said["nbf"] == datetime.fromisoformat(said["validFrom"]).timestamp()
    assert "vc" not in said  # that was for version 1.1 of the data model


def test_the_same_certificate_is_signed_the_same_each_time() -> None:
    assert KEYS.sign(claims(credential(AWARD, AT)), AT.keys) == TOKEN


# ---- keys


def test_older_keys_stay_published_behind_the_one_that_signs() -> None:
    new = rsa.generate_private_key(65_537, 2_048)
    old_private, old_public = (rsa.generate_private_key(65_537, 2_048) for _ in range(2))
    public = old_public.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    keys = CredentialKeys.read(_pem(new) + _pem(old_private) + public.decode())
    assert len(keys.public) == 3
    assert keys.signing.private_numbers() == new.private_numbers()
    assert all(set(key) == {"kty", "n", "e", "alg", "use", "kid"} for key in keys.public)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "begin with a private RSA key"),
        ("c2VjcmV0", "begin with a private RSA key"),
        (_pem(ec.generate_private_key(ec.SECP256R1())), "no RSA key"),
        (_pem(rsa.generate_private_key(65_537, 1_024)), "2048"),  # noqa: S505  refused for that
        ("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----", "cannot be read"),
    ],
)
def test_what_is_no_key_to_sign_with_is_refused_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(WrongKey, match=why) as refused:
        CredentialKeys.read(text)
    assert text[40:] not in str(refused.value) or not text[40:]


# ---- revocation


def test_the_list_of_revoked_credentials_names_them_by_their_ids() -> None:
    told = revocation_list(AT, "41775", [AWARD.certificate])
    assert told["id"] == MADE["credentialStatus"]["id"]
    assert told["issuer"] == MADE["issuer"]["id"]
    assert told["revokedCredential"] == [{"id": MADE["id"], "revoked": True}]
