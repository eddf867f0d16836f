"""Only the issuer's own tokens, for us, now, count."""

import asyncio
import hashlib
import hmac
import time
from typing import Any

import pytest

from shared.chassis import identity
from shared.chassis.errors import Forbidden, Unauthenticated, Unavailable
from shared.chassis.identity import Caller, Verifier
from tests.unit.chassis.tokens import AUDIENCE, ISSUER, Issuer, by_hand, new_key

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


def a_verifier(issuer: Issuer) -> Verifier:
    return Verifier(ISSUER, AUDIENCE, issuer.fetch)


async def refusal(issuer: Issuer, token: str) -> str:
    with pytest.raises(Unauthenticated) as refused:
        await a_verifier(issuer).verify(token)
    return refused.value.words[1]


async def test_a_good_token_says_who_calls(issuer: Issuer) -> None:
    caller = await a_verifier(issuer).verify(issuer.token())
    assert (caller.subject, caller.client) == ("someone", "tests")
    assert caller.roles == {"teacher"}
    assert caller.boards == {"41775"}
    assert caller.schools == {"98WL00"}
    assert caller.scopes == {"openid", "profile"}
    assert caller.token not in repr(caller)
    caller.need("teacher", "coach")
    with pytest.raises(Forbidden):
        caller.need("ops")


async def test_a_token_signed_by_another_is_refused(issuer: Issuer) -> None:
    assert "Signature" in await refusal(issuer, issuer.token(key=new_key()))


async def test_a_token_whose_claims_were_changed_is_refused(issuer: Issuer) -> None:
    header, _, signature = issuer.token().split(".")
    _, claims, _ = issuer.token(roles=["ops"]).split(".")
    assert "Signature" in await refusal(issuer, f"{header}.{claims}.{signature}")


async def test_a_token_without_signature_is_refused(issuer: Issuer) -> None:
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "x", "exp": 2**40, "iat": 1, "jti": "1"}
    for alg in ("none", "None", "NONE"):
        header = {"alg": alg, "typ": "at+jwt", "kid": "one"}
        await refusal(issuer, by_hand(header, {**claims, "client_id": "x"}))


async def test_our_public_key_is_no_shared_secret(issuer: Issuer) -> None:
    """The classic confusion: HS256 with the published key as its secret."""
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "x", "exp": now + 60, "iat": now, "jti": "1"}
    unsigned = by_hand({"alg": "HS256", "typ": "at+jwt", "kid": "one"}, claims).rstrip(".")
    signature = hmac.new(issuer.public_pem(), unsigned.encode(), hashlib.sha256).digest()
    forged = by_hand({"alg": "HS256", "typ": "at+jwt", "kid": "one"}, claims, signature)
    await refusal(issuer, forged)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"exp": 1}, "expired"),
        ({"nbf": 2**40}, "not yet valid"),
        ({"aud": "another-service"}, "Audience"),
        ({"iss": "https://elsewhere.test"}, "another issuer"),
        ({"headers": {"typ": "JWT"}}, "typ at+jwt"),
        ({"headers": {"kid": "unknown"}}, "does not publish"),
        ({"sub": 7}, "Subject"),
        *(
            ({"without": claim}, claim)
            for claim in ("iss", "sub", "aud", "exp", "iat", "jti", "client_id")
        ),
    ],
    ids=str,
)
async def test_what_is_wrong_with_a_token_is_told(
    issuer: Issuer, changes: dict[str, Any], says: str
) -> None:
    assert says in await refusal(issuer, issuer.token(**changes))


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "\x00", "." * 999])
async def test_rubbish_is_no_token(issuer: Issuer, token: str) -> None:
    await refusal(issuer, token)


async def test_claims_of_another_shape_give_no_rights(issuer: Issuer) -> None:
    token = issuer.token(roles="ops", boards={"41775": 1}, schools=None)
    caller = await a_verifier(issuer).verify(token)
    assert not caller.roles | caller.boards | caller.schools


async def test_a_new_key_is_found_and_unknown_ones_do_not_hammer_the_issuer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    issuer, now = Issuer(), 1_000.0
    monkeypatch.setattr(identity, "monotonic", lambda: now)
    verifier = a_verifier(issuer)
    await verifier.verify(issuer.token())
    asked = issuer.asked
    issuer.keys["two"] = new_key()
    token = issuer.token(key=issuer.keys["two"], headers={"kid": "two"})
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await verifier.verify(token)
    assert issuer.asked == asked
    now += identity.UNKNOWN_KEY_PAUSE_SECONDS
    assert (await verifier.verify(token)).subject == "someone"


async def test_known_keys_go_on_while_the_issuer_is_away_and_nobody_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    issuer, now = Issuer(), 1_000.0
    monkeypatch.setattr(identity, "monotonic", lambda: now)
    verifier = a_verifier(issuer)
    await verifier.verify(issuer.token())
    issuer.away = True
    now += identity.KEYS_FRESH_SECONDS
    asked = issuer.asked
    for _ in range(20):
        await verifier.verify(issuer.token())
    assert issuer.asked == asked + 1, "one attempt for all of them"
    issuer.away = False
    now += identity.UNKNOWN_KEY_PAUSE_SECONDS
    await verifier.verify(issuer.token())
    assert issuer.asked == asked + 3


async def test_without_any_key_the_issuer_being_away_is_no_fault_of_the_caller() -> None:
    issuer = Issuer()
    issuer.away = True
    with pytest.raises(Unavailable):
        await a_verifier(issuer).verify(issuer.token())
    issuer.away = False


async def test_many_callers_at_once_ask_for_the_keys_once() -> None:
    issuer = Issuer()
    verifier = a_verifier(issuer)
    token = issuer.token()
    callers: list[Caller] = await asyncio.gather(*(verifier.verify(token) for _ in range(20)))
    assert {caller.subject for caller in callers} == {"someone"}
    assert issuer.asked == 2
