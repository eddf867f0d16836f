"""The journal of a load and the clock it sets: what an interruption leaves behind."""

from datetime import UTC, datetime
from pathlib import Path

from demo.acts import filled, ref
from demo.clock import StandInClock
from demo.journal import Journal


def test_a_load_goes_on_where_the_journal_ends(tmp_path: Path) -> None:
    file = tmp_path / "demo" / "year.ndjson"
    with Journal(file) as journal:
        journal.note("join/a", {"thing": "p-a", "fact": "f-1"})
        journal.note("event/b", {})
    with Journal(file) as again:
        assert "join/a" in again
        assert "event/b" in again
        assert "join/c" not in again
        assert again.known("join/a#fact") == "f-1"
        assert not again.finished
        again.finish()
    assert Journal(file).finished


def test_a_line_that_a_crash_cut_short_counts_as_not_written(tmp_path: Path) -> None:
    file = tmp_path / "year.ndjson"
    with Journal(file) as journal:
        journal.note("one", {})
        journal.note("two", {})
    file.write_text(file.read_text()[:-6])
    with Journal(file) as again:
        assert "one" in again
        assert "two" not in again
        again.note("two", {})
    assert "two" in Journal(file)


def test_references_stand_for_what_acts_gave(tmp_path: Path) -> None:
    with Journal(tmp_path / "year.ndjson") as journal:
        journal.note("join/a", {"thing": "p-a", "fact": "f-1"})
        body = {"links": [{"teacher": ref("join/a")}], "corrects": ref("join/a", "fact"), "n": 3}
        assert filled(body, journal.known) == {
            "links": [{"teacher": "p-a"}],
            "corrects": "f-1",
            "n": 3,
        }
        assert filled(f"/v1/{ref('join/a')}/x", journal.known) == "/v1/p-a/x"


def test_the_clock_is_set_whole_and_released(tmp_path: Path) -> None:
    clock, moment = StandInClock(tmp_path / "clock"), datetime(2026, 1, 14, 16, 5, tzinfo=UTC)
    clock.set(moment)
    assert datetime.fromisoformat((tmp_path / "clock").read_text()) == moment
    assert [file.name for file in tmp_path.iterdir()] == ["clock"]
    clock.release()
    clock.release()
    assert not list(tmp_path.iterdir())
