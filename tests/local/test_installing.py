"""Java, Maven, jars and disk: every lack is one sentence with its cure."""

import errno
import hashlib
import os
import shutil
from pathlib import Path

import pytest

from deploy.local import jars
from deploy.local.failures import DependencyMissing, disk_failure
from deploy.local.jars import find_java, install_jars
from deploy.local.mongodb import library_failure
from deploy.local.paths import FIRST_MEGABYTES, LATER_MEGABYTES, Paths

QUIET = lambda _: None  # noqa: E731  what nobody hears


class Machine:
    """A machine with only the programs that a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def has(self, name: str, script: str) -> None:
        program = self.folder / name
        program.write_text(f"#!/bin/bash\nPATH=/usr/bin:/bin\n{script}\n")
        program.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(found.folder))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return found


@pytest.fixture
def two_jars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Kafka of two jars, pinned as `one` and `two`."""
    kafka = tmp_path / "deploy-kafka"
    kafka.mkdir()
    (kafka / "pom.xml").write_text("<project/>")
    pins = [f"{hashlib.sha256(name.encode()).hexdigest()}  {name}.jar" for name in ("one", "two")]
    (kafka / "jars.sha256").write_text("\n".join(pins) + "\n")
    monkeypatch.setattr(jars, "KAFKA", kafka)
    return kafka


MAVEN = 'out=${*: -1}; out=${out#*=}; mkdir -p "$out"; printf one >"$out/one.jar"'
MAVEN_WHOLE = f'{MAVEN}; printf two >"$out/two.jar"'


def test_no_java_is_said_with_its_cure(machine: Machine) -> None:
    with pytest.raises(DependencyMissing, match=r"Java is missing.*apt-get install openjdk") as why:
        find_java()
    assert why.value.exit_code == 3
    assert machine.folder.exists()


@pytest.mark.parametrize(("version", "said"), [("11.0.2", "Java 11"), ("1.8.0_292", "Java 1")])
def test_an_old_java_is_named(machine: Machine, version: str, said: str) -> None:
    machine.has("java", f"echo 'openjdk version \"{version}\"' >&2")
    with pytest.raises(DependencyMissing, match=rf"{said}, and Kafka needs 17"):
        find_java()


@pytest.mark.parametrize("version", ["17.0.15", "21", "25.0.1"])
def test_a_newer_java_will_do(machine: Machine, version: str) -> None:
    machine.has("java", f"echo 'openjdk version \"{version}\" 2025-04-15' >&2")
    assert find_java() == str(machine.folder / "java")


def test_java_home_goes_before_the_path(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.has("java", "echo 'version \"8\"' >&2")
    home = Machine(tmp_path / "home")
    (home.folder / "bin").mkdir()
    Machine.has(home, "bin/java", "echo 'version \"21\"' >&2")
    monkeypatch.setenv("JAVA_HOME", str(home.folder))
    assert find_java() == str(home.folder / "bin" / "java")


@pytest.mark.usefixtures("machine", "two_jars")
def test_no_maven_is_said_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(DependencyMissing, match=r"Maven is missing.*apt-get install maven"):
        install_jars(Paths.of(tmp_path), QUIET)


@pytest.mark.usefixtures("two_jars")
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Could not transfer artifact", "check that a Maven repository can be reached"),
        ("java.io.IOException: No space left on device", "The disk is full"),
    ],
)
def test_a_failed_download_says_why(
    machine: Machine, tmp_path: Path, said: str, sentence: str
) -> None:
    machine.has("mvn", f"echo '[ERROR] {said}'; exit 1")
    with pytest.raises(DependencyMissing, match=sentence) as failure:
        install_jars(Paths.of(tmp_path), QUIET)
    assert said in failure.value.detail


@pytest.mark.usefixtures("two_jars")
def test_jars_are_installed_once(machine: Machine, tmp_path: Path) -> None:
    machine.has("mvn", MAVEN_WHOLE)
    install_jars(Paths.of(tmp_path), QUIET)
    machine.has("mvn", "exit 1")
    install_jars(Paths.of(tmp_path), QUIET)
    assert {jar.name for jar in Paths.of(tmp_path).jars.glob("*.jar")} == {"one.jar", "two.jar"}


def test_other_pins_are_installed_anew(machine: Machine, tmp_path: Path, two_jars: Path) -> None:
    machine.has("mvn", MAVEN_WHOLE)
    install_jars(Paths.of(tmp_path), QUIET)
    pins = (two_jars / "jars.sha256").read_text().splitlines()
    (two_jars / "jars.sha256").write_text(pins[0] + "\n")
    machine.has("mvn", MAVEN)
    install_jars(Paths.of(tmp_path), QUIET)
    assert [jar.name for jar in Paths.of(tmp_path).jars.glob("*.jar")] == ["one.jar"]


@pytest.mark.usefixtures("two_jars")
def test_an_interrupted_download_is_simply_done_again(machine: Machine, tmp_path: Path) -> None:
    machine.has("mvn", f"{MAVEN}; kill -9 $$")
    with pytest.raises(DependencyMissing):
        install_jars(Paths.of(tmp_path), QUIET)
    assert not Paths.of(tmp_path).jars.exists()
    machine.has("mvn", MAVEN_WHOLE)
    install_jars(Paths.of(tmp_path), QUIET)


@pytest.mark.usefixtures("two_jars")
@pytest.mark.parametrize(
    ("maven", "wrong"),
    [
        (f'{MAVEN}; printf two-point-one >"$out/two.jar"', "two.jar"),
        (MAVEN, "two.jar"),
        (f'{MAVEN_WHOLE}; printf three >"$out/three.jar"', "three.jar"),
    ],
)
def test_a_jar_that_is_other_missing_or_extra_is_refused(
    machine: Machine, tmp_path: Path, maven: str, wrong: str
) -> None:
    machine.has("mvn", maven)
    with pytest.raises(DependencyMissing, match=f"{wrong} differs from its hash"):
        install_jars(Paths.of(tmp_path), QUIET)
    assert not Paths.of(tmp_path).jars.exists()


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "free some space"),
        (errno.EROFS, "AANTOONBAAR_STATE"),
        (errno.EACCES, "AANTOONBAAR_STATE"),
    ],
)
def test_a_full_or_protected_disk_is_a_sentence(number: int, cure: str) -> None:
    failure = disk_failure(OSError(number, os.strerror(number), "/somewhere"))
    assert failure is not None
    assert "/somewhere" in failure.sentence
    assert cure in failure.sentence


def test_other_errors_of_the_system_stay_errors() -> None:
    assert disk_failure(FileNotFoundError(errno.ENOENT, "no such file")) is None


@pytest.mark.parametrize(("stored", "needed"), [(False, FIRST_MEGABYTES), (True, LATER_MEGABYTES)])
def test_too_little_room_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stored: bool, needed: int
) -> None:
    paths = Paths.of(tmp_path)
    paths.make()
    if stored:
        (paths.data / "mongodb").mkdir()
    for megabytes in (needed, needed - 1):
        usage = shutil._ntuple_diskusage(2**40, 2**39, megabytes * 2**20)
        monkeypatch.setattr(shutil, "disk_usage", lambda _, usage=usage: usage)
        if megabytes == needed:
            paths.check_room()
    with pytest.raises(DependencyMissing, match=f"has {needed - 1} MB left; free {needed} MB"):
        paths.check_room()


def test_a_wipe_keeps_keys_logs_and_what_is_installed(tmp_path: Path) -> None:
    paths = Paths.of(tmp_path)
    paths.make()
    for kept in (paths.secrets / "key", paths.logs / "kafka.log"):
        kept.touch()
    paths.demo_loaded.touch()
    paths.wipe()
    assert not paths.demo_loaded.exists()
    assert (paths.secrets / "key").exists()
    assert (paths.logs / "kafka.log").exists()


def test_a_missing_library_of_mongodb_is_named_with_its_cure() -> None:
    said = "mongod: error while loading shared libraries: libcurl.so.4: cannot open"
    failure = library_failure(said)
    assert failure is not None
    assert "apt-get install libcurl4" in failure.sentence
    assert library_failure("something else") is None
