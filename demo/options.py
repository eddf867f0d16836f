"""What may be asked of the demo, and what follows from it: the same options give the same year."""

import re
from dataclasses import dataclass
from hashlib import sha256

MOST_BOARDS, MOST_SCHOOLS, MOST_TEACHERS = 9, 50, 120
FEWEST_TEACHERS = 6
LETTERS = 26


class WrongOptions(ValueError):
    """The demo cannot be made as asked; the text says why."""


@dataclass(frozen=True, slots=True)
class Options:
    """How large the demo is, of which school year, and which of all possible ones."""

    boards: int = 2
    schools: int = 5
    teachers: int = 30
    year: str = "2025-2026"
    seed: int = 1

    def check(self) -> None:
        """Raise WrongOptions for what makes no sense."""
        if not 1 <= self.boards <= MOST_BOARDS:
            raise WrongOptions(f"--boards must be 1 to {MOST_BOARDS}, not {self.boards}.")
        if not self.boards <= self.schools <= MOST_SCHOOLS:
            raise WrongOptions(
                f"--schools must be {self.boards} to {MOST_SCHOOLS}: every board has one at least."
            )
        if not FEWEST_TEACHERS <= self.teachers <= MOST_TEACHERS:
            raise WrongOptions(
                f"--teachers (per school) must be {FEWEST_TEACHERS} to {MOST_TEACHERS}."
            )
        if not re.fullmatch(r"[0-9]{4}-[0-9]{4}", self.year) or not self._two_years_in_a_row():
            raise WrongOptions(f"--year must be two years in a row, such as 2025-2026: {self.year}")

    @property
    def first_year(self) -> int:
        """The calendar year in which the school year begins."""
        return int(self.year[:4])

    @property
    def name(self) -> str:
        """Names this demo among all others."""
        size = f"{self.boards}x{self.schools}x{self.teachers}"
        return f"{self.year}.{size}.{self.seed}"

    def board_code(self, number: int) -> str:
        """A bestuursnummer that no board of the open register has: those do not start with 0."""
        return f"0{self._own_number():03d}{number + 1}"

    def school_code(self, number: int) -> str:
        """A BRIN6 that no school of the open register has: those do not start with 99."""
        first, second = divmod(self._own_number(), LETTERS)
        return f"99{chr(65 + first)}{chr(65 + second)}{number + 1:02d}"

    def _own_number(self) -> int:
        """From 1 to 675, so that demos can stand beside each other."""
        digest = int.from_bytes(sha256(self.name.encode()).digest()[:8])
        return 1 + digest % (LETTERS * LETTERS - 1)

    def _two_years_in_a_row(self) -> bool:
        return int(self.year[5:]) == self.first_year + 1
