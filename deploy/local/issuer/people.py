"""Who may sign in on this machine: people and machine clients, kept in one JSON file."""

import json
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from shared.contracts.identifiers import BoardNumber, SchoolCode

Role = Literal["board-admin", "school-leader", "coach", "teacher", "platform", "inspector", "ops"]
ROLES: tuple[Role, ...] = get_args(Role)
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class Rights(BaseModel):
    """What a token says beside who it is for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    roles: list[Role] = Field(min_length=1)
    boards: list[BoardNumber] = []
    schools: list[SchoolCode] = []
    name: str = Field(min_length=1, max_length=120)


class Person(Rights):
    """Someone who signs in on the page; a sample gives way to people that were added.

    Who left, after the day `until`, is offered no longer, but still known by user name: what was
    theirs can be asked for.
    """

    sample: bool = False
    until: date | None = None

    def is_there(self, today: date) -> bool:
        """Whether the last day has not passed."""
        return self.until is None or today <= self.until


class Machine(Rights):
    """A program that signs in by itself, with a secret."""

    secret: str = Field(min_length=16)
    scope: str = ""


class Known(BaseModel):
    """Everyone, by subject or client id."""

    people: dict[Identifier, Person] = {}
    clients: dict[Identifier, Machine] = {}


IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)


class People:
    """The file, read anew when it changed and written whole."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = Lock()
        self._known = Known()
        self._read_at = 0

    def known(self) -> Known:
        """Everyone at this moment."""
        try:
            changed = self._file.stat().st_mtime_ns
        except FileNotFoundError:
            return Known()
        if changed != self._read_at:
            self._known = Known.model_validate_json(self._file.read_bytes())
            self._read_at = changed
        return self._known

    def person(self, subject: str) -> Person | None:
        """The person with that subject."""
        return self.known().people.get(subject)

    def machine(self, client: str) -> Machine | None:
        """The machine client with that id."""
        return self.known().clients.get(client)

    def put_person(self, subject: str, person: Person) -> bool:
        """Add or change; returns whether the person is new."""
        with self._lock:
            known = self.known().model_copy(deep=True)
            new = subject not in known.people
            if known.people.get(subject) != person:
                known.people[subject] = person
                self._write(known)
        return new

    def put_machine(self, client: str, machine: Machine) -> bool:
        """Add or change; returns whether the client is new."""
        with self._lock:
            known = self.known().model_copy(deep=True)
            new = client not in known.clients
            if known.clients.get(client) != machine:
                known.clients[client] = machine
                self._write(known)
        return new

    def remove(self, kind: Literal["people", "clients"], name: str) -> bool:
        """Remove a person or client; returns whether there was one."""
        with self._lock:
            known = self.known().model_copy(deep=True)
            found: bool = getattr(known, kind).pop(name, None) is not None
            self._write(known)
        return found

    def _write(self, known: Known) -> None:
        draft = self._file.with_suffix(".draft")
        draft.touch(mode=0o600)  # it holds the secrets of machine clients
        draft.write_text(json.dumps(known.model_dump(mode="json"), ensure_ascii=False, indent=1))
        draft.replace(self._file)
