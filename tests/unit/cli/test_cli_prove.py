"""`prove attacker` tells what was attacked and what came of it; an unknown proof is wrong use."""

import pytest

from tests.attacker.rules import LEAKS
from tests.unit.cli.cli_calling import answer, call


def test_a_proof_says_what_was_attacked_and_that_nothing_was_found_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, found = answer(capsys, "prove", "attacker", "--boards", "3")
    assert (code, found["ok"]) == (0, True)
    assert (found["boards"], found["found_out"], found["first"]) == (3, 0, None)
    assert found["boards_until_found"].keys() == LEAKS.keys()
    assert all(found["boards_until_found"].values())


def test_a_proof_that_there_is_not_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, error = call(capsys, "prove", "nothing")
    assert (code, "There is no proof 'nothing'" in error) == (2, True)
