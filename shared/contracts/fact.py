"""The base of every fact: what all payloads share, and how a payload checks itself."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from shared.contracts.moments import Moment

TYPE_PREFIX = "nl.professionalisering."

KeyKind = Literal["school", "board"]


class Part(BaseModel):
    """A piece of a payload: camelCase on the wire, immutable, unknown fields ignored on reading.

    Readers ignore what they do not know, so that an optional field can be added (`facts.md`);
    the doors refuse unknown fields before anything is written.
    """

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore"
    )


class Fact(Part):
    """Something that happened, as one service tells it to the others."""

    NAME: ClassVar[str]
    VERSION: ClassVar[int] = 1
    KEY: ClassVar[KeyKind] = "school"
    PARTIAL: ClassVar[bool] = False
    """Whether an absent field means "as it was said before", rather than its default."""

    occurred_at: Moment

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents type, such as nl.professionalisering.goals.set.v1."""
        return f"{TYPE_PREFIX}{cls.NAME}.v{cls.VERSION}"

    def check(self) -> None:
        """Rules between fields; raises ValueError. Also run by the structs derived from this."""

    @model_validator(mode="after")
    def _checked(self) -> Self:
        self.check()
        return self


def two_decimals(value: float) -> None:
    """Raise ValueError unless the value has at most two decimals."""
    if abs(value * 100 - round(value * 100)) > 1e-6:
        raise ValueError(f"{value} has more than two decimals")


# Scalars are strict: a text "3" is not a number, so that every reader sees the same value.
Hours = Annotated[
    float, Field(strict=True, ge=0, le=10_000, description="hours, at most two decimals")
]
Minutes = Annotated[int, Field(strict=True, ge=1, le=100_000, description="whole minutes")]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Flag = Annotated[bool, Field(strict=True)]
ReasonCode = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9-]{0,39}$",
        description="a code from the publisher's closed list, never free text (codes.py)",
    ),
]
