"""`status`: what runs, whether it is well, and how far behind it is."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from time import time
from typing import Annotated, Any

import httpx
import typer
from prometheus_client.parser import text_string_to_metric_families
from rich.markup import escape

from cli.terminal import print_json, results
from deploy.local import kafka, mongodb
from deploy.local.services import ANSWER_SECONDS, Service, url
from deploy.local.stack import Stack

LAG = "aantoonbaar_lag_seconds"
PARKED = "aantoonbaar_parked_records"
OLDEST_UNSENT = "aantoonbaar_relay_oldest_unsent_timestamp_seconds"

Samples = dict[str, list[float]]


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(status)


def status(
    *, as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False
) -> None:
    """Say what runs, healthy or why not; exit code 1 when anything is not well."""
    found = look(Stack.here())
    if as_json:
        print_json(found)
    else:
        _show(found)
    raise typer.Exit(0 if found["healthy"] else 1)


def look(stack: Stack) -> dict[str, Any]:
    """Everything that `--json` prints."""
    with ThreadPoolExecutor() as pool:
        asked = {name: pool.submit(stack.why_not_ready, name) for name in stack.names}
        metrics = pool.map(lambda service: _metrics(stack, service), stack.services)
        states = {name: _state(answer.result()) for name, answer in asked.items()}
    stores = {name: states.pop(name) for name in (kafka.NAME, mongodb.NAME)}
    return {
        "healthy": all(state["ready"] for state in (*states.values(), *stores.values())),
        "services": states,
        **stores,
        **figures(metrics, time()),
    }


def figures(metrics: Iterable[Samples], now: float) -> dict[str, float | None]:
    """The worst lag, all that is parked, and the age of what waits longest; None when unknown."""
    samples: Samples = {}
    for found in metrics:
        for name, values in found.items():
            samples.setdefault(name, []).extend(values)
    lag, parked, unsent = (samples.get(name) for name in (LAG, PARKED, OLDEST_UNSENT))
    waiting = [at for at in unsent or [] if at > 0]  # 0 stands for nothing
    return {
        "lag_seconds": max(lag) if lag else None,
        "parked": sum(parked) if parked else None,
        "oldest_unsent_seconds": (max(0.0, now - min(waiting)) if waiting else 0.0)
        if unsent
        else None,
    }


def read_metrics(text: str) -> Samples:
    """The values of the metrics that a status needs, by name."""
    wanted = (LAG, PARKED, OLDEST_UNSENT)
    return {
        family.name: [sample.value for sample in family.samples]
        for family in text_string_to_metric_families(text)
        if family.name in wanted
    }


def _metrics(stack: Stack, service: Service) -> Samples:
    address = f"{url(getattr(stack.ports, service.port))}/metrics"
    try:
        answer = httpx.get(address, timeout=ANSWER_SECONDS, trust_env=False)
        return read_metrics(answer.text) if answer.is_success else {}
    except (httpx.HTTPError, ValueError):
        return {}  # whether the service runs is said elsewhere


def _state(why_not: str | None) -> dict[str, Any]:
    return {"ready": why_not is None, "why": why_not or ""}


def _show(found: dict[str, Any]) -> None:
    stores = {name: found[name] for name in (kafka.NAME, mongodb.NAME)}
    for name, state in {**stores, **found["services"]}.items():
        said = "ready" if state["ready"] else f"[bold red]not ready[/]: {escape(state['why'])}"
        results.print(f"{name:<10} {said}")
    for label, key, unit in (
        ("behind by", "lag_seconds", " s"),
        ("parked", "parked", ""),
        ("longest unsent", "oldest_unsent_seconds", " s"),
    ):
        if found[key] is not None:
            results.print(f"{label}: {found[key]:g}{unit}")
