"""What every body that comes in has: camelCase, nothing unknown, and a moment that can be true."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from services.enrolment.decide.acts import Act
from services.enrolment.refusals import finding
from shared.chassis.errors import Finding, Invalid
from shared.contracts.fact import Hours, two_decimals
from shared.contracts.moments import AMSTERDAM, Moment, day_of, instant_of, logged

A = TypeVar("A", bound=Act)
T = TypeVar("T")

EARLIEST_MOMENT = date(1990, 1, 1)
EARLIEST_DAY = date(1950, 1, 1)  # a career that runs today did not start before it
MOST_AHEAD = timedelta(days=2 * 366)  # the next school year is planned, not the one after that


def _two_decimals(value: float) -> float:
    two_decimals(value)
    return value


StudyHours = Annotated[Hours, AfterValidator(_two_decimals)]
Text = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$"
    ),
]


def each_once(values: tuple[T, ...]) -> tuple[T, ...]:
    """The values without their repeats, in their order."""
    return tuple(dict.fromkeys(values))


class Shape(BaseModel):
    """An object as a caller writes it: camelCase, and nothing that is not known here."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, allow_inf_nan=False
    )


class Body(Shape):
    """A command as a caller writes it; `occurredAt` is now unless it says otherwise."""

    DAYS: ClassVar[tuple[str, ...]] = ()
    """The fields that are days, which must be plausible."""

    occurred_at: Moment | None = None

    def moment(self, now: datetime) -> str:
        """When it happened; Invalid with every day in the body that cannot be true."""
        findings = [
            *_moment_findings(self.occurred_at, now),
            *(wrong for name in self.DAYS for wrong in self._day_findings(name, now)),
        ]
        if findings:
            raise Invalid(findings)
        return self.occurred_at or logged(now)

    def act(self, kind: type[A], now: datetime, **more: Any) -> A:
        """The command with this body's values for its fields of the same name, and those given."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return kind(**{**given, **more, "occurred_at": self.moment(now)})

    def _day_findings(self, name: str, now: datetime) -> list[Finding]:
        text: str | None = getattr(self, name)
        if text is None:
            return []
        day = date.fromisoformat(text)
        pointer = f"/{type(self).model_fields[name].alias}"
        latest = now.astimezone(AMSTERDAM).date() + MOST_AHEAD
        if day < EARLIEST_DAY:
            return [finding("too-long-ago", pointer, day=day, earliest=EARLIEST_DAY)]
        if day > latest:
            return [finding("too-far-ahead", pointer, day=day, latest=latest)]
        return []


def _moment_findings(moment: str | None, now: datetime) -> list[Finding]:
    pointer = "/occurredAt"
    if moment is None:
        return []
    if instant_of(moment) > now:
        return [finding("in-the-future", pointer, day=moment)]
    if day_of(moment) < EARLIEST_MOMENT:
        return [finding("too-long-ago", pointer, day=moment, earliest=EARLIEST_MOMENT)]
    return []
