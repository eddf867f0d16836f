"""The platform in one folder on one set of ports: what `up` starts and what tests stand on."""

from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.kafka import platforms, topics
from deploy.kafka.administration import open_admin
from deploy.local import kafka, mongodb, services
from deploy.local.failures import DidNotStart
from deploy.local.jars import install_jars
from deploy.local.paths import Paths
from deploy.local.ports import HOST, Ports, check_free
from deploy.local.processes import Processes, Program
from deploy.local.secrets import Secrets
from deploy.local.services import Service
from deploy.local.waiting import wait_until_ready

Tell = Callable[[str], None]


class Stack:
    """Kafka, MongoDB and services; as a context manager it stops what it started."""

    def __init__(
        self,
        paths: Paths,
        ports: Ports,
        run: Iterable[Service] = (),
        *,
        tied: bool = False,
        tell: Tell = lambda _: None,
    ) -> None:
        """With `tied` its processes end with this one; `tell` hears what goes on."""
        self.paths = paths
        self.ports = ports
        self.services = tuple(run)
        self.secrets = Secrets(paths.secrets)
        self.processes = Processes(paths.run, paths.logs, tied=tied)
        self._tell = tell

    @classmethod
    def here(cls, tell: Tell = lambda _: None) -> "Stack":
        """This project's own: where its variables say, else where it runs, else where usual."""
        paths = Paths.from_environment()
        found = cls(paths, Ports.load(paths.ports) or Ports(), services.ALL, tell=tell)
        runs = any(found.processes.alive(name) for name in found.names)
        found.ports = Ports.from_environment(otherwise=found.ports if runs else None)
        return found

    @classmethod
    def for_tests(cls, folder: Path, jars: Path, run: Iterable[Service] = ()) -> "Stack":
        """A stack of its own on free ports, which ends with the test run whatever happens."""
        return cls(Paths.of(folder, jars), Ports.free(), run, tied=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def kafka_bootstrap(self) -> str:
        """The inside listener, where everything is allowed."""
        return kafka.bootstrap(self.ports)

    @property
    def platform_bootstrap(self) -> str:
        """The listener where platforms sign in."""
        return f"{HOST}:{self.ports.kafka_platform}"

    @property
    def mongodb_uri(self) -> str:
        """The address of the replica set."""
        return mongodb.uri(self.ports)

    @property
    def names(self) -> tuple[str, ...]:
        """The programs, in the order in which they start."""
        return (mongodb.NAME, kafka.NAME, *(service.name for service in self.services))

    def start(self) -> None:
        """Start what does not run yet, and wait until all is ready; harmless to repeat."""
        self.paths.make()
        install_jars(self.paths, self._tell)
        stale = self._stale()
        if stale:
            self.paths.check_room()
        self.processes.stop(stale)
        check_free(self.ports, [port for name in stale for port in self._ports_of(name)])
        self.ports.save(self.paths.ports)
        self._start_stores(stale)
        self._tell("Making the topics")
        topics.create(
            open_admin(self.kafka_bootstrap), topics.fact_topics() + topics.dead_letter_topics()
        )
        self._start_services(stale)

    def stop(self) -> list[str]:
        """Stop what this folder started, the services before the stores; the names that ran."""
        stopped = self.processes.stop([service.name for service in self.services])
        stopped += self.processes.stop([kafka.NAME, mongodb.NAME])
        self.paths.ports.unlink(missing_ok=True)
        return stopped

    def admit_platform(self, platform: str) -> str:
        """Give a platform its topics and rights in Kafka; returns its password."""
        password = self.secrets.platform_password(platform)
        platforms.admit(open_admin(self.kafka_bootstrap), platform, password)
        return password

    def why_not_ready(self, name: str) -> str | None:
        """Nothing when a program runs and is ready, else what is wrong."""
        if self.processes.alive(name) is None:
            return "it ended by itself" if self.processes.find(name) else "it is not started"
        if name == mongodb.NAME:
            return mongodb.why_not_ready(self.ports)
        if name == kafka.NAME:
            return kafka.why_not_ready(self.ports)
        service = next(service for service in self.services if service.name == name)
        return services.why_not_ready(getattr(self.ports, service.port))

    def _programs(self) -> dict[str, Program]:
        return {
            mongodb.NAME: mongodb.program(self.paths, self.ports),
            kafka.NAME: kafka.program(self.paths, self.ports),
            **{
                service.name: services.program(service, self.paths, self.ports)
                for service in self.services
            },
        }

    def _stale(self) -> list[str]:
        """The programs that do not run, or run with other settings than they should have now."""
        return [
            name
            for name, program in self._programs().items()
            if (running := self.processes.alive(name)) is None
            or running.fingerprint != program.fingerprint()
        ]

    def _ports_of(self, name: str) -> tuple[str, ...]:
        stores = {mongodb.NAME: mongodb.PORTS, kafka.NAME: kafka.PORTS}
        return stores.get(name) or (next(s.port for s in self.services if s.name == name),)

    def _start_stores(self, stale: list[str]) -> None:
        """MongoDB takes a second and Kafka four: neither waits for the other."""
        if {kafka.NAME, mongodb.NAME} & set(stale):
            self._tell("Starting Kafka and MongoDB")
        if mongodb.NAME in stale:
            mongodb.start(self.processes, self.paths, self.ports)
        if kafka.NAME in stale:
            password = self.secrets.kafka_admin_password()
            kafka.start(self.processes, self.paths, self.ports, password)
        try:
            self._wait(mongodb.NAME, mongodb.READY_SECONDS)
        except DidNotStart as failure:
            raise mongodb.library_failure(failure.detail) or failure from None
        self._wait(kafka.NAME, kafka.READY_SECONDS)

    def _start_services(self, stale: list[str]) -> None:
        for service in self.services:
            if service.name in stale:
                self.processes.start(services.program(service, self.paths, self.ports))
        for service in self.services:
            self._wait(service.name, services.READY_SECONDS)

    def _wait(self, name: str, seconds: float) -> None:
        self._tell(f"Waiting for {name}")
        wait_until_ready(self.processes, name, lambda: self.why_not_ready(name), seconds)
