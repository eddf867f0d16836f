"""The script at the top: what it finds, installs and refuses, with stand-ins for every program."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.local.paths import PROJECT

NEEDED = ["awk", "bash", "cat", "cp", "df", "dirname", "env", "flock", "grep", "mkdir"]
NEEDED += ["readlink", "realpath", "rm", "sha256sum"]
# A Python that says its version, makes environments that hold it, and writes down what it is told.
PYTHON = """#!/bin/bash
case "$*" in
  *version_info*) [[ ! -e $TOLD.old ]] ;;
  *ensurepip*) [[ ! -e $TOLD.no-venv ]] ;;
  "-m venv "*) echo venv >>"$TOLD"; mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
  *"pip install"*)
    echo "pip ${@: -1}" >>"$TOLD"
    [[ ! -e $TOLD.pip-fails ]] || { cat "$TOLD.pip-fails"; exit 1; } ;;
  "-P -m cli"*) echo "cli ${*:4}" >>"$TOLD"; echo "state $AANTOONBAAR_STATE" ;;
esac
"""


class Project:
    """A project with nothing installed, on a machine with little."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.state = self.root / ".aantoonbaar"
        self.told = folder / "told"
        self.programs = folder / "bin"
        (self.root / "requirements").mkdir(parents=True)
        self.programs.mkdir()
        shutil.copy(PROJECT / "aantoonbaar", self.root)
        for file in ("requirements/local.txt", "requirements/dev.txt", "pyproject.toml"):
            (self.root / file).write_text(file)
        for name in NEEDED:
            found = shutil.which(name)
            assert found
            (self.programs / name).symlink_to(found)
        (self.programs / "python3").write_text(PYTHON)
        (self.programs / "python3").chmod(0o755)

    def is_so(self, what: str, content: str = "") -> None:
        Path(f"{self.told}.{what}").write_text(content)

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        self.told.write_text("")
        return subprocess.run(
            [self.root / "aantoonbaar", *words],
            env={"PATH": str(self.programs), "TOLD": str(self.told)} | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def did(self) -> list[str]:
        return self.told.read_text().splitlines()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def installed(project: Project, kind: str) -> list[str]:
    return [f"pip {project.root}/requirements/{kind}.txt", f"pip {project.root}"]


def test_the_first_run_installs_and_hands_over(project: Project) -> None:
    done = project.run("up", "--no-demo")
    assert done.returncode == 0
    assert project.did() == ["venv", *installed(project, "local"), "cli up --no-demo"]
    assert done.stdout == f"state {project.state}\n"
    assert done.stderr == ""  # quiet in a pipe


def test_the_second_run_installs_nothing(project: Project) -> None:
    project.run("up")
    project.run("status")
    assert project.did() == ["cli status"]


def test_changed_requirements_are_installed_into_what_is_there(project: Project) -> None:
    project.run("up")
    (project.root / "requirements" / "local.txt").write_text("changed")
    project.run("up")
    assert project.did() == [*installed(project, "local"), "cli up"]


@pytest.mark.parametrize("verb", ["status", "down", "logs"])
def test_looking_and_stopping_do_not_wait_for_changed_requirements(
    project: Project, verb: str
) -> None:
    project.run("up")
    (project.root / "requirements" / "local.txt").write_text("changed")
    project.run(verb)
    assert project.did() == [f"cli {verb}"]


def test_test_adds_the_development_packages_once(project: Project) -> None:
    project.run("up")
    project.run("test", "unit")
    assert project.did() == [*installed(project, "dev"), "cli test unit"]
    project.run("test")
    assert project.did() == ["cli test"]
    project.run("up")
    assert project.did() == ["cli up"]


def test_a_moved_project_installs_itself_again(project: Project) -> None:
    project.run("up")
    moved = project.root.with_name("moved")
    project.root.rename(moved)
    project.root = moved
    project.run("up")
    assert project.did() == [*installed(project, "local"), "cli up"]


def test_an_interrupted_installation_is_made_anew(project: Project) -> None:
    project.is_so("pip-fails", "interrupted")
    assert project.run("up").returncode == 3
    Path(f"{project.told}.pip-fails").unlink()
    assert project.run("up").returncode == 0
    assert project.did() == ["venv", *installed(project, "local"), "cli up"]


def test_two_first_runs_install_once(project: Project) -> None:
    project.told.write_text("")
    environment = {"PATH": str(project.programs), "TOLD": str(project.told)}
    both = [
        subprocess.Popen([project.root / "aantoonbaar", "up"], env=environment) for _ in range(2)
    ]
    assert [run.wait(60) for run in both] == [0, 0]
    assert sorted(project.did()) == sorted(
        ["venv", *installed(project, "local"), "cli up", "cli up"]
    )


@pytest.mark.parametrize(
    ("lack", "sentence"),
    [
        ("old", "Python 3.11 or newer is missing; install it (apt-get install python3"),
        ("no-venv", "python3 cannot make a virtual environment; install its venv module"),
    ],
)
def test_a_python_that_will_not_do_is_said_with_its_cure(
    project: Project, lack: str, sentence: str
) -> None:
    project.is_so(lack)
    done = project.run("up")
    assert done.returncode == 3
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: [Errno 28] No space left on device", "the disk of"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "differs from its hash"),
        ("ERROR: Could not find a version", "check that a package index can be reached"),
    ],
)
def test_a_failed_installation_says_why(project: Project, said: str, sentence: str) -> None:
    project.is_so("pip-fails", said)
    done = project.run("up")
    assert done.returncode == 3
    assert sentence in done.stderr
    assert said in (project.state / "logs" / "install.log").read_text()


def test_a_disk_without_room_is_refused_before_anything_is_made(project: Project) -> None:
    (project.programs / "df").unlink()
    (project.programs / "df").write_text("#!/bin/bash\necho h\necho tmpfs 100 1 99 1% /\n")
    (project.programs / "df").chmod(0o755)
    done = project.run("up")
    assert done.returncode == 3
    assert "has 99 MB left; free 1500 MB" in done.stderr
    assert project.did() == []


def test_a_state_folder_that_cannot_be_written_is_named(project: Project) -> None:
    (project.root / "file").touch()
    done = project.run("up", AANTOONBAAR_STATE=str(project.root / "file" / "state"))
    assert done.returncode == 3
    assert "cannot write in" in done.stderr
    assert "AANTOONBAAR_STATE" in done.stderr


def test_another_state_folder_may_be_named_from_anywhere(project: Project) -> None:
    done = project.run("up", AANTOONBAAR_STATE=os.path.relpath(project.root / "elsewhere"))
    assert done.stdout == f"state {project.root / 'elsewhere'}\n"
    assert not project.state.exists()


def test_a_link_to_the_script_finds_its_project(project: Project, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(project.root / "aantoonbaar")
    done = subprocess.run(
        [tmp_path / "link", "up"],
        env={"PATH": str(project.programs), "TOLD": str(project.told)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == f"state {project.state}\n"
