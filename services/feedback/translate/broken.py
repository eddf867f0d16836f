"""What breaks a contract, as findings with our own codes and words in both languages."""

import re
from typing import Any

from pydantic import ValidationError

from services.feedback.refusals import finding
from shared.chassis.errors import Finding
from shared.chassis.problems import findings_of

_CODES = {  # pydantic's kinds of error -> ours; any other is a wrong type
    "missing": "missing-field",
    "extra_forbidden": "unknown-field",
    "greater_than_equal": "out-of-range",
    "greater_than": "out-of-range",
    "less_than_equal": "out-of-range",
    "less_than": "out-of-range",
    "too_long": "out-of-range",
    "too_short": "out-of-range",
    "finite_number": "out-of-range",
    "string_pattern_mismatch": "malformed-value",
    "string_too_long": "malformed-value",
    "string_too_short": "malformed-value",
    "literal_error": "unknown-value",
    "value_error": "rule-broken",
}
# The rules between fields speak English (`shared/contracts`): the same in Dutch.
_RULES = (
    (r"a pupils' list needs respondents", "een leerlingenlijst heeft respondents nodig"),
    (r"only a pupils' list has respondents", "alleen een leerlingenlijst heeft respondents"),
    (r"(.+) is not a whole point from 1 to 4", r"\1 is geen heel punt van 1 tot en met 4"),
    (r"(.+) has more than two decimals", r"\1 heeft meer dan twee decimalen"),
    (r"closesOn lies before opensOn", "closesOn ligt voor opensOn"),
    (r"n is larger than groupSize", "n is groter dan groupSize"),
    (r"must be an RFC 3339 .*", "geef een tijdstip als 2026-03-05T09:30:00+01:00 of een datum"),
    (r"must be an ISO date.*", "geef een datum als 2026-03-05"),
    (r"year (\d{4}) is not possible", r"het jaar \1 kan niet"),
    (r"(day|month|hour|minute|second) .*", "dit moment bestaat niet"),
)


def findings_in(broken: ValidationError, root: str) -> list[Finding]:
    """Every error as a finding under a root."""
    errors: list[Any] = list(broken.errors())
    return [
        _ours(error, found) for error, found in zip(errors, findings_of(errors, root), strict=True)
    ]


def _ours(error: Any, found: Finding) -> Finding:
    code = _CODES.get(error["type"], "wrong-type")
    if code in {"missing-field", "unknown-field"}:
        return finding(code, found.pointer)
    dutch, english = found.words
    if code == "rule-broken":
        english = english.removeprefix("Value error, ")
        dutch = _in_dutch(english)
    return Finding(found.pointer, code, (dutch, english))


def _in_dutch(english: str) -> str:
    for pattern, dutch in _RULES:
        if re.fullmatch(pattern, english):
            return re.sub(pattern, dutch, english)
    return english
