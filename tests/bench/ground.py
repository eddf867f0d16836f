"""What a measurement stands on: a Kafka and a MongoDB of its own, and rounds beside its rivals."""

import os
import platform
import statistics
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from deploy.local.paths import Paths
from deploy.local.stack import Stack
from shared.chassis.interpreter import tune_interpreter
from shared.chassis.mongo import Mongo
from shared.chassis.settings import ServiceSettings

Rate = Callable[[], Awaitable[float]]
Tell = Callable[[str], None]
ISSUER = "http://127.0.0.1:1"  # nobody signs in during a measurement


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the stores of this measurement are."""

    kafka: str
    mongodb: str
    folder: Path

    def mongo(self) -> Mongo:
        """A database that nobody used before, by the driver that the environment asks for."""
        return Mongo(self.mongodb, f"bench-{uuid4().hex[:12]}", self.settings().mongo_driver)

    def settings(self) -> ServiceSettings:
        """Settings as a service would read them."""
        return ServiceSettings.model_validate(
            {
                "environment": "development",
                "http_port": 1,
                "kafka_bootstrap": self.kafka,
                "mongodb_uri": self.mongodb,
                "issuer": ISSUER,
            }
        )


@contextmanager
def ground(tell: Tell) -> Iterator[Ground]:
    """Start both stores on free ports, in a folder that goes with them."""
    with TemporaryDirectory(prefix="aantoonbaar-bench-") as folder:
        tell("Starting a Kafka and a MongoDB for this measurement")
        with Stack.for_tests(Path(folder), Paths.from_environment().jars) as stack:
            yield Ground(stack.kafka_bootstrap, stack.mongodb_uri, Path(folder))


Rates = Mapping[str, list[float]]
"""Per name the rates of the rounds, in order."""


async def interleaved(rates: Mapping[str, Rate], rounds: int, tell: Tell) -> Rates:
    """The rates of rounds in which all take their turn, so that noise hits all alike."""
    tune_interpreter()  # as a service does when it starts; it holds for all alike
    found: dict[str, list[float]] = {name: [] for name in rates}
    for number in range(1, rounds + 1):
        for name, rate in rates.items():
            tell(f"Round {number} of {rounds}: {name}")
            found[name].append(await rate())
    return found


def report(
    bench: str, unit: str, ours: str, rates: Rates, limits: tuple[str, ...], runs: int
) -> dict[str, Any]:
    """What `bench --json` prints: our rate, the rivals', and the ratios.

    All are medians; a ratio is that of one round, for machines grow faster and slower.
    """
    middle = {name: round(statistics.median(found), 1) for name, found in rates.items()}
    rivals = {name: rate for name, rate in middle.items() if name != ours}
    return {
        "bench": bench,
        "rate": middle[ours],
        "unit": unit,
        "rivals": {name: rate for name, rate in rivals.items() if name not in limits},
        "ratios": {name: round(_ratio(rates[ours], rates[name]), 3) for name in rivals},
        "limits": {name: rate for name, rate in rivals.items() if name in limits},
        "runs": runs,
        "machine": machine(),
    }


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
