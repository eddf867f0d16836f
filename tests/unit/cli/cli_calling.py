"""Calls the command line in this process: its exit code, and what it says."""

import json
import sys
from typing import Any

import pytest

from cli.main import main


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of one call."""
    before, sys.argv = sys.argv, ["aantoonbaar", *words]
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        sys.argv = before
    said = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, said.out, said.err


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    """Exit code and the JSON object on the last line."""
    code, out, _ = call(capsys, *words, "--json")
    return code, json.loads(out.splitlines()[-1])
