"""Dutch and English: every sentence is written once in Dutch and translated in `words/en.po`."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup

from services.evidence.figures.statistics import rounded
from services.evidence.rules import Code
from shared.contracts.moments import AMSTERDAM

CODES: tuple[Code, ...] = ("nl", "en")
MINUS = "\N{MINUS SIGN}"
_LOCALES = {"nl": Locale("nl", "NL"), "en": Locale("en", "GB")}
_WORDS = Path(__file__).parent / "words"
_SPELLED_UP_TO = 12

Words = Mapping[str, str]
"""Dutch -> translation; a sentence for one and for many stand as two."""


def mark(words: str) -> str:
    """The words as they are: says that they are shown, so that a translation is asked for."""
    return words


SPELLED = (
    mark("geen"),
    mark("één"),
    mark("twee"),
    mark("drie"),
    mark("vier"),
    mark("vijf"),
    mark("zes"),
    mark("zeven"),
    mark("acht"),
    mark("negen"),
    mark("tien"),
    mark("elf"),
    mark("twaalf"),
)


class Speech:
    """One language: sentences, numbers and days as its readers expect them."""

    def __init__(self, code: Code, words: Words) -> None:
        self.code = code
        self.other: Code = "en" if code == "nl" else "nl"
        self._words = words
        self._locale = _LOCALES[code]

    def say(self, words: str, /, **values: Any) -> Markup:
        """A sentence with its values filled in; values are text, never markup."""
        return Markup(self._words.get(words, words)) % values  # noqa: S704  written in the code

    def count(self, one: str, many: str, n: int, /, **values: Any) -> Markup:
        """The sentence for one or for many; `n` is filled in as a number."""
        return self.say(one if n == 1 else many, n=self.number(n), **values)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number: 0,42 in Dutch, 0.42 in English, with a true minus sign."""
        return _number(value, decimals, self._locale)

    def short(self, value: float) -> str:
        """A number with at most one decimal, and none when it is whole: 5, 2,3."""
        return self.number(value, 0 if shown(value, 1) == shown(value) else 1)

    def signed(self, value: float, decimals: int = 2) -> str:
        """A difference with its sign: +0,42; nothing before 0,00."""
        said = self.number(value, decimals)
        return f"+{said}" if shown(value, decimals) > 0 else said

    def percent(self, share: float) -> Markup:
        """A share: 72 %."""
        return Markup("{}\N{NO-BREAK SPACE}%").format(self.number(share * 100))

    def spelled(self, n: int) -> str:
        """A small number as a word, a larger one as a number."""
        return str(self.say(SPELLED[n])) if n <= _SPELLED_UP_TO else self.number(n)

    def capital(self, words: str) -> Markup:
        """The sentence with a capital."""
        return Markup(words[:1].upper() + words[1:])  # noqa: S704  escaped before

    def day(self, day: date) -> str:
        """17 maart 2026."""
        return _date(day, "d MMMM yyyy", self._locale)

    def day_of_year(self, day: date) -> str:
        """17 maart."""
        return _date(day, "d MMMM", self._locale)

    def month(self, day: date) -> str:
        """mrt, without a full stop."""
        return _date(day, "LLL", self._locale).rstrip(".")

    def clock(self, moment: datetime) -> Markup:
        """09.41 uur, in Amsterdam."""
        local = moment.astimezone(AMSTERDAM)
        return self.say("%(hour)s.%(minute)s uur", hour=f"{local:%H}", minute=f"{local:%M}")

    def moment(self, moment: datetime) -> Markup:
        """17 maart 2026, 09.41 uur."""
        day = self.day(moment.astimezone(AMSTERDAM).date())
        return Markup("{}, {}").format(day, self.clock(moment))

    def listed(self, words: list[str]) -> str:
        """A, B en C."""
        said: str = format_list(words, locale=self._locale)
        return said


@lru_cache(maxsize=16_384)  # the same numbers and days come again on every page
def _number(value: float, decimals: int, locale: Locale) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    said: str = format_decimal(shown(value, decimals), pattern, locale=locale)
    return said.replace("-", MINUS)


@lru_cache(maxsize=16_384)
def _date(day: date, pattern: str, locale: Locale) -> str:
    said: str = format_date(day, pattern, locale=locale)
    return said


def shown(value: float, decimals: int = 0) -> Decimal:
    """A number as it is said: halves away from zero (11,25 is 11,3), and no minus before a zero.

    Of the value as thresholds compare it, so that what lies a hair below a half counts as one.
    """
    step = Decimal(1).scaleb(-decimals)
    return Decimal(repr(rounded(value))).quantize(step, ROUND_HALF_UP) + Decimal(0)


@cache
def speech(code: Code) -> Speech:
    """The speech of a language."""
    return Speech(code, {} if code == "nl" else english())


def english() -> Words:
    """The English of every sentence, from the file that translators edit."""
    with (_WORDS / "en.po").open("rb") as file:
        found: dict[str, str] = {}
        for message in read_po(file, locale="en"):
            if message.id and isinstance(message.id, str) and isinstance(message.string, str):
                found[message.id] = message.string
    return found
