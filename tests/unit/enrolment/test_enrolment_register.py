"""The register's files in every layout they come in, with small invented schools."""

import pytest

from services.enrolment.decide.boards import ChangeBoard, RegisterBoard
from services.enrolment.decide.register import compare_register
from services.enrolment.translate.register import read_register
from shared.chassis.errors import Invalid
from tests.unit.enrolment.story import DAY, findings

OLD = (
    "PROVINCIE;BEVOEGD GEZAG NUMMER;INSTELLINGSCODE;VESTIGINGSCODE;VESTIGINGSNAAM;POSTCODE;"
    "PLAATSNAAM;TELEFOONNUMMER;INTERNETADRES\r\n"
    "Nergenshuizen;90011;98AA;98AA00;\u2019t Zandkasteel;9999 ZZ;VERDEROP; ;0599123456\r\n"
    "Nergenshuizen;90011;98AA;98AA01;Één twee; ;VERDEROP; ; \r\n"
).encode("cp1252")
NEW = (
    '"BEVOEGD_GEZAG_NUMMER","VESTIGINGSNUMMER","BRIN NUMMER","NAAM_VESTIGING","PLAATS","SOORT"\n'
).encode("utf-8-sig")
NEW_ROWS = '"90011","00","98AA","’t Zandkasteel, locatie ""Zuid""","Verderop","x"\n'.encode()
CLEAN = (
    b"board_number,brin,location_code,location_name,place,municipality,province,sector,pupils_2025\n"
    b"90012,98BB,98BB00,De Brug,ELDERS,ELDERS,Nergens,SO/VSO,<5\n"
)
HISTORY = (
    "INSTELLINGSCODE;VESTIGINGSCODE;NAAM_VESTIGING;SOORT_VESTIGING;BEVOEGD_GEZAG_NUMMER;"
    "LEERLINGEN_2024;LEERLINGEN_2025\r\n"
    "98BB;00;De Brug;SO;90012;12;<5\r\n"
    "98BB;1;De Brug Oost;VSO;90012;12;10\r\n"
    "98CC;98CC00;Dicht;BO;90013;9;0\r\n"
).encode("utf-8-sig")


def header_and(*rows):
    head = b"board_number,brin,location_code,location_name,place,sector\n"
    return head + "".join(f"{row}\n" for row in rows).encode()


def compared(raw, boards=(), schools=()):
    return compare_register(
        read_register(raw),
        {entry["board"]: entry for entry in boards},
        {entry["school"]: entry for entry in schools},
        occurred_at=DAY,
        valid_from="2025-08-01",
    )


def known(school="98BB00", board="90012", **values):
    place = {"name": "De Brug", "sector": "so", "place": "ELDERS"}
    return {"school": school, "board": board, **place, **values}


def entries(changes):
    """The directory as it is after the changes were carried out."""
    boards = [
        {"board": key, "sectors": list(found.sectors)} for key, found in changes.boards.items()
    ]
    return boards, [
        known(row.school, row.board, name=row.name, sector=row.sector, place=row.place)
        for row in changes.schools
    ]


def test_the_old_layout_is_windows_1252_with_semicolons_and_padded_cells():
    register = read_register(OLD)
    assert (register.encoding, register.delimiter) == ("cp1252", ";")
    assert register.assumed_sector == "po"
    first, second = register.rows
    assert (first.school, first.name, first.place) == ("98AA00", "’t Zandkasteel", "VERDEROP")
    assert second.name == "Één twee"


def test_the_new_layout_is_quoted_utf_8_with_commas_and_codes_of_two_characters():
    register = read_register(NEW + NEW_ROWS)
    assert (register.encoding, register.delimiter) == ("utf-8-sig", ",")
    (row,) = register.rows
    assert (row.school, row.name) == ("98AA00", '’t Zandkasteel, locatie "Zuid"')


def test_a_masked_count_is_no_zero_and_zero_means_closed_in_a_history():
    changes = compared(HISTORY)
    assert changes.added_schools == ["98BB00", "98BB01"]
    assert [(wrong.line, wrong.code) for wrong in changes.refused] == [(4, "no-pupils")]
    assert list(changes.boards) == ["90012"]  # no board for a school that was refused
    assert compared(CLEAN).added_schools == ["98BB00"]


def test_boards_get_a_name_of_their_number_and_the_sectors_of_their_schools():
    (command,) = compared(HISTORY).boards.values()
    assert isinstance(command, RegisterBoard)
    assert (command.name, command.sectors) == ("Bevoegd gezag 90012", ("so", "vso"))


@pytest.mark.parametrize("raw", [OLD, NEW + NEW_ROWS, CLEAN, HISTORY])
def test_the_same_file_again_changes_nothing(raw):
    again = compared(raw, *entries(compared(raw)))
    assert (again.boards, again.schools, again.changed) == ({}, [], [])


def test_a_change_tells_from_what_to_what():
    changes = compared(CLEAN, [{"board": "90012", "sectors": ["so"]}], [known(name="De Pont")])
    (change,) = changes.changed
    assert (change.key, change.field, change.before, change.after) == (
        "98BB00",
        "name",
        "De Pont",
        "De Brug",
    )
    assert changes.schools[0].place == "ELDERS"


def test_a_place_in_other_capitals_is_no_change():
    changes = compared(CLEAN, [{"board": "90012", "sectors": ["so"]}], [known(place="Elders")])
    assert changes.schools == []


def test_a_file_with_addresses_moves_a_school_and_another_does_not():
    boards = [{"board": "90012", "sectors": ["so", "vso"]}]
    elsewhere = known(board="90099")
    moved = compared(CLEAN, boards, [elsewhere])
    assert [(change.before, change.after) for change in moved.changed] == [("90099", "90012")]
    assert moved.schools[0].may_move
    stale = compared(HISTORY, boards, [elsewhere])
    assert [wrong.code for wrong in stale.refused if wrong.line == 2] == [
        "moves-by-address-file-only"
    ]


def test_a_board_keeps_its_own_name_and_its_sectors_grow():
    boards = [{"board": "90012", "sectors": ["po"], "name": "Stichting Elders"}]
    (command,) = compared(CLEAN, boards).boards.values()
    assert isinstance(command, ChangeBoard)
    assert (command.name, command.sectors) == (None, ("po", "so"))


def test_the_first_line_about_a_school_counts_and_later_ones_are_duplicates():
    changes = compared(
        header_and(
            "90012,98BB,98BB00,De Brug,ELDERS,SO",
            "90012,98BB,98BB00,De Brug,ELDERS,SO",
            "90013,98BB,98BB00,De Pont,ELDERS,SO",
        )
    )
    assert [(found.line, found.first_line, found.differs) for found in changes.duplicates] == [
        (3, 2, ()),
        (4, 2, ("board", "name")),
    ]
    assert changes.schools[0].name == "De Brug"
    assert list(changes.boards) == ["90012"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",98BB,98BB00,De Brug,ELDERS,SO", "no-board-number"),
        (" ,98BB,98BB00,De Brug,ELDERS,SO", "no-board-number"),
        ("9012,98BB,98BB00,De Brug,ELDERS,SO", "board-number-form"),
        ("٩0012,98BB,98BB00,De Brug,ELDERS,SO", "board-number-form"),
        ("90012,98BB,98BB0,De Brug,ELDERS,SO", "location-code-form"),
        ("90012,,00,De Brug,ELDERS,SO", "location-code-form"),
        ("90012,98BB,,De Brug,ELDERS,SO", "location-code-form"),
        ("90012,98CC,98BB00,De Brug,ELDERS,SO", "location-elsewhere"),
        ("90012,98BB,98BB00,De Brug,ELDERS,HBO", "sector-unknown"),
        ("90012,98BB,98BB00,,ELDERS,SO", "no-name"),
        ("90012,98BB,98BB00," + "x" * 201 + ",ELDERS,SO", "name-form"),
        ("90012,98BB,98BB00,De Brug,ELDERS", "row-width"),
        ("90012,98BB,98BB00,De Brug,ELDERS,SO,more", "row-width"),
    ],
)
def test_a_line_that_cannot_be_taken_is_refused_with_its_number(row, code):
    changes = compared(header_and("90012,98AA,98AA00,Wel goed,ELDERS,PO", row))
    assert [(wrong.line, wrong.code) for wrong in changes.refused] == [(3, code)]
    assert all("{" not in sentence for sentence in changes.refused[0].words)
    assert changes.added_schools == ["98AA00"]


def test_a_closed_school_is_not_opened_by_a_file():
    changes = compared(CLEAN, schools=[known(validUntil="2024-07-31")])
    assert [wrong.code for wrong in changes.refused] == ["school-closed"]


def test_an_mbo_institution_may_have_no_location_code():
    assert compared(header_and("90020,98MB,,Het College,ELDERS,MBO")).added_schools == ["98MB"]


def test_a_file_of_boards_only():
    raw = b"board_number,brins,sectors\n90012,3,PO|SBO|SO/VSO\n"
    changes = compared(raw)
    assert changes.boards["90012"].sectors == ("po", "so")
    assert changes.schools == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"name,age\nx,1\n",
        b"board_number,brin,persons_2025\n90012,98BB,12\n",
        b'board_number,location_code\n"' + b"x" * 200_000,
    ],
)
def test_what_is_no_register(raw):
    with pytest.raises(Invalid) as caught:
        read_register(raw)
    assert findings(caught)[0][1] in {"not-a-table", "unknown-layout"}
