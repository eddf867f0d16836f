"""A service that is ready when it is told to be: stands in for a real one."""

import os

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def ready(_: Request) -> JSONResponse:
    why = {} if os.environ["AANTOONBAAR_LOG_FORMAT"] == "json" else {"kafka": "it is away"}
    return JSONResponse(why, 503 if why else 200)


if __name__ == "__main__":
    uvicorn.run(
        Starlette(routes=[Route("/health/ready", ready)]),
        host=os.environ["AANTOONBAAR_HTTP_HOST"],
        port=int(os.environ["AANTOONBAAR_HTTP_PORT"]),
    )
