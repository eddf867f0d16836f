"""Installs jars with Maven, once, as pinned, and finds the Java that runs them."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.failures import DependencyMissing
from deploy.local.paths import PROJECT, Paths

KAFKA = PROJECT / "deploy" / "kafka"
OLDEST_JAVA = 17  # Kafka 4's broker
MAVEN_SECONDS = 900


def find_java() -> str:
    """The Java of JAVA_HOME or of the PATH; DependencyMissing when there is none new enough."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    cure = f"install Java {OLDEST_JAVA} or newer (apt-get install openjdk-17-jre-headless)"
    if java is None:
        raise DependencyMissing(f"Java is missing, and Kafka needs it; {cure}.")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603  found above
    found = re.search(r'version "(\d+)', said.stderr)
    if found is None:
        raise DependencyMissing(f"{java} does not say its version; {cure}.", said.stderr)
    if int(found[1]) < OLDEST_JAVA:
        raise DependencyMissing(
            f"{java} is Java {found[1]}, and Kafka needs {OLDEST_JAVA}; {cure}, or point JAVA_HOME "
            "at it."
        )
    return java


@dataclass(frozen=True, slots=True)
class Jars:
    """A set of jars: its pom.xml and jars.sha256 (`source`), where they go, and what they are."""

    source: Path
    folder: Path
    name: str
    megabytes: int

    @property
    def stamp(self) -> str:
        """What is installed when this stands beside it."""
        pinned = [(self.source / one).read_bytes() for one in ("pom.xml", "jars.sha256")]
        return hashlib.sha256(b"".join(pinned)).hexdigest()

    @property
    def installed(self) -> bool:
        """Whether these very jars are there."""
        stamp = self.folder / "stamp"
        return stamp.exists() and stamp.read_text() == self.stamp

    def pins(self) -> Iterator[tuple[str, str]]:
        """Name and hash of every jar."""
        for line in (self.source / "jars.sha256").read_text().splitlines():
            digest, _, name = line.partition("  ")
            yield name, digest


def install_jars(paths: Paths, tell: Callable[[str], None]) -> None:
    """Make sure that Kafka's jars are there, whole and as pinned; a second call does nothing."""
    install(Jars(KAFKA, paths.jars, "Kafka", 50), tell)


def install(jars: Jars, tell: Callable[[str], None]) -> None:
    """Make sure that jars are there, whole and as pinned; a second call does nothing."""
    if jars.installed:
        return
    jars.folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(jars.folder.with_suffix(".lock")):
        if jars.installed:  # by whom we waited for
            return
        tell(f"Downloading {jars.name} ({jars.megabytes} MB)")
        draft = jars.folder.with_suffix(".unfinished")
        shutil.rmtree(draft, ignore_errors=True)
        _download(jars, draft)
        _verify(jars, draft)
        (draft / "stamp").write_text(jars.stamp)
        shutil.rmtree(jars.folder, ignore_errors=True)
        draft.rename(jars.folder)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _download(jars: Jars, folder: Path) -> None:
    maven, pom = shutil.which("mvn"), jars.source / "pom.xml"
    if maven is None:
        raise DependencyMissing(
            f"Maven is missing, and {jars.name} is installed with it; install it (apt-get install "
            "maven)."
        )
    goal = ("-q", "-B", "-C", "-f", str(pom), "dependency:copy-dependencies")
    options = ("-DincludeScope=runtime", f"-DoutputDirectory={folder}")
    try:
        done = subprocess.run(  # noqa: S603  found above
            [maven, *goal, *options],
            capture_output=True,
            text=True,
            check=False,
            timeout=MAVEN_SECONDS,
        )
    except subprocess.TimeoutExpired as late:
        raise DependencyMissing(
            f"Maven took too long to download {jars.name}; check the network and run this again."
        ) from late
    if done.returncode:
        raise _maven_failure(jars.name, done.stdout + done.stderr)


def _maven_failure(name: str, said: str) -> DependencyMissing:
    detail = "\n".join(said.splitlines()[:8])
    if "No space left" in said:
        return DependencyMissing(
            f"The disk is full, so Maven could not download {name}; free 200 MB and run this "
            "again.",
            detail,
        )
    return DependencyMissing(
        f"Maven could not download {name}; check that a Maven repository can be reached (its "
        "settings are in ~/.m2/settings.xml) and run this again.",
        detail,
    )


def _verify(jars: Jars, folder: Path) -> None:
    """Compare every jar with its pinned hash: more, fewer or other jars are refused."""
    pinned = dict(jars.pins())
    found = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in folder.glob("*.jar")}
    for name in sorted(pinned.keys() | found.keys()):
        if pinned.get(name) != found.get(name):
            raise DependencyMissing(
                f"{name} differs from its hash in {_place(jars)}, so {jars.name} was not "
                "installed; remove that file from ~/.m2/repository and run this again."
            )


def _place(jars: Jars) -> str:
    source = jars.source / "jars.sha256"
    return str(source.relative_to(PROJECT) if source.is_relative_to(PROJECT) else source)
