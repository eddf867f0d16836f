import socket
from dataclasses import asdict
from pathlib import Path

import pytest

from deploy.local.failures import PortTaken, WrongUse
from deploy.local.ports import HOST, Ports, check_free, is_free


def test_a_variable_moves_one_port_and_leaves_the_others() -> None:
    ports = Ports.from_environment({"AANTOONBAAR_SIGN_IN_PORT": "9404"})
    assert ports == Ports(sign_in=9404)


def test_a_variable_wins_over_the_port_that_is_in_use() -> None:
    ports = Ports.from_environment({"AANTOONBAAR_KAFKA_PORT": "9092"}, Ports(kafka=1, mongodb=9017))
    assert (ports.kafka, ports.mongodb) == (9092, 9017)


@pytest.mark.parametrize("text", ["80", "65536", "-1", "eight", "8401 "])
def test_what_is_no_port_is_refused_by_the_name_of_its_variable(text: str) -> None:
    with pytest.raises(WrongUse, match="AANTOONBAAR_MONGODB_PORT must be a port"):
        Ports.from_environment({"AANTOONBAAR_MONGODB_PORT": text})


def test_two_listeners_on_one_port_are_refused() -> None:
    with pytest.raises(WrongUse, match="cannot both have port 8401"):
        Ports.from_environment({"AANTOONBAAR_EVIDENCE_PORT": "8401"})


def test_free_ports_are_all_different_and_free() -> None:
    ports = asdict(Ports.free()).values()
    assert len(set(ports)) == len(ports)
    assert all(is_free(port) for port in ports)


def test_a_taken_port_is_named_with_who_needs_it_and_what_moves_it() -> None:
    with socket.create_server((HOST, 0)) as taken:
        ports = Ports(mongodb=taken.getsockname()[1])
        with pytest.raises(PortTaken) as refused:
            check_free(ports, ["mongodb"])
    assert str(ports.mongodb) in refused.value.sentence
    assert "MongoDB" in refused.value.sentence
    assert "AANTOONBAAR_MONGODB_PORT=" in refused.value.sentence
    assert refused.value.exit_code == 2


def test_ports_written_down_are_read_back(tmp_path: Path) -> None:
    ports = Ports(evidence=9403)
    ports.save(tmp_path / "ports.json")
    assert Ports.load(tmp_path / "ports.json") == ports


@pytest.mark.parametrize("content", ["", "{", '{"unknown": 1}', "[]"])
def test_half_written_ports_count_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "ports.json").write_text(content)
    assert Ports.load(tmp_path / "ports.json") is None
    assert Ports.load(tmp_path / "absent.json") is None
