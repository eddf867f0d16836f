"""What anybody may ask who was shown a certificate: who issued it, with which key, does it stand?

Open without signing in, and to pages of others (CORS): a third party has no account here. No route
tells anything of a person: certificates are named by their ids, and only the revoked ones.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse

from services.evidence.portfolio.credential import CONTEXT, profile, revocation_list
from services.evidence.portfolios import Portfolios
from shared.chassis.errors import Absent
from shared.chassis.problems import documented
from shared.contracts.identifiers import BoardNumber

OPEN = {"access-control-allow-origin": "*", "cache-control": "public, max-age=300"}
NOBODY: dict[str, Any] = {"security": []}
Board = Annotated[BoardNumber, Path()]
Key = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{43}$", description="thumbprint (RFC 7638)")]


def issuers_router(portfolios: Portfolios) -> APIRouter:
    """Routes under /v1/issuers and /v1/credential-keys."""
    router = APIRouter(prefix="/v1", tags=["credentials"], responses=documented(404, 422))
    directory, addresses = portfolios.directory, portfolios.addresses

    @router.get("/issuers/{board}", openapi_extra=NOBODY)
    async def issuer(board: Board) -> Response:
        """A board as the issuer of certificates. Role: none."""
        name = await directory.issuer(board)
        return _open({"@context": [*CONTEXT], **profile(addresses, board, name)})

    @router.get("/issuers/{board}/revocations", openapi_extra=NOBODY)
    async def revocations(board: Board) -> Response:
        """The certificates of a board that were revoked. Role: none."""
        await directory.issuer(board)  # Absent when there is no such board
        revoked = await portfolios.certificates.revoked(board)
        return _open(revocation_list(addresses, board, revoked))

    @router.get("/credential-keys", openapi_extra=NOBODY)
    async def keys() -> Response:
        """The public keys of certificates (JWK Set, RFC 7517). Role: none."""
        return _open(portfolios.keys.published(addresses.keys))

    @router.get("/credential-keys/{key}", openapi_extra=NOBODY)
    async def key(key: Key) -> Response:
        """The key that a signature names. Role: none."""
        wanted = f"{addresses.keys}/{key}"
        for one in portfolios.keys.published(addresses.keys)["keys"]:
            if one["kid"] == wanted:
                return _open(one)
        raise Absent

    return router


def _open(found: Any) -> Response:
    return JSONResponse(found, headers=OPEN)
