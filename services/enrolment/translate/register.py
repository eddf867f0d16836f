"""DUO's register of schools, in all the shapes in which it is published.

Source of the columns: DUO, "Open Onderwijsdata": addresses of locations (file 02), pupils per
location over the years (file 06), and their clean copies. The same column has several names; the
location code has six characters, or two behind the institution's code; a pupil count can be masked
as "<5"; an empty cell is one blank.
"""

import re
from dataclasses import dataclass

from services.enrolment.decide.register import Register, Row, Wrong
from services.enrolment.refusals import words
from services.enrolment.translate.tables import Table, column, read_table
from shared.chassis.errors import Finding, Invalid
from shared.contracts.codes import Sector

COLUMNS: dict[str, tuple[str, ...]] = {
    "board": (
        "BEVOEGD GEZAG NUMMER",
        "BEVOEGD GEZAGNUMMER",
        "BEVOEGD GEZAG",
        "BESTUURSNUMMER",
        "BOARD NUMBER",
    ),
    "board_name": ("BEVOEGD GEZAG NAAM", "NAAM BEVOEGD GEZAG", "BOARD NAME"),
    "institution": ("INSTELLINGSCODE", "BRIN NUMMER", "BRINNUMMER", "BRIN"),
    "location": ("VESTIGINGSCODE", "VESTIGINGSNUMMER", "LOCATION CODE"),
    "name": ("VESTIGINGSNAAM", "NAAM VESTIGING", "LOCATION NAME", "INSTELLINGSNAAM"),
    "place": ("PLAATSNAAM", "PLAATSNAAM VESTIGING", "PLAATS", "PLACE"),
    "sector": ("SECTOR", "SECTORS", "SOORT VESTIGING", "ONDERWIJSSOORT", "KIND"),
    "structure": ("ONDERWIJSSTRUCTUUR", "EDUCATION STRUCTURE"),
}
# Special primary education falls under the law and agreement of primary education; a location that
# gives both SO and VSO counts with SO (their hours are the same).
SECTORS: dict[str, Sector] = {
    "PO": "po",
    "BO": "po",
    "BAO": "po",
    "SBO": "po",
    "SO": "so",
    "SO/VSO": "so",
    "VSO": "vso",
    "VO": "vo",
    "MBO": "mbo",
}
PUPILS = re.compile(r"(?:LEERLINGEN|PUPILS) (\d{4})")
BOARD = re.compile(r"\d{5}", re.ASCII)
INSTITUTION = re.compile(r"\d{2}[A-Z]{2}", re.ASCII)
LOCATION = re.compile(r"\d{2}[A-Z]{2}\d{2}", re.ASCII)
PART = re.compile(r"\d{1,2}", re.ASCII)
MOST_NAME = 200
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class _LineRefused(Exception):
    """A line cannot be taken, for this reason."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.words = words(reason, **values)


def read_register(raw: bytes) -> Register:
    """A register file; Invalid when it is no CSV or has no column that names boards."""
    table = read_table(raw)
    layout = _Layout.of(table)
    rows: list[Row] = []
    wrong: list[Wrong] = []
    for line, cells in table.rows:
        try:
            rows.append(layout.row(line, cells))
        except _LineRefused as refused:
            wrong.append(Wrong(line, refused.reason, refused.words))
    return Register(
        tuple(rows),
        tuple(wrong),
        tells_addresses=layout.at["place"] is not None,
        assumed_sector=layout.assumed,
        encoding=table.encoding,
        delimiter=table.delimiter,
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the columns of one file stand."""

    width: int
    at: dict[str, int | None]
    pupils: int | None  # the latest year's, in a file that tells several years
    assumed: Sector | None

    @classmethod
    def of(cls, table: Table) -> "_Layout":
        at = {field: column(table.header, *names) for field, names in COLUMNS.items()}
        if at["board"] is None or (at["location"] is None and at["sector"] is None):
            raise Invalid([_UNKNOWN_LAYOUT])
        plain = [" ".join(cell.upper().replace("_", " ").split()) for cell in table.header]
        years = {
            int(found.group(1)): place
            for place, cell in enumerate(plain)
            if (found := PUPILS.fullmatch(cell))
        }
        assumed: Sector | None = None
        if at["sector"] is None:
            assumed = "po" if at["structure"] is None else "vo"
        latest = years[max(years)] if len(years) > 1 else None
        return cls(len(table.header), at, latest, assumed)

    def row(self, line: int, cells: tuple[str, ...]) -> Row:
        """The line as a row; _LineRefused when it cannot be one."""
        if len(cells) != self.width:
            raise _LineRefused("row-width", cells=len(cells), columns=self.width)
        board, sectors = self._board(cells), self._sectors(cells)
        if self.pupils is not None and cells[self.pupils] == "0":
            raise _LineRefused("no-pupils")
        name = self._cell(cells, "name").replace('""', '"')  # quoted twice in some files
        if len(name) > MOST_NAME or CONTROL.search(name):
            raise _LineRefused("name-form")
        return Row(
            line,
            board,
            sectors,
            self._school(cells, sectors),
            name or None,
            self._cell(cells, "place") or None,
            self._cell(cells, "board_name") or None,
        )

    def _board(self, cells: tuple[str, ...]) -> str:
        board = self._cell(cells, "board")
        if not board:
            raise _LineRefused("no-board-number")
        if not BOARD.fullmatch(board):
            raise _LineRefused("board-number-form", board=board[:20])
        return board

    def _cell(self, cells: tuple[str, ...], field: str) -> str:
        place = self.at[field]
        return "" if place is None else cells[place]

    def _sectors(self, cells: tuple[str, ...]) -> tuple[Sector, ...]:
        if self.assumed:
            return (self.assumed,)
        said = self._cell(cells, "sector")
        found = [SECTORS.get(part.strip()) for part in said.upper().split("|")]
        known = tuple(dict.fromkeys(sector for sector in found if sector))
        if None in found:
            raise _LineRefused("sector-unknown", sector=said[:40])
        return known

    def _school(self, cells: tuple[str, ...], sectors: tuple[Sector, ...]) -> str | None:
        if self.at["location"] is None and self.at["institution"] is None:
            return None
        institution = self._cell(cells, "institution").upper()
        location = self._cell(cells, "location").upper()
        if not location and sectors == ("mbo",) and INSTITUTION.fullmatch(institution):
            return institution  # an MBO institution may have only this
        if PART.fullmatch(location) and INSTITUTION.fullmatch(institution):
            location = institution + location.zfill(2)
        if not LOCATION.fullmatch(location):
            raise _LineRefused("location-code-form", location=location[:20])
        if institution and not location.startswith(institution):
            raise _LineRefused(
                "location-elsewhere", location=location, institution=institution[:20]
            )
        return location


_UNKNOWN_LAYOUT = Finding(
    "/body",
    "unknown-layout",
    (
        "Dit lijkt geen registerbestand: verwacht kolommen als BEVOEGD GEZAG NUMMER en "
        "VESTIGINGSCODE.",
        "This does not look like a register file: expected are columns such as BEVOEGD GEZAG "
        "NUMMER and VESTIGINGSCODE.",
    ),
)
