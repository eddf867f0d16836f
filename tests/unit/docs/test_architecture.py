"""The architecture page names what the code really has: import contracts, collections, topics."""

import re
import tomllib
from pathlib import Path

import pytest

from deploy.kafka.platforms import topics_of
from deploy.kafka.topics import DAY_MS, dead_letter_topics, fact_topics
from tests.unit.docs.pages import CODE, DOCS, ROOT, rows, text_of

PAGE = DOCS / "explanation/architecture.md"
NAMED = re.compile(r'^([A-Z]+(?:, [A-Z]+)*) = ("[a-z_]+"(?:, "[a-z_]+")*)', re.MULTILINE)
USED = re.compile(r'mongo\[(?:"([a-z_]+)"|([A-Z]+))\]')


def test_import_contracts_are_those_that_are_linted() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]
    part = text_of(PAGE).split("### Import contracts\n", 1)[1].split("\n## ", 1)[0]
    assert re.findall(r"^- (.*)$", part, re.MULTILINE) == named


@pytest.mark.parametrize("folder", ["shared/chassis", "services"])
def test_every_collection_is_named(folder: str) -> None:
    told = {
        said for row in rows(PAGE, "### What is written where", 2) for said in CODE.findall(row[1])
    }
    files = [file.read_text(encoding="utf-8") for file in (ROOT / folder).rglob("*.py")]
    constants = {
        name: value.strip('"')
        for text in files
        for names, values in NAMED.findall(text)
        for name, value in zip(names.split(", "), values.split(", "), strict=False)
    }
    used = {
        literal or constants[constant]
        for text in files
        for literal, constant in USED.findall(text)
        if literal or constant in constants
    }
    assert used
    assert used <= told


def test_topics_have_the_partitions_and_retention_that_are_told() -> None:
    told = {
        topic: (partitions, kept)
        for topics, _, partitions, kept in rows(PAGE, "### What is written where", 4)
        for topic in CODE.findall(topics)
    }
    real = {
        topic.name: (str(topic.partitions), _kept(topic.settings["retention.ms"]))
        for topic in (*fact_topics(), *dead_letter_topics(), *topics_of("<name>"))
    }
    assert told == real


def _kept(milliseconds: str) -> str:
    return "for ever" if milliseconds == "-1" else f"{int(milliseconds) // DAY_MS} days"


def test_every_folder_of_the_tree_exists() -> None:
    tree = text_of(PAGE).split("## Where to find things\n", 1)[1].split("```")[1]
    named = [line.split()[0] for line in tree.strip().splitlines()]
    for path in named:
        assert any(Path(ROOT).glob(path.replace("<name>", "*").rstrip("/"))), path
