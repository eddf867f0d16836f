"""Installs Kafka's jars with Maven, once, and finds the Java that runs them."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


def install_jars(paths: Paths, tell: Callable[[str], None]) -> None:
    """Make sure that the jars are there, whole and as pinned; a second call does nothing."""
    if _installed(paths):
        return
    paths.jars.parent.mkdir(parents=True, exist_ok=True)
    with _alone(paths.jars.with_suffix(".lock")):
        if _installed(paths):  # by whom we waited for
            return
        tell("Downloading Kafka (50 MB)")
        draft = paths.jars.with_suffix(".unfinished")
        shutil.rmtree(draft, ignore_errors=True)
        _download(draft)
        _verify(draft)
        (draft / "stamp").write_text(_stamp())
        shutil.rmtree(paths.jars, ignore_errors=True)
        draft.rename(paths.jars)


def _installed(paths: Paths) -> bool:
    stamp = paths.jars / "stamp"
    return stamp.exists() and stamp.read_text() == _stamp()


def _stamp() -> str:
    pinned = (KAFKA / "pom.xml").read_bytes() + (KAFKA / "jars.sha256").read_bytes()
    return hashlib.sha256(pinned).hexdigest()


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _download(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise DependencyMissing(
            "Maven is missing, and Kafka is installed with it; install it (apt-get install maven)."
        )
    goal = ("-q", "-B", "-C", "-f", str(KAFKA / "pom.xml"), "dependency:copy-dependencies")
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
            "Maven took too long to download Kafka; check the network and run this again."
        ) from late
    if done.returncode:
        raise _maven_failure(done.stdout + done.stderr)


def _maven_failure(said: str) -> DependencyMissing:
    detail = "\n".join(said.splitlines()[:8])
    if "No space left" in said:
        return DependencyMissing(
            "The disk is full, so Maven could not download Kafka; free 200 MB and run this again.",
            detail,
        )
    return DependencyMissing(
        "Maven could not download Kafka; check that a Maven repository can be reached (its "
        "settings are in ~/.m2/settings.xml) and run this again.",
        detail,
    )


def _verify(folder: Path) -> None:
    """Compare every jar with its pinned hash: more, fewer or other jars are refused."""
    pinned = dict(_pins())
    found = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in folder.glob("*.jar")}
    for name in sorted(pinned.keys() | found.keys()):
        if pinned.get(name) != found.get(name):
            raise DependencyMissing(
                f"{name} differs from its hash in deploy/kafka/jars.sha256, so Kafka was not "
                "installed; remove that file from ~/.m2/repository and run this again."
            )


def _pins() -> Iterator[tuple[str, str]]:
    for line in (KAFKA / "jars.sha256").read_text().splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest
