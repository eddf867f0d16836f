"""What all commands share: when it happened, and how a command becomes its fact."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from services.enrolment.refusals import finding, refusal
from shared.chassis.errors import Invalid, Words
from shared.contracts.fact import Fact
from shared.contracts.moments import day_of

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A command: a wish about something that happened at a moment in the real world."""

    occurred_at: str

    @property
    def day(self) -> date:
        """The day on which it happened, in Amsterdam."""
        return day_of(self.occurred_at)


def say(contract: type[F], act: Act, **more: Any) -> F:
    """The fact with the command's values for its fields, and those given besides."""
    given = {
        field.name: getattr(act, field.name)
        for field in fields(act)
        if field.name in contract.model_fields
    }
    return contract(**{**given, **more})


def not_before(act: Act, previous: str) -> None:
    """Refuse a step on a day before the day of the step that it follows."""
    if act.day < day_of(previous):
        raise refusal("before-previous-step", "/occurredAt", day=act.day, previous=day_of(previous))


def known_reason(reason: str | None, known: Mapping[str, Words]) -> None:
    """Refuse a reason that is not in the closed list."""
    if reason is not None and reason not in known:
        raise Invalid([finding("unknown-reason", "/reason", known=", ".join(known))])
