"""Where everything lives: one folder holds all that a run makes."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.failures import DependencyMissing, disk_failure

PROJECT = Path(__file__).resolve().parents[2]
# Kafka and MongoDB misbehave in many ways on a full disk: refuse to start instead. Both lay out
# about 300 MB before they hold anything.
FIRST_MEGABYTES = 600
LATER_MEGABYTES = 200


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one running platform; the jars may be shared with another."""

    state: Path
    jars: Path

    @classmethod
    def of(cls, state: Path, jars: Path | None = None) -> "Paths":
        """The folders in a state folder, with its own jars unless others are named."""
        return cls(state, jars or state / "kafka-jars")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Paths":
        """The state folder of the project, or the one that AANTOONBAAR_STATE names."""
        return cls.of(Path(environment.get("AANTOONBAAR_STATE") or PROJECT / ".aantoonbaar"))

    @property
    def data(self) -> Path:
        """What people and services stored: all that a fresh start wipes."""
        return self.state / "data"

    @property
    def logs(self) -> Path:
        """One log per program."""
        return self.state / "logs"

    @property
    def run(self) -> Path:
        """What runs at present."""
        return self.state / "run"

    @property
    def ports(self) -> Path:
        """The ports of what runs, for the other verbs."""
        return self.run / "ports.json"

    @property
    def secrets(self) -> Path:
        """Keys and passwords, each made once."""
        return self.state / "secrets"

    @property
    def people(self) -> Path:
        """The people and machine clients that may sign in on this machine."""
        return self.data / "people.json"

    @property
    def clock(self) -> Path:
        """While this file is there, services stamp facts with the instant in it."""
        return self.data / "clock"

    @property
    def demo_loaded(self) -> Path:
        """Marks that the demo is in the stores."""
        return self.data / "demo-loaded"

    def make(self) -> None:
        """Make the folders; DependencyMissing when the disk is full or protected."""
        try:
            for folder in (self.data, self.logs, self.run):
                folder.mkdir(parents=True, exist_ok=True)
            self.secrets.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise disk_failure(error) or error from error

    def check_room(self) -> None:
        """Raise DependencyMissing when the stores would soon run into the end of the disk."""
        needed = LATER_MEGABYTES if any(self.data.iterdir()) else FIRST_MEGABYTES
        left = shutil.disk_usage(self.state).free // 2**20
        if left < needed:
            raise DependencyMissing(
                f"{self.state} has {left} MB left; free {needed} MB, or choose another folder with "
                "AANTOONBAAR_STATE."
            )

    def wipe(self) -> None:
        """Remove what was stored; keys, logs and what is installed stay."""
        shutil.rmtree(self.data, ignore_errors=True)
