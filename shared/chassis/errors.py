"""The tree of errors that a caller can meet, each with its HTTP status; and one for records.

Problem
├── Unauthenticated 401
├── Forbidden 403
├── Absent 404            also for what belongs to another tenant: the answers are equal
├── Refusal 409           a rule of the domain, with a code and words in two languages
├── Outdated 412          If-Match named an older version
├── TooLarge 413
├── WrongContentType 415
├── Invalid 422           all findings at once, each with a JSON pointer
└── Unavailable 503       a dependency is away; trying again helps
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

Words = tuple[str, str]
"""The same sentence in Dutch and in English."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: where (JSON pointer, RFC 6901), which rule, and in words."""

    pointer: str
    code: str
    words: Words


class Unreadable(Exception):
    """A record that cannot be understood: a code for metrics, and words for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[str, str]]:
        return type(self), (self.code, str(self))  # it may come from another process


class Problem(Exception):
    """Base of all errors that are told to a caller."""

    status: ClassVar[int] = 500
    code = "internal-error"
    title: Words = ("Er ging iets mis", "Something went wrong")

    def __init__(self, words: Words, *, code: str | None = None) -> None:
        super().__init__(words[1])
        self.words = words
        self.code = code or type(self).code


class Unauthenticated(Problem):
    """No token, or one that is not valid."""

    status = 401
    code = "unauthenticated"
    title = ("Niet ingelogd", "Not signed in")


class Forbidden(Problem):
    """A valid caller whose role does not allow this."""

    status = 403
    code = "forbidden"
    title = ("Geen toegang", "No access")


class Absent(Problem):
    """There is no such thing, or none that this caller may know of."""

    status = 404
    code = "not-found"
    title = ("Niet gevonden", "Not found")

    def __init__(
        self,
        words: Words = (
            "Dit bestaat niet, of niet voor jou.",
            "This does not exist, or not for you.",
        ),
    ) -> None:
        super().__init__(words)


class Refusal(Problem):
    """The command is well formed, but a rule forbids it now."""

    status = 409
    title = ("Dit kan nu niet", "This cannot be done now")

    def __init__(self, code: str, words: Words, pointer: str = "") -> None:
        super().__init__(words, code=code)
        self.pointer = pointer


class Outdated(Problem):
    """The caller decided on an older version than the present one."""

    status = 412
    code = "outdated"
    title = ("Iemand was je voor", "Someone was before you")


class TooLarge(Problem):
    """The body is larger than accepted."""

    status = 413
    code = "too-large"
    title = ("Te groot", "Too large")


class WrongContentType(Problem):
    """The body's content type is not one of those accepted."""

    status = 415
    code = "wrong-content-type"
    title = ("Verkeerd soort inhoud", "Wrong content type")


class Invalid(Problem):
    """The input does not fit; every finding is listed."""

    status = 422
    code = "invalid"
    title = ("De invoer klopt niet", "The input is not right")

    def __init__(self, findings: Sequence[Finding]) -> None:
        many = len(findings)
        super().__init__(
            (
                f"{many} {'punt klopt' if many == 1 else 'punten kloppen'} niet.",
                f"{many} {'point is' if many == 1 else 'points are'} not right.",
            )
        )
        self.findings = tuple(findings)


class Unavailable(Problem):
    """Something this service depends on is away."""

    status = 503
    code = "unavailable"
    title = ("Even niet beschikbaar", "Not available for a moment")
