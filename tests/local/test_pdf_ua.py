"""The dossier passes PDF/UA-1, as veraPDF judges it."""

import subprocess
from pathlib import Path

import pytest

from deploy.local.jars import Jars, find_java, install
from deploy.local.paths import Paths
from services.evidence.dossier.pdf import pdf_of
from tests.unit.evidence import sample_dossier as sample

SOURCE = Path(__file__).parent / "verapdf"


@pytest.fixture(scope="session")
def verapdf() -> list[str]:
    jars = Jars(SOURCE, Paths.from_environment().jars.parent / "verapdf-jars", "veraPDF", 19)
    install(jars, print)
    main = "org.verapdf.apps.GreenfieldCliWrapper"
    return [find_java(), "-cp", f"{jars.folder}/*", main, "--flavour", "ua1", "--format", "text"]


def test_sealed_and_previewed_dossiers_pass(verapdf: list[str], tmp_path: Path) -> None:
    files = []
    for name, sealing in (("sealed.pdf", sample.sealing()), ("preview.pdf", None)):
        files.append(tmp_path / name)
        files[-1].write_bytes(pdf_of(sample.contents(), sealing, sample.KEYS_AT))
    done = subprocess.run(
        [*verapdf, *map(str, files)], check=False, capture_output=True, text=True, timeout=120
    )
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["PASS", "PASS"], done.stdout


def test_a_pdf_that_does_not_is_found_out(verapdf: list[str], tmp_path: Path) -> None:
    file = tmp_path / "untagged.pdf"
    made = pdf_of(sample.contents(), sample.sealing(), sample.KEYS_AT)
    file.write_bytes(made.replace(b"/Marked true", b"/Marked nope"))
    done = subprocess.run(
        [*verapdf, str(file)], check=False, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.startswith("FAIL")
