"""The scripted people: each asks over HTTP with a token of their own, many at the same time."""

import asyncio
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

import httpx
from tenacity import (
    AsyncRetrying,
    RetryError,
    retry_if_exception_type,
    stop_after_delay,
    wait_random_exponential,
)

from demo.acts import Command, filled
from demo.doors import DemoFailed, Doors
from demo.journal import Journal

AT_ONCE = 16
PATIENCE_SECONDS = 45.0  # a service that is started again is back within this time
HEARD_SECONDS = 20.0  # what one service said, another has heard by then
UNAUTHENTICATED, ABSENT, REFUSED = 401, 404, 409
NOT_HEARD_YET = {"not-a-member", "not-found", "no-pseudonym"}


class _Away(Exception):
    """The service is not there, or has not heard yet of what another said: try again."""


class People:
    """Performs commands; every one carries an Idempotency-Key, so a repeat changes nothing."""

    def __init__(self, doors: Doors, journal: Journal) -> None:
        self._doors = doors
        self._journal = journal
        self._tokens: dict[str, asyncio.Future[str]] = {}
        self._urls = {"enrolment": doors.enrolment, "feedback": doors.feedback}
        # A thread with a client each: one pool of many connections spends more on choosing
        # between them than on asking.
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="people")
        self._own = threading.local()
        self._clients: list[httpx.Client] = []
        self._tls = httpx.create_ssl_context()  # takes longer than all else of a client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown()
        for client in self._clients:
            client.close()

    async def ask(self, commands: Iterable[Command]) -> None:
        """Perform commands of one moment side by side; DemoFailed for an unexpected answer."""
        async with asyncio.TaskGroup() as group:
            for command in commands:
                group.create_task(self._perform(command))

    async def _perform(self, command: Command) -> None:
        try:
            answer = await self._answer(command, PATIENCE_SECONDS)
        except RetryError as error:
            raise DemoFailed(f"{command.name}: {error.last_attempt.exception()}") from None
        if command.expect is not None:
            _check_refused(command, answer)
            self._journal.note(command.name, {})
        elif answer.is_success:
            self._journal.note(command.name, _gave(command, answer.json()))
        elif command.late_is_fine and answer.status_code == REFUSED:
            self._journal.note(command.name, {})
        else:
            raise DemoFailed(f"{command.name}: expected success, got {_told(answer)}")

    async def _answer(self, command: Command, patience: float) -> httpx.Response:
        """The answer, however long a service is away; a wish may wait until it was heard of."""
        started = asyncio.get_running_loop().time()
        async for attempt in AsyncRetrying(
            wait=wait_random_exponential(multiplier=0.02, max=1),
            stop=stop_after_delay(patience),
            retry=retry_if_exception_type((_Away, httpx.TransportError)),
        ):
            with attempt:
                waited = asyncio.get_running_loop().time() - started
                return await self._once(command, may_wait=waited < HEARD_SECONDS)
        raise AssertionError("unreachable")

    async def _once(self, command: Command, *, may_wait: bool) -> httpx.Response:
        answer = await self._send(command, await self._token(command.by))
        if answer.status_code == UNAUTHENTICATED:  # an hour has passed
            self._tokens.pop(command.by, None)
            answer = await self._send(command, await self._token(command.by))
        if answer.is_server_error:
            raise _Away(_told(answer))
        unheard = may_wait and command.service == "feedback" and command.expect is None
        if unheard and _code(answer) in NOT_HEARD_YET:
            raise _Away(_told(answer))
        return answer

    async def _send(self, command: Command, token: str) -> httpx.Response:
        headers = {
            "authorization": f"Bearer {token}",
            "idempotency-key": f"demo:{command.name}"[:200],
            "accept-language": "en",
        }
        content: dict[str, Any]
        if isinstance(command.body, str):
            headers["content-type"] = "text/csv"
            content = {"content": command.body.encode()}
        else:
            content = {"json": filled(command.body, self._journal.known)}
        path = filled(command.path, self._journal.known)
        url = self._urls[command.service] + path

        def post() -> httpx.Response:
            return self._client().post(url, headers=headers, **content)

        return await asyncio.get_running_loop().run_in_executor(self._threads, post)

    def _client(self) -> httpx.Client:
        """The client of this thread."""
        if not hasattr(self._own, "client"):
            self._own.client = httpx.Client(timeout=30, trust_env=False, verify=self._tls)
            self._clients.append(self._own.client)
        client: httpx.Client = self._own.client
        return client

    async def _token(self, subject: str) -> str:
        """Asked once for each person, however many of their wishes are on their way."""
        if subject not in self._tokens:
            asking = asyncio.to_thread(self._doors.token, subject)
            self._tokens[subject] = asyncio.ensure_future(asking)
        return await self._tokens[subject]


def _gave(command: Command, answer: dict[str, Any]) -> dict[str, str]:
    found = {"thing": str(answer[command.gives])} if command.gives else {}
    facts = answer.get("facts")
    return found | ({"fact": str(facts[0])} if facts else {})


def _check_refused(command: Command, answer: httpx.Response) -> None:
    if answer.is_success or _code(answer) != command.expect:
        raise DemoFailed(f"{command.name}: expected {command.expect}, got {_told(answer)}")


def _code(answer: httpx.Response) -> str | None:
    """The code of a refusal (RFC 9457: the end of its type)."""
    if answer.is_success or "json" not in answer.headers.get("content-type", ""):
        return None
    return str(answer.json().get("type", "")).rpartition("/")[2].rpartition(":")[2]


def _told(answer: httpx.Response) -> str:
    return f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}"
