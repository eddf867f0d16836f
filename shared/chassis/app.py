"""The HTTP side that every service has: problems, health, metrics, versions, limits, traces."""

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from time import perf_counter
from typing import Any, TypeVar

import structlog
import uvicorn
import uvloop
from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import ValidationError
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.chassis import problems
from shared.chassis.described import describing
from shared.chassis.errors import TooLarge
from shared.chassis.health import Health
from shared.chassis.identity import Verifier
from shared.chassis.interpreter import tune_interpreter
from shared.chassis.observe import Metrics, configure_logging
from shared.chassis.settings import PREFIX, ServiceSettings
from shared.chassis.trace import trace_id, traceparent_of

API_VERSION = "1.0.0"
MAX_BODY_BYTES = 2 * 1024 * 1024
CONTACT = {
    "name": "Aantoonbaar",
    "url": "https://example.org/aantoonbaar",
    "email": "ops@example.org",
}

S = TypeVar("S", bound=ServiceSettings)
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build(
    *,
    title: str,
    description: str,
    settings: ServiceSettings,
    metrics: Metrics,
    health: Health,
    verifier: Verifier,
    routers: Sequence[APIRouter],
    lifespan: Lifespan,
    asyncapi: Mapping[str, Any],
    max_body_bytes: int = MAX_BODY_BYTES,
) -> FastAPI:
    """The app of one service, with what all of them share.

    `asyncapi` describes what the service says on Kafka, as OpenAPI describes its doors.
    """
    app = FastAPI(
        title=title,
        description=description,
        version=API_VERSION,
        contact=CONTACT,
        lifespan=lifespan,
        docs_url=None,  # FastAPI's own pages load scripts from elsewhere
        redoc_url=None,
    )
    app.state.metrics = metrics
    app.state.health = health
    app.state.verifier = verifier
    for router in (*routers, _asyncapi_router(asyncapi)):
        app.include_router(router)
    if settings.ops_port is None:
        app.include_router(ops_router(metrics, health))
    app.openapi = describing(app)  # type: ignore[method-assign]  # FastAPI's way to replace it
    problems.install(app)
    app.add_middleware(Edge, metrics=metrics, max_body_bytes=max_body_bytes)
    return app


def _asyncapi_router(document: Mapping[str, Any]) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/asyncapi.json")
    async def shown() -> Mapping[str, Any]:
        return document

    return router


def ops_router(metrics: Metrics, health: Health) -> APIRouter:
    """Health and metrics, on the service's own port or on an inside one."""
    router = APIRouter(include_in_schema=False)

    @router.get("/health/live")
    async def live() -> JSONResponse:
        return _health_answer(await health.why_not_live())

    @router.get("/health/ready")
    async def ready() -> JSONResponse:
        return _health_answer(await health.why_not_ready())

    @router.get("/metrics")
    async def metrics_page() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return router


def _health_answer(reasons: dict[str, str]) -> JSONResponse:
    return JSONResponse({"ok": not reasons, "why": reasons}, status_code=503 if reasons else 200)


class Edge:
    """Around every request: version header, trace, size limit, time and outcome in a metric."""

    def __init__(self, app: ASGIApp, metrics: Metrics, max_body_bytes: int) -> None:
        self._app = app
        self._metrics = metrics
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request through; lifespan and others go by untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        headers = dict(scope["headers"])
        traceparent = traceparent_of(headers.get(b"traceparent", b"").decode("latin-1") or None)
        scope.setdefault("state", {})["traceparent"] = traceparent
        status = 0  # nothing is answered yet

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", []),
                    (b"api-version", API_VERSION.encode()),
                    (b"traceparent", traceparent.encode()),
                ]
            await send(message)

        with structlog.contextvars.bound_contextvars(trace=trace_id(traceparent)):
            try:
                await self._limited(scope, receive, sending, headers)
            except Exception as error:
                if status:
                    raise
                response = await problems.unexpected(Request(scope, receive), error)
                await response(scope, receive, sending)
            finally:
                self._measure(scope, status or 500, perf_counter() - started)

    async def _limited(
        self, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, bytes]
    ) -> None:
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self._max_body_bytes:
            await self._refuse(scope, receive, send)
            return
        received = 0

        async def receiving() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_body_bytes:
                raise self._too_large()
            return message

        await self._app(scope, receiving, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._metrics.refused.labels("http", TooLarge.code).inc()
        response = problems.answer(Request(scope, receive), self._too_large())
        await response(scope, receive, send)

    def _too_large(self) -> TooLarge:
        limit = self._max_body_bytes
        return TooLarge((f"Stuur ten hoogste {limit} bytes.", f"Send at most {limit} bytes."))

    def _measure(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        self._metrics.http_requests.labels(scope["method"], route, str(status)).observe(seconds)


def run(name: str, settings_type: type[S], make_app: Callable[[S], FastAPI]) -> None:
    """Run a service until a signal ends it; exit code 2 when its settings are refused."""
    try:
        settings = settings_type()
    except ValidationError as wrong:
        reasons = [f"{_variable(found['loc'])}: {found['msg']}" for found in wrong.errors()]
        sys.stderr.write(f"{name} does not start: {'; '.join(reasons)}\n")
        sys.exit(2)
    configure_logging(settings.log_format, name)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(make_app(settings), settings))


def _variable(loc: tuple[int | str, ...]) -> str:
    """The variable of a setting; a rule between settings names its own in its message."""
    name = ".".join(map(str, loc)).upper()
    return PREFIX + name.removeprefix(PREFIX) if name else "settings"


async def serve(app: FastAPI, settings: ServiceSettings) -> None:
    """Serve the app, and its ops port when it has one, until a signal ends the process."""
    servers = [_server(app, settings.http_host, settings.http_port)]
    if settings.ops_port is not None:
        ops = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
        ops.include_router(ops_router(app.state.metrics, app.state.health))
        servers.append(_server(ops, settings.http_host, settings.ops_port))
    tune_interpreter()
    tasks = [asyncio.create_task(server.serve()) for server in servers]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for server in servers:
        server.should_exit = True
    await asyncio.gather(*tasks)


def _server(app: Any, host: str, port: int) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app, host=host, port=port, log_config=None, access_log=False, server_header=False
        )
    )
