"""`lint`: is this CloudEvent valid, also under the NL GOV profile, and would it be accepted?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.asked import AsJson
from cli.doors import Refused
from cli.fold import events_in
from cli.rules import Chains, findings_of
from cli.terminal import print_json, results

Finding = dict[str, Any]


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(lint)


def lint(
    files: Annotated[
        list[Path], typer.Argument(help="One event, a batch, or NDJSON; - for stdin.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Hold CloudEvents against CloudEvents 1.0, the NL GOV profile 1.1 and what is accepted here.

    An event without a chain is judged as one that a platform sends, as far as its form goes; one
    with a chain (sequence, partitionkey) as a fact. Exit code 1 when any rule is broken.

    Examples: aantoonbaar lint event.json; aantoonbaar lint facts.ndjson --json
    """
    checked = [check(file) for file in files]
    valid = all(one["valid"] for one in checked)
    if as_json:
        print_json(checked[0] if len(checked) == 1 else {"valid": valid, "files": checked})
    else:
        for one in checked:
            _show(one)
    raise typer.Exit(0 if valid else 1)


def check(file: Path) -> dict[str, Any]:
    """What is wrong in a file: {file, valid, events, findings}."""
    events, findings, chains = 0, [], Chains()
    try:
        for where, event in events_in(file):
            events += 1
            findings += [_placed(where, one) for one in _of(event, chains)]
    except Refused as refused:  # not even text
        findings.append(_finding("json/encoding", "", refused.sentence))
    if not events and not findings:
        findings.append(_finding("json/empty", "", "There is no event in this file."))
    return {"file": str(file), "valid": not findings, "events": events, "findings": findings}


def _of(event: Any, chains: Chains) -> Iterator[Finding]:
    if isinstance(event, str):
        yield _finding("json/syntax", "", event)
        return
    for found in (*findings_of(event), *chains.findings_of(event)):
        yield _finding(found.code, found.pointer, found.words[1])


def _placed(where: str, found: Finding) -> Finding:
    """The pointer leads into a batch; a line of NDJSON is named beside it."""
    kind, _, number = where.partition(" ")
    if kind == "entry":
        return {**found, "pointer": f"/{number}{found['pointer']}"}
    return {**found, "line": int(number)} if kind == "line" else found


def _finding(rule: str, pointer: str, message: str) -> Finding:
    return {"rule": rule, "pointer": pointer, "message": message}


def _show(checked: dict[str, Any]) -> None:
    if checked["valid"]:
        results.print(f"{checked['file']}: valid, {checked['events']} events", markup=False)
        return
    for one in checked["findings"]:
        line = f":{one['line']}" if "line" in one else ""
        place = f"{checked['file']}{line} {one['pointer'] or '/'}"
        results.print(f"{place} {one['rule']}: {one['message']}", markup=False)
