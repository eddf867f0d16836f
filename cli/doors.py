"""The running services as the command line asks them: addresses, tokens, and failures in words."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx

from deploy.local.failures import DependencyMissing, LocalFailure, WrongUse
from deploy.local.services import url
from deploy.local.sign_in import SignIn
from deploy.local.stack import Stack

SERVICES = ("enrolment", "feedback", "evidence")
CLIENT = "aantoonbaar-cli"
TOKEN = "AANTOONBAAR_TOKEN"  # noqa: S105  the variable's name
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 900.0  # a whole year of a large board is recomputed in one answer


class Refused(LocalFailure):
    """The answer is no: there is no such thing, or a rule forbids it."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class As:
    """In which role something is asked, for which boards and schools."""

    role: str
    boards: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()

    @property
    def client(self) -> str:
        """The machine client of the local sign-in that has just this."""
        return "-".join((CLIENT, self.role, *self.boards, *self.schools))


OPS = As("ops")


def admin_of(board: str) -> As:
    """The administrator of a board."""
    return As("board-admin", (board,))


def leader_of(board: str, school: str) -> As:
    """The leader of a school."""
    return As("school-leader", (board,), (school,))


class Doors:
    """The HTTP doors of the three services.

    Their addresses come from AANTOONBAAR_<SERVICE>_URL, else they are those of this machine. A
    token comes from AANTOONBAAR_TOKEN, else from the local sign-in.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._environment = environment
        self._tokens: dict[As, str] = {}
        timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        self._http = httpx.Client(timeout=timeout, trust_env=not self.local)

    @property
    def local(self) -> bool:
        """Whether the services are those that this folder started."""
        return not any(self._address_variable(name) for name in SERVICES)

    @cached_property
    def stack(self) -> Stack:
        """The platform on this machine."""
        return Stack.here()

    def get(self, service: str, path: str, who: As = OPS, **options: Any) -> Any:
        """The JSON of a GET; `absent` is what a 404 means."""
        return self.ask("GET", service, path, who, **options)

    def post(self, service: str, path: str, who: As = OPS, **options: Any) -> Any:
        """The JSON of a POST."""
        return self.ask("POST", service, path, who, **options)

    def ask(
        self,
        method: str,
        service: str,
        path: str,
        who: As = OPS,
        *,
        absent: str = "",
        **options: Any,
    ) -> Any:
        """The JSON of an answer; a LocalFailure with a sentence and an exit code for any other."""
        with self._answering(service):
            answer = self._http.request(
                method, self._address(service) + path, **self._with_token(who, options)
            )
        if answer.is_error:
            raise failure(service, answer, absent)
        return answer.json()

    @contextmanager
    def lines(self, service: str, path: str, who: As, **options: Any) -> Iterator[Iterator[str]]:
        """The lines of a long answer, as they come."""
        asked = self._with_token(who, options)
        with (
            self._answering(service),
            self._http.stream("GET", self._address(service) + path, **asked) as answer,
        ):
            if answer.is_error:
                answer.read()
                raise failure(service, answer)
            yield answer.iter_lines()

    def pages(self, service: str, path: str, name: str, who: As = OPS) -> Iterator[dict[str, Any]]:
        """All entries of a list, page after page; `name` is the list's name in the answer."""
        after: str | None = None
        while True:
            params = {"after": after} if after else {}
            page = self.get(service, path, who, params=params)
            yield from page[name]
            after = page.get("next")
            if not after:
                return

    def board_of(self, school: str) -> str:
        """The board to which a school belongs now; Refused for one that nobody registered."""
        absent = f"There is no school {school}; `school list` tells which there are."
        found = self.get("enrolment", f"/v1/schools/{school}", absent=absent)
        return str(found["board"])

    def token(self, who: As) -> str:
        """The token that was given, or one of the local sign-in for just this role."""
        if given := self._environment.get(TOKEN):
            return given
        if not self.local:
            raise WrongUse(
                f"Set {TOKEN}: this platform is not on this machine, where tokens of the local "
                "sign-in are worth nothing."
            )
        if who not in self._tokens:
            self._tokens[who] = self._sign_in(who)
        return self._tokens[who]

    def _sign_in(self, who: As) -> str:
        secrets = self.stack.secrets
        sign_in = SignIn(url(self.stack.ports.sign_in), secrets.issuer_admin())
        secret = secrets.client_secret(CLIENT)
        rights = {"roles": [who.role], "boards": who.boards, "schools": who.schools}
        sign_in.put_client(who.client, {**rights, "name": who.client, "secret": secret})
        return sign_in.token_of_machine(who.client, secret)

    def _with_token(self, who: As, options: dict[str, Any]) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.token(who)}", "accept-language": "en"}
        return {**options, "headers": {**headers, **options.get("headers", {})}}

    def _address(self, service: str) -> str:
        named = self._address_variable(service)
        return (named or url(getattr(self.stack.ports, service))).rstrip("/")

    def _address_variable(self, service: str) -> str | None:
        return self._environment.get(f"AANTOONBAAR_{service.upper()}_URL")

    @contextmanager
    def _answering(self, service: str) -> Iterator[None]:
        try:
            yield
        except httpx.HTTPError as error:
            raise DependencyMissing(
                f"{service} at {self._address(service)} does not answer; start it with "
                "./aantoonbaar up, or see ./aantoonbaar status.",
                f"{type(error).__name__}: {error}",
            ) from error


def failure(service: str, answer: httpx.Response, absent: str = "") -> LocalFailure:
    """What an error answer means: a sentence, the findings, and an exit code."""
    said = _problem(answer)
    detail = str(said.get("detail") or f"{service} answers {answer.status_code}.")
    findings = "\n".join(
        f"{found.get('pointer', '')}: {found.get('detail', '')}" for found in said.get("errors", ())
    )
    match answer.status_code:
        case 404:
            return Refused(absent or detail)
        case 409 | 412:
            return Refused(detail, findings)
        case 401:
            return WrongUse(f"{service} does not accept the token: {detail}")
        case code if code < 500:
            return WrongUse(detail, findings)
        case _:
            return DependencyMissing(f"{service} cannot do it now: {detail}", findings)


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
