"""Boards, platforms, schools and the catalogue, as sentences."""

from importlib.resources import files

import pytest

from services.enrolment.decide import boards, catalogue, schools
from services.enrolment.translate.catalogue import read_csv, read_json
from shared.chassis.errors import Absent, Invalid, Refusal
from shared.contracts import enrolment as facts
from shared.contracts.codes import Theme
from tests.unit.enrolment.story import (
    BOARD,
    DAY,
    SCHOOL,
    board,
    board_registered,
    findings,
    folded,
    module,
    refused,
    registered,
    school,
)


def register(**values):
    return boards.RegisterBoard(
        **{
            "occurred_at": DAY,
            "board": BOARD,
            "name": "Stichting Elders",
            "sectors": ("vo",),
            "counted_purposes": facts.ALL_PURPOSES,
            "valid_from": "2020-08-01",
            **values,
        }
    )


def test_a_board_is_registered_once():
    assert boards.decide(register(), folded(BOARD, [])) == [board_registered()]
    assert boards.decide(register(), board()) == []
    with pytest.raises(Refusal) as caught:
        boards.decide(register(name="Anders"), board())
    assert refused(caught) == "board-registered-already"


def test_a_change_says_the_whole_board_again():
    change = boards.ChangeBoard(occurred_at=DAY, valid_from="2026-08-01", name="Verderop")
    (fact,) = boards.decide(change, board())
    assert (fact.name, fact.sectors, fact.valid_from) == ("Verderop", ("vo",), "2026-08-01")
    assert boards.decide(change, board(fact)) == []


def test_an_empty_change_is_no_change():
    with pytest.raises(Invalid) as caught:
        boards.decide(boards.ChangeBoard(occurred_at=DAY, valid_from="2026-08-01"), board())
    assert findings(caught) == [("/body", "nothing-given")]


def admit(*types):
    return boards.AdmitPlatform(
        occurred_at=DAY,
        platform="e-loo",
        source="urn:nld:kvknummer:09220932:observaties",
        types=types,
        valid_from="2025-08-01",
    )


def test_a_platform_is_admitted_for_types_in_full():
    (fact,) = boards.decide(admit("observations.recorded"), board())
    assert fact.types == ("nl.professionalisering.observations.recorded.v1",)
    assert boards.decide(admit(*fact.types), board(fact)) == []


def test_a_platform_cannot_be_admitted_for_what_no_platform_sends():
    with pytest.raises(Invalid) as caught:
        boards.decide(admit("pulse-waves.opened", "pulses.recorded", "goals.set"), board())
    assert findings(caught) == [
        ("/body/types/0", "unknown-platform-type"),
        ("/body/types/2", "unknown-platform-type"),
    ]


def test_a_platform_is_suspended_once_and_can_come_back():
    suspend = boards.SuspendPlatform(occurred_at=DAY, platform="e-loo", valid_from="2026-01-01")
    with pytest.raises(Absent):
        boards.decide(suspend, board())
    (admitted,) = boards.decide(admit("observations.recorded"), board())
    (suspended,) = boards.decide(suspend, board(admitted))
    with pytest.raises(Refusal) as caught:
        boards.decide(suspend, board(admitted, suspended))
    assert refused(caught) == "platform-suspended-already"
    assert boards.decide(admit("observations.recorded"), board(admitted, suspended))


def enter(**values):
    return schools.RegisterSchool(
        **{
            "occurred_at": DAY,
            "school": SCHOOL,
            "board": BOARD,
            "name": "De Wissel",
            "sector": "vo",
            "place": "Elders",
            "valid_from": "2020-08-01",
            "board_known": True,
            "may_move": False,
            **values,
        }
    )


def test_a_school_is_registered_and_changed_by_its_own_board():
    assert schools.decide(enter(), folded(SCHOOL, [])) == [registered()]
    assert schools.decide(enter(), school()) == []
    (fact,) = schools.decide(enter(name="De Nieuwe Wissel", valid_from="2025-08-01"), school())
    assert fact.name == "De Nieuwe Wissel"


def test_only_operations_move_a_school():
    with pytest.raises(Refusal) as caught:
        schools.decide(enter(board="90002"), school())
    assert refused(caught) == "school-of-another-board"
    moved = enter(board="90002", may_move=True, valid_from="2026-08-01")
    (fact,) = schools.decide(moved, school())
    assert school(fact).board == "90002"


def test_a_school_needs_a_registered_board():
    with pytest.raises(Refusal) as caught:
        schools.decide(enter(board_known=False), folded(SCHOOL, []))
    assert refused(caught) == "board-not-registered"


def test_a_registration_cannot_be_older_than_the_present_one():
    with pytest.raises(Refusal) as caught:
        schools.decide(enter(name="Anders", valid_from="2019-08-01"), school())
    assert refused(caught) == "registered-later"


def close(**values):
    return schools.CloseSchool(
        **{
            "occurred_at": DAY,
            "school": SCHOOL,
            "valid_until": "2026-07-31",
            "successor": None,
            "successor_known": False,
            **values,
        }
    )


def test_a_school_closes_once():
    (fact,) = schools.decide(close(successor="98WL01", successor_known=True), school())
    assert fact.successor == "98WL01"
    with pytest.raises(Refusal) as caught:
        schools.decide(close(), school(fact))
    assert refused(caught) == "school-closed"
    with pytest.raises(Refusal):
        schools.decide(enter(name="Toch open"), school(fact))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"successor": SCHOOL, "successor_known": True}, "own-successor"),
        ({"successor": "99ZZ00"}, "unknown-successor"),
    ],
)
def test_a_successor_is_another_known_school(values, code):
    with pytest.raises(Refusal) as caught:
        schools.decide(close(**values), school())
    assert refused(caught) == code


def test_erasing_twice_says_it_once():
    erase = boards.EraseTeacher(occurred_at=DAY, teacher="anna")
    (fact,) = boards.decide(erase, board())
    assert boards.decide(erase, board(fact)) == []


def rows_of(text):
    return read_csv(text.encode(), DAY, "2025-08-01")


HEADER = "code;thema;titel;titel_en;studieuren;oefenlessen;vorm;niveau\r\n"
ROW = "KM-01;classroom-management;Rustig beginnen;A calm start;6;3;coached;starter\r\n"


def test_a_catalogue_in_a_dutch_spreadsheets_csv():
    rows, wrong = rows_of(HEADER + ROW + "CL-01;lesson-structure;Doel;Goal;7,5;2;group;all\r\n")
    assert not wrong
    changes = catalogue.compare(rows, board())
    assert changes.facts()[0] == module()
    assert changes.facts()[1].study_hours == 7.5


def test_the_same_catalogue_again_changes_nothing():
    rows, _ = rows_of(HEADER + ROW)
    changes = catalogue.compare(rows, board(module()))
    assert (changes.facts(), changes.unchanged) == ([], ["KM-01"])


def test_other_content_becomes_the_next_version():
    rows, _ = rows_of(HEADER + ROW.replace(";6;", ";8;"))
    changes = catalogue.compare(rows, board(module(), module(version=2, study_hours=7.0)))
    assert [(fact.version, fact.study_hours) for fact in changes.changed] == [(3, 8.0)]


@pytest.mark.parametrize(
    ("version", "hours", "code"),
    [(2, 8, "module-version-stands"), (1, 8, "module-version-stands")],
)
def test_a_version_that_stands_keeps_its_content(version, hours, code):
    header, row = "version;" + HEADER, f"{version};" + ROW.replace(";6;", f";{hours};")
    rows, _ = rows_of(header + row)
    changes = catalogue.compare(rows, board(module(), module(version=2, study_hours=7.0)))
    assert [(row.line, row.code) for row in changes.refused] == [(2, code)]


def test_a_version_that_was_passed_cannot_come_after():
    rows, _ = rows_of("version;" + HEADER + "2;" + ROW)
    changes = catalogue.compare(rows, board(module(version=3, study_hours=1.0)))
    assert [row.code for row in changes.refused] == ["module-version-passed"]


def test_wrong_rows_are_refused_with_their_line_and_the_others_go_on():
    rows, wrong = rows_of(
        HEADER
        + "KM 01;classroom-management;T;T;6;3;coached;starter\r\n"
        + "KM-02;astrology;T;T;6;3;coached;starter\r\n"
        + "KM-03;feedback;T;T;1,234;3;coached;starter\r\n"
        + "KM-04;feedback;T;T;-1;3;lying;starter\r\n"
        + ROW
        + ROW
    )
    assert [row.line for row in wrong] == [2, 3, 4, 5]
    assert "studyHours" in wrong[3].words[0]
    assert "form" in wrong[3].words[0]
    changes = catalogue.compare(rows, board())
    assert len(changes.added) == 1
    assert [(row.line, row.code) for row in changes.refused] == [(7, "module-twice")]


def test_a_file_without_the_needed_columns_is_no_catalogue():
    with pytest.raises(Invalid) as caught:
        rows_of("code;titel\r\nKM-01;T\r\n")
    assert {code for _, code in findings(caught)} == {"missing-column"}
    assert len(findings(caught)) == 3


def test_a_catalogue_in_json():
    rows, wrong = read_json(
        b'{"modules": [{"module": "KM-01", "theme": "classroom-management", "titles": {"nl": '
        b'"Rustig beginnen", "en": "A calm start"}, "studyHours": 6, "practiceLessons": 3, '
        b'"form": "coached", "level": "starter"}, {"module": "x", "colour": "red"}]}',
        DAY,
        "2025-08-01",
    )
    assert catalogue.compare(rows, board()).facts() == [module()]
    assert [row.line for row in wrong] == [2]


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"modules": 3}', b"{", b"\xff"])
def test_what_is_no_json_catalogue(raw):
    with pytest.raises(Invalid):
        read_json(raw, DAY, "2025-08-01")


def test_the_sample_catalogue_has_ten_modules_in_each_of_the_seven_themes():
    raw = files("services.enrolment").joinpath("samples/catalogue.csv").read_bytes()
    rows, wrong = read_csv(raw, DAY, "2025-08-01")
    assert not wrong
    themes = [row.theme for row in rows]
    assert {theme: themes.count(theme) for theme in Theme.__args__} == dict.fromkeys(
        Theme.__args__, 10
    )
    assert all(row.sample and row.titles.nl != row.titles.en for row in rows)
    assert len({row.module for row in rows}) == 70
