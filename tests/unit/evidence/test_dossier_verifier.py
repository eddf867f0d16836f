"""Whatever byte of a dossier is altered, it is found and named; by the file that goes along too.

The file is long because every part of a dossier is altered in its own way.
"""

import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import command_line
from services.evidence.dossier import verify
from services.evidence.dossier.manifest import manifest_of
from services.evidence.dossier.signing import signing_key
from shared.chassis.canonical import canonical
from tests.unit.evidence import sample_dossier as sample

SAMPLED = 1_500  # of the bytes inside files; all of those around them are tried
ALONE = Path(verify.__file__)


def found(data: bytes, folder: Path, **given: Any) -> dict[str, Any]:
    file = folder / "dossier.zip"
    file.write_bytes(data)
    return verify.verify(file, **given)


def parts() -> list[tuple[str, range]]:
    """Which bytes of the archive are whose: a file's content by its name, all else as ''."""
    spans, at = [], 0
    for name, content in sorted(dict(verify.unpacked(sample.archive())).items()):
        start = at + 30 + len(name)
        spans += [("", range(at, start)), (name, range(start, start + len(content)))]
        at = start + len(content)
    return [*spans, ("", range(at, len(sample.archive())))]


def altered(at: int) -> bytes:
    data = bytearray(sample.archive())
    data[at] ^= 1 << (at % 8)
    return bytes(data)


def test_a_dossier_as_it_was_sealed_holds(tmp_path: Path) -> None:
    answer = found(sample.archive(), tmp_path)
    assert (answer["ok"], answer["first_wrong"], answer["unchecked"]) == (True, None, None)
    assert answer["checked"]["signature"]
    assert verify.exit_code(answer) == 0


def test_any_zip_reader_opens_it() -> None:
    with zipfile.ZipFile(io.BytesIO(sample.archive())) as opened:
        assert opened.testzip() is None
        assert opened.read("dossier.pdf") == sample.PDF


def test_every_byte_around_the_files_is_guarded(tmp_path: Path) -> None:
    for name, span in parts():
        if not name:
            for at in span:
                wrong = found(altered(at), tmp_path)["first_wrong"]
                assert wrong, at
                named = wrong["where"].startswith("archive, byte") or wrong["what"] in (
                    "missing",
                    "extra",
                    "altered",
                )
                assert named, (at, wrong)


def test_a_byte_in_a_file_is_found_and_the_file_named(tmp_path: Path) -> None:
    rng = random.Random(2026)
    inside = [(name, at) for name, span in parts() if name for at in span]
    small = [(name, at) for name, at in inside if name == verify.MANIFEST]
    for name, at in [*small, *rng.sample(inside, SAMPLED)]:
        wrong = found(altered(at), tmp_path)["first_wrong"]
        assert wrong, (name, at)
        assert wrong["where"] == name, (name, at, wrong)


def test_every_byte_of_the_signature_counts(tmp_path: Path) -> None:
    span = next(span for name, span in parts() if name == verify.SIGNATURE)
    assert len(span) == 64
    for at in span:
        wrong = found(altered(at), tmp_path)["first_wrong"]
        assert (wrong["what"], wrong["where"]) == ("altered", verify.SIGNATURE)
        signature = altered(at)[span.start : span.stop]
        wrong = found(with_files(**{verify.SIGNATURE: signature}), tmp_path)["first_wrong"]
        assert (wrong["what"], wrong["where"]) == ("signature", verify.SIGNATURE)


def test_bytes_that_are_added_or_taken_away_are_found(tmp_path: Path) -> None:
    whole = sample.archive()
    for data in (whole + b"\0", b"\0" + whole, whole[:-1], whole[1:], whole[:9000] + whole[9001:],
                 whole[:9000] + b"x" + whole[9000:], whole + whole, b"", b"PK"):  # fmt: skip
        answer = found(data, tmp_path)
        assert answer["first_wrong"], len(data)


def with_files(**changed: bytes | None) -> bytes:
    files = dict(verify.unpacked(sample.archive()))
    for name, content in changed.items():
        if content is None:
            del files[name]
        else:
            files[name] = content
    return verify.archived(files)


@pytest.mark.parametrize("name", [name for name, _ in verify.unpacked(sample.archive())])
def test_a_file_that_is_left_out_is_named(name: str, tmp_path: Path) -> None:
    wrong = found(with_files(**{name: None}), tmp_path)["first_wrong"]
    assert (wrong["what"], wrong["where"]) == ("missing", name)


def test_a_file_that_was_added_is_named(tmp_path: Path) -> None:
    wrong = found(with_files(**{"figures.xlsx": b"x"}), tmp_path)["first_wrong"]
    assert (wrong["what"], wrong["where"]) == ("extra", "figures.xlsx")


def packed_anew(how: int, folder: str = "", **changed: bytes) -> bytes:
    """The same files as another program packs them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as packed:
        if folder:
            packed.mkdir(folder)
        for name, content in verify.unpacked(sample.archive()):
            packed.writestr(folder + name, changed.get(name, content))
    return out.getvalue()


ANEW = pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])


@ANEW
@pytest.mark.parametrize("folder", ["", "99ZZ00-2025-2026/"])
def test_files_that_were_packed_again_hold_and_it_is_said_that_the_zip_is_another(
    how: int, folder: str, tmp_path: Path
) -> None:
    answer = found(packed_anew(how, folder), tmp_path)
    assert (answer["ok"], answer["first_wrong"]) == (True, None)
    assert answer["container"] == "packed-anew"
    assert verify.exit_code(answer) == 0
    assert "opnieuw ingepakt" in "\n".join(verify.told(answer))
    assert "packed again" in "\n".join(verify.told(answer, english=True))
    as_sealed = found(sample.archive(), tmp_path)
    assert as_sealed["container"] == "as-sealed"
    assert "opnieuw ingepakt" not in "\n".join(verify.told(as_sealed))


@ANEW
@pytest.mark.parametrize("name", [name for name, _ in verify.unpacked(sample.archive())])
def test_of_files_that_were_packed_again_the_altered_one_is_named_and_no_other(
    how: int, name: str, tmp_path: Path
) -> None:
    content = dict(verify.unpacked(sample.archive()))[name]
    changed = bytes([content[0] ^ 1]) + content[1:]
    wrong = found(packed_anew(how, **{name: changed}), tmp_path)["first_wrong"]
    assert wrong["where"] == name


@ANEW
def test_a_zip_that_was_packed_again_and_then_damaged_is_wrong_and_no_crash(
    how: int, tmp_path: Path
) -> None:
    rng, whole = random.Random(5), packed_anew(how)
    for at in rng.sample(range(len(whole)), 300):
        data = bytearray(whole)
        data[at] ^= 1 << (at % 8)
        answer = found(bytes(data), tmp_path)
        assert answer["first_wrong"] or answer["container"] == "packed-anew", at
    for data in (whole[:-30], whole[: len(whole) // 2]):
        assert found(data, tmp_path)["first_wrong"]


def test_a_file_that_stands_twice_in_a_zip_is_told(tmp_path: Path) -> None:
    out = io.BytesIO(packed_anew(zipfile.ZIP_STORED))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as packed:
        packed.writestr("gaps.csv", b"nothing is missing")
    wrong = found(out.getvalue(), tmp_path)["first_wrong"]
    assert (wrong["what"], wrong["where"]) == ("extra", "gaps.csv")


def test_what_is_said_is_dutch_or_english_as_asked(tmp_path: Path) -> None:
    right, wrong = (
        found(sample.archive(), tmp_path),
        found(with_files(**{"gaps.csv": b"x"}), tmp_path),
    )
    assert "zoals ze zijn verzegeld" in verify.told(right)[1]
    assert verify.told(right, english=True)[1].startswith("All ")
    assert verify.told(wrong)[0] == "NIET GOED: gewijzigd: gaps.csv"
    assert verify.told(wrong, english=True)[0] == "WRONG: altered: gaps.csv"
    left_out = found(with_files(**{"gaps.csv": None}), tmp_path)
    assert verify.told(left_out)[1:] == ["  verwacht: een bestand", "  gevonden: niets"]
    around = found(altered(len(sample.archive()) - 1), tmp_path)
    assert verify.told(around)[0].startswith("NIET GOED: het ZIP-bestand: byte ")
    for asked, begins in ((["--english"], "WRONG"), ([], "NIET GOED")):
        done = subprocess.run(
            [sys.executable, str(ALONE), str(tmp_path / "dossier.zip"), *asked],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert done.stdout.startswith(begins)


def test_an_unpacked_dossier_is_checked_as_well(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(sample.archive())) as opened:
        opened.extractall(tmp_path)
    assert verify.verify(tmp_path)["ok"]
    (tmp_path / "gaps.csv").write_text("nothing is missing")
    assert verify.verify(tmp_path)["first_wrong"]["where"] == "gaps.csv"


def forged(change: dict[str, Any]) -> bytes:
    """A dossier that somebody altered with care, and signed with a key of their own."""
    theirs = signing_key(sample.Ed25519PrivateKey.generate())
    files = dict(verify.unpacked(sample.archive()))
    files = {name: raw for name, raw in files.items() if name not in verify.UNLISTED}
    files[verify.PUBLIC_KEY] = theirs.public_pem
    sealing = sample.Sealing(
        sample.DOSSIER, "2026-03-17T13:05:00.000000Z", sample.heads(), theirs.fingerprint
    )
    manifest = {**manifest_of(sample.contents(), sealing, files), **change}
    raw = canonical({**manifest, verify.SEAL: verify.sealed_by(manifest)})
    return verify.archived(files | {verify.MANIFEST: raw, verify.SIGNATURE: theirs.sign(raw)})


def test_a_forger_needs_the_key_that_is_known_from_elsewhere(tmp_path: Path) -> None:
    data = forged({})
    assert found(data, tmp_path)["ok"]
    wrong = found(data, tmp_path, key=sample.KEY.public_pem)["first_wrong"]
    assert (wrong["what"], wrong["expected"]) == ("key", sample.KEY.fingerprint)
    assert found(sample.archive(), tmp_path, key=sample.KEY.public_pem)["ok"]


@pytest.mark.parametrize(
    "change",
    [{"files": None}, {"files": []}, {"key": "x"}, {"digest": 5}, {"format": "other/1"},
     {"files": {"figures.json": None}}],
)  # fmt: skip
def test_a_manifest_of_another_shape_is_wrong_and_no_crash(
    change: dict[str, Any], tmp_path: Path
) -> None:
    wrong = found(forged(change), tmp_path)["first_wrong"]
    assert wrong["where"] in (verify.MANIFEST, verify.FIGURES, verify.PUBLIC_KEY)


def exported() -> list[str]:
    return [canonical(event).decode() for event in sample.events()]


def test_who_holds_the_facts_finds_the_chains_as_sealed(tmp_path: Path) -> None:
    answer = found(sample.archive(), tmp_path, facts=exported())
    assert answer["ok"]
    assert answer["checked"]["facts"] == len(sample.events())
    assert answer["checked"]["chains"] == len(sample.heads())


def test_a_fact_that_was_altered_is_named(tmp_path: Path) -> None:
    events = [dict(event) for event in sample.events()]
    place = next(
        number
        for number, event in enumerate(events)
        if event["subject"] == sample.view().school.key and int(event["sequence"]) == 3
    )
    events[place] = {**events[place], "time": "2001-01-01T00:00:00.000000Z"}
    wrong = found(
        sample.archive(), tmp_path, facts=[canonical(event).decode() for event in events]
    )["first_wrong"]
    assert wrong["what"] == "chain"
    assert wrong["where"].endswith(f"/{sample.view().school.key}/3")


def test_facts_that_are_missing_are_told(tmp_path: Path) -> None:
    school = sample.view().school.key
    fewer = [canonical(event).decode() for event in sample.events() if event["subject"] != school]
    wrong = found(sample.archive(), tmp_path, facts=fewer)["first_wrong"]
    assert (wrong["what"], wrong["found"]) == ("chain", "0")
    no_facts = found(sample.archive(), tmp_path, facts=["{}"])["first_wrong"]
    assert no_facts["where"] == "line 1 of the facts"


def test_without_openssl_it_says_so_and_does_not_say_that_all_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = found(sample.archive(), tmp_path)
    assert not answer["ok"]
    assert answer["first_wrong"] is None
    assert "no openssl" in answer["unchecked"]
    assert verify.exit_code(answer) == 3
    assert any("NIET GECONTROLEERD" in line for line in verify.told(answer))
    assert any("NOT CHECKED" in line for line in verify.told(answer, english=True))


def test_the_file_that_goes_along_and_the_command_line_say_the_same(tmp_path: Path) -> None:
    rng = random.Random(11)
    tries = [None, *rng.sample(range(len(sample.archive())), 6)]
    for at in tries:
        file = tmp_path / "dossier.zip"
        file.write_bytes(sample.archive() if at is None else altered(at))
        alone = subprocess.run(
            [sys.executable, "-I", str(ALONE), str(file), "--json"],
            check=False,
            capture_output=True,
            text=True,
        )
        ours = CliRunner().invoke(command_line(["verify"]), ["verify", str(file), "--json"])
        assert ours.exit_code == alone.returncode == (0 if at is None else 1)
        assert json.loads(ours.stdout.splitlines()[-1]) == json.loads(alone.stdout)


@pytest.mark.parametrize("given", [["nowhere.zip"], ["--key", __file__]])
def test_what_cannot_be_read_is_wrong_use(given: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(ALONE), *given], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Dit is niet te lezen: ")


def told_commands() -> list[str]:
    """The commands that LEES-MIJ.md gives for who has no trust in the program."""
    page = ALONE.with_name("LEES-MIJ.md").read_text(encoding="utf-8")
    chapter = page.partition("## Controleren zonder dit programma")[2].partition("##")[0]
    lines = [line[4:] for line in chapter.splitlines() if line.startswith("    ")]
    return [line for line in lines if line and not line.startswith("#")]


def test_the_stock_commands_of_the_readme_find_what_is_right_and_what_is_not(
    tmp_path: Path,
) -> None:
    with zipfile.ZipFile(io.BytesIO(sample.archive())) as opened:
        opened.extractall(tmp_path)

    def done(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, check=False, capture_output=True, text=True
        )

    signature, sums, named, check, key = told_commands()
    assert "Signature Verified Successfully" in done(signature).stdout
    assert done(sums).stdout.split()[0] in done(named).stdout
    assert done(check).returncode == 0
    assert done(key).stdout.split()[0] == sample.KEY.fingerprint
    listed = {line.split("  ")[1] for line in (tmp_path / "SHA256SUMS").read_text().splitlines()}
    unlisted = {"SHA256SUMS", verify.MANIFEST, verify.SIGNATURE}
    assert listed | unlisted == {one.name for one in tmp_path.iterdir()}
    (tmp_path / "gaps.csv").write_text("nothing is missing")
    assert "gaps.csv: FAILED" in done(check).stdout
    (tmp_path / verify.MANIFEST).write_text("{}")
    assert done(signature).returncode != 0


def test_it_is_said_who_sealed_and_by_whose_clock(tmp_path: Path) -> None:
    manifest = verify.read_json(dict(verify.unpacked(sample.archive()))[verify.MANIFEST])
    assert manifest["sealedBy"] == "school-leader"
    lines = "\n".join(verify.told(found(sample.archive(), tmp_path)))
    assert "volgens de klok van de dienst" in lines
