"""What is in a dossier, and what never is."""

import csv
import io
import json
import re
from typing import Any

import pytest
import typst

from services.evidence.dossier.archive import FIGURES_CSV, files_of, sealed
from services.evidence.dossier.at_hand import figures_said
from services.evidence.dossier.contents import Contents
from services.evidence.dossier.pdf import TEMPLATE, pdf_of
from services.evidence.dossier.runs import plain
from services.evidence.dossier.telling import told
from services.evidence.dossier.words import COLUMNS, FILES, REASONS
from services.evidence.figures.seen import NOT_RELEASED
from services.evidence.pages.say.dossiers import parts_of
from services.evidence.pages.speech import speech
from services.evidence.pages.words.labels import THEMES
from shared.chassis.canonical import canonical
from tests.unit.evidence import sample_dossier as sample

JUDGEMENTS = re.compile(r"\b(onvoldoende|voldoende|zeer zwak|goede?)\b", re.IGNORECASE)
CAUSES = re.compile(r"\b(door de module|dankzij|vanwege)\b", re.IGNORECASE)


def everybody() -> set[str]:
    """Every pseudonym in the history."""
    fields = ("teacher", "coach", "observer")
    data = [event["data"] for event in sample.events()]
    return {str(one[field]) for one in data for field in fields if one.get(field)}


def test_no_file_names_a_person_or_holds_a_fact_about_one() -> None:
    files = files_of(sample.contents(), pdf_of(sample.contents(), sample.sealing(), "x"), b"key")
    assert len(everybody()) > 20
    for name, content in files.items():
        text = content.decode("utf-8", "replace")
        assert [who for who in everybody() if who in text] == [], name
    assert "nl.professionalisering." not in sample.contents().raw.decode()


def test_the_same_contents_make_the_same_dossier_byte_for_byte() -> None:
    made = [
        sealed(
            sample.contents(),
            sample.sealing(),
            pdf_of(sample.contents(), sample.sealing(), sample.KEYS_AT),
            sample.KEY,
        ).raw
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_the_table_has_every_figure_of_every_year() -> None:
    said = sample.contents().said
    raw = files_of(sample.contents(), sample.PDF, b"key")[FIGURES_CSV].decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(raw)))
    count = len(said["figures"]) + sum(len(one["figures"]) for one in said["earlierYears"])
    assert len(lines) == count
    shown = next(row for row in said["figures"] if isinstance(row["value"], float))
    line = next(
        one for one in lines
        if (one["schoolYear"], one["theme"], one["figure"])
        == (said["schoolYear"], shown["theme"] or "", shown["figure"])
    )  # fmt: skip
    assert float(line["value"]) == shown["value"]


def test_the_dictionary_tells_every_file_column_figure_and_reason() -> None:
    said = sample.contents().said
    files = files_of(sample.contents(), sample.PDF, b"key")
    made = json.loads(files["data-dictionary.json"])
    rows = [*said["figures"], *(row for one in said["earlierYears"] for row in one["figures"])]
    assert {row["figure"] for row in rows} <= made["figures"].keys()
    assert {name for row in rows for name in row} <= COLUMNS.keys()
    assert {name for row in said["gaps"] for name in row} <= COLUMNS.keys()
    assert {row["suppressed"] for row in rows if "suppressed" in row} <= REASONS.keys()
    assert NOT_RELEASED in REASONS
    assert files.keys() | {"manifest.json", "manifest.sig"} == FILES.keys()
    assert {row["kind"] for row in said["gaps"]} <= made["gaps"].keys()


def test_what_is_told_comes_from_the_contents_and_says_what_is_missing() -> None:
    paper = told(sample.contents())
    assert paper["missing"]
    names = [one["name"] for one in paper["themes"]]
    assert set(names) <= set(THEMES.values())
    hidden = [
        row for row in sample.contents().said["figures"] if row.get("suppressed") == "fewer-than-k"
    ]
    said = json.dumps(paper, ensure_ascii=False)
    assert hidden
    assert "Niet getoond, want het zou iets zeggen over minder dan 5 mensen" in said


def test_no_sentence_on_paper_judges_or_names_a_cause() -> None:
    said = json.dumps(told(sample.contents()), ensure_ascii=False)
    said += sample.__file__ and ""
    for words in (JUDGEMENTS, CAUSES):
        assert words.search(said) is None


@pytest.mark.parametrize("is_sealed", [True, False])
def test_the_pdf_says_that_it_follows_pdf_ua_and_is_in_dutch(is_sealed: bool) -> None:
    sealing = sample.sealing() if is_sealed else None
    made = pdf_of(sample.contents(), sealing, sample.KEYS_AT)
    assert made.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part>1<" in made
    assert set(re.findall(rb"/Lang\(([^)]*)\)", made)) == {b"nl-NL"}


def test_every_figure_can_be_told() -> None:
    """One that is shown for this school and in this year, whatever its kind, has a sentence."""
    rows = sample.contents().said["figures"]
    retained = {"figure": "retention.1", "theme": None, "schoolYear": rows[0]["schoolYear"], "n": 6,
                "value": dict.fromkeys(("school", "board", "education", "left", "unknown"), 0.0)
                | {"school": 1.0}}  # fmt: skip
    kept = [row for row in rows if (row["theme"], row["figure"]) != (None, "retention.1")]
    said = {**sample.contents().said, "figures": [*kept, retained]}
    paper = told(Contents(said))
    assert any("nog hier" in json.dumps(one) for one in paper["starters"])


def test_a_goal_stands_beside_its_figure_and_what_the_school_says_of_it() -> None:
    said = sample.contents().said
    theme = "feedback"
    goal = {"goal": "g", "theme": theme, "schoolYear": said["schoolYear"], "target": 0.3,
            "indicator": "participation-share", "setOn": "2020-09-01", "dueOn": "2021-06-26",
            "evaluations": [{"on": "2021-06-30", "outcome": "partly", "decision": "continue"}],
            "withdrawnOn": None}  # fmt: skip
    share = {"theme": theme, "figure": "participation", "schoolYear": said["schoolYear"],
             "value": 0.25, "n": 9, "of": 36, "released": "2020-12-01", "waits": True}  # fmt: skip
    paper = told(Contents({**said, "goals": [goal], "figures": [share]}))
    words = "".join(run["text"] for run in paper["themes"][0]["goals"][0])
    assert "Tussenstand, vrijgegeven op 1 december 2020: 25\xa0%, doel 30\xa0%. Een" in words
    assert words.endswith("Volgens de school op 30 juni 2021 deels bereikt.")


def test_preview_and_paper_say_the_same_of_every_figure_that_both_tell() -> None:
    """With the very days: what a leader looks at before sealing is what is sealed."""
    said = sample.contents().said
    then = {"released": f"{said['schoolYear'][:4]}-12-01", "waits": True}
    figures = [
        row if row["figure"] in ("goals", "evaluated") or "suppressed" in row else {**row, **then}
        for row in said["figures"]
    ]
    contents = Contents({**said, "figures": figures})
    paper = json.dumps(told(contents), ensure_ascii=False)
    assert "Stand op 1 december" in paper
    in_preview = {
        plain(words) for part in parts_of(contents.said, speech("nl")) for words in part.shown
    }
    rows = figures_said(contents.said, contents.said)
    assert any("stood" in row for row in rows)
    on_paper = {
        "".join(run["text"] for run in sentence)
        for one in json.loads(paper)["themes"]
        for name in ("plan", "do", "growth", "check", "act")
        for sentence in one[name]
    }
    assert on_paper
    assert on_paper <= in_preview


def test_table_and_lacks_of_the_first_page_agree_on_what_has_no_goal() -> None:
    said = sample.contents().said
    few = {"figure": "completion", "theme": "differentiation", "value": None, "n": None,
           "suppressed": "fewer-than-k", "schoolYear": said["schoolYear"]}  # fmt: skip
    seen = {"figure": "observed.observer", "theme": "digitalisation", "value": 2.5, "n": 30,
            "observations": 40, "schoolYear": said["schoolYear"]}  # fmt: skip
    paper = told(Contents({**said, "goals": [], "gaps": [], "figures": [few, seen]}))
    lacks = ["".join(run["text"] for run in one) for one in paper["missing"]]
    assert "Nog geen doel bij Differentiatie; het team werkt er wel aan." in lacks
    assert any(one.startswith("Geen doel en geen scholing bij Digitalisering") for one in lacks)
    assert not any("Geen groei te tonen bij" in one and "Digitalis" in one for one in lacks)
    line = next(one for one in paper["overview"] if one["name"].startswith("Digitalisering"))
    assert (line["plan"], line["check_hidden"], line["act"]["said"]) == (
        "geen doel", "geen groei gemeten", "niets te bespreken",
    )  # fmt: skip


def test_a_young_record_says_that_three_years_cannot_be_there_also_on_paper() -> None:
    said = sample.contents().said
    year = said["schoolYear"]
    row = {"figure": "continuity", "theme": None, "schoolYear": year, "value": 0.5, "n": 10,
           "of": 10}  # fmt: skip
    young = {**said, "figures": [row], "recordedSince": year}
    caveat = f"Hier wordt vastgelegd sinds {year}: drie jaar kunnen er nog niet zijn."
    for known, contents in ((True, young), (False, {**young, "recordedSince": "2001-2002"})):
        (words,) = told(Contents(contents))["working"]
        assert (caveat in "".join(run["text"] for run in words)) is known
        shown = [plain(one) for part in parts_of(contents, speech("nl")) for one in part.shown]
        assert any(caveat in one for one in shown) is known
    older = {name: value for name, value in young.items() if name != "recordedSince"}
    assert told(Contents(older))["working"]
    assert parts_of(older, speech("nl"))


def pages_of(contents: Contents, *, is_sealed: bool) -> int:
    made = pdf_of(contents, sample.sealing() if is_sealed else None, sample.KEYS_AT)
    return max(int(count) for count in re.findall(rb"/Count (\d+)", made))


def test_sealing_adds_no_page() -> None:
    assert pages_of(sample.contents(), is_sealed=True) == pages_of(
        sample.contents(), is_sealed=False
    )


def test_an_empty_year_makes_a_dossier_too() -> None:
    said = {**sample.contents().said, "figures": [], "gaps": [], "goals": [], "earlierYears": []}
    assert pdf_of(Contents(said), sample.sealing(), "x").startswith(b"%PDF")
    assert canonical(said)


def crowded() -> Contents:
    """A year of which as much as can be stands on the first page: every theme, every lack."""
    said = dict(sample.contents().said)
    year = said["schoolYear"]
    then = {"schoolYear": year, "released": f"{year[:4]}-12-01"}
    rows: list[dict[str, Any]] = []
    for theme in THEMES:
        share = {**then, "theme": theme, "value": 0.5, "n": 30, "of": 60}
        rows += [
            {**share, "figure": "participation"},
            {**share, "figure": "discussed", "overdue": 10},
            {**share, "figure": "growth.observer", "value": 0.4, "interval": [0.1, 0.7],
             "baseline": 2.1, "left-out": {"no-baseline": 6, "no-later": 7}},
        ]  # fmt: skip
    before = f"{int(year[:4]) - 1}-{year[:4]}"
    done = {"on": f"{year[5:]}-05-01", "outcome": "not-reached", "decision": "continue"}
    goal = {"schoolYear": before, "indicator": "practice-lessons", "target": 1234.0,
            "setOn": f"{year[:4]}-09-01", "dueOn": f"{year[5:]}-04-30", "evaluations": [done],
            "withdrawnOn": None}  # fmt: skip
    gap = {"kind": "goal-not-evaluated", "lastDate": f"{year[5:]}-03-01", "missed": True}
    name = "Openbare Scholengemeenschap voor Voortgezet Onderwijs Het Zwarte Schaap en Omstreken"
    return Contents(
        {
            **said,
            "school": {**said["school"], "name": name, "place": "’s-Hertogenbosch"},
            "released": f"{year[5:]}-07-01",
            "figures": rows,
            "goals": [{**goal, "goal": theme, "theme": theme} for theme in THEMES],
            "gaps": [{**gap, "theme": theme, "people": None} for theme in THEMES],
        }
    )


@pytest.mark.parametrize("contents", [sample.contents(), crowded()], ids=["usual", "crowded"])
def test_the_summary_is_one_page(contents: Contents) -> None:
    paper = json.dumps({**told(contents), "seal": None, "set": [2026, 3, 17]})
    asked = {"field": "value", "one": True, "sys_inputs": {"paper": paper}}
    assert typst.query(TEMPLATE, "<end-of-summary>", **asked) == "1"
