"""Who is in the tests: two boards, three schools, a leader, a coach, teachers, a platform."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx
from cloudevents.core.bindings import kafka as binding
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from shared.contracts import enrolment as e
from tests.integration.feedback.world import SOURCE, World, until

BOARD, OTHER_BOARD = "12345", "54321"
SCHOOL, SISTER, STRANGER = "01AA00", "01AA01", "99ZZ00"
FROM = "2020-08-01"
LIST, LIST_VERSION = "aantoonbaar-kijkwijzer", "1.0"
PUPILS_LIST = "aantoonbaar-leerlingenlijst"
TYPE = "nl.professionalisering.{}.v1"
ALL_TYPES = tuple(
    TYPE.format(name)
    for name in (
        "observations.recorded",
        "observations.retracted",
        "reflections.recorded",
        "reflections.retracted",
        "module-ratings.recorded",
        "module-ratings.retracted",
        "pulses.recorded",
        "coachings.recorded",
        "coachings.retracted",
        "pupil-results.recorded",
        "pupil-results.retracted",
    )
)
SCORES = [{"indicator": "KM1", "theme": "classroom-management", "score": 3}]


def school(code: str, board: str) -> e.SchoolRegistered:
    return e.SchoolRegistered(
        occurred_at=FROM, school=code, board=board, name="S", sector="po", valid_from=FROM
    )


def joined(teacher: str, function: str = "teacher", since: str = FROM) -> e.TeacherJoined:
    return e.TeacherJoined.model_validate(
        {"occurredAt": since, "teacher": teacher, "from": since, "fte": 1, "function": function}
    )


def admitted(platform: str, source: str = SOURCE) -> e.PlatformAdmitted:
    return e.PlatformAdmitted(
        occurred_at=FROM, platform=platform, source=source, types=ALL_TYPES, valid_from=FROM
    )


class Cast:
    """The people of a world, and their clients."""

    def __init__(self, world: World) -> None:
        self.world = world
        for subject in ("tess", "tom", "carl", "lea", "olga"):
            board = OTHER_BOARD if subject == "olga" else BOARD
            world.sign_in.people[subject] = {board: f"p-{subject}"}

    def enter(self, platform: str = "e-loo") -> None:
        """Let enrolment tell of everyone, and wait until that was heard."""
        world = self.world
        for code, board in ((SCHOOL, BOARD), (SISTER, BOARD), (STRANGER, OTHER_BOARD)):
            world.say(school(code, board), code, board)
        for name in ("tess", "tom"):
            world.say(joined(f"p-{name}"), SCHOOL, BOARD)
        world.say(joined("p-carl", "coach"), SCHOOL, BOARD)
        world.say(joined("p-lea", "leader"), SCHOOL, BOARD)
        world.say(joined("p-olga"), STRANGER, OTHER_BOARD)
        world.say(admitted(platform), BOARD, BOARD)
        world.make_platform(platform)
        people = world.mongo()
        until(lambda: people.members.find_one({"_id": f"{SCHOOL}/p-lea"}), "people were heard")
        until(lambda: people.admissions.find_one({"_id": f"{BOARD}/{platform}"}), "platform heard")
        links = [{"platformPerson": f"u-{n}", "teacher": f"p-{n}"} for n in ("tess", "tom", "carl")]
        path = f"/v1/boards/{BOARD}/platforms/{platform}/links"
        self.admin().post(path, json={"links": links}).raise_for_status()

    def teacher(self, name: str = "tess") -> httpx.Client:
        return self.world.client(name, "teacher", boards=[BOARD], schools=[SCHOOL])

    def coach(self) -> httpx.Client:
        return self.world.client("carl", "coach", boards=[BOARD], schools=[SCHOOL])

    def leader(self) -> httpx.Client:
        return self.world.client("lea", "school-leader", boards=[BOARD], schools=[SCHOOL])

    def stranger(self) -> httpx.Client:
        roles = ("teacher", "coach", "school-leader")
        return self.world.client("olga", *roles, boards=[OTHER_BOARD], schools=[STRANGER])

    def admin(self) -> httpx.Client:
        return self.world.client("bas", "board-admin", boards=[BOARD])

    def platform(self, name: str = "e-loo") -> httpx.Client:
        return self.world.client(f"platform:{name}", "platform")

    def ops(self) -> httpx.Client:
        return self.world.client("ops", "ops")


def observation(teacher: str = "u-tess", **more: Any) -> dict[str, Any]:
    return {
        "occurredAt": "2026-03-05T10:00:00+01:00",
        "observation": str(uuid.uuid4()),
        "teacher": teacher,
        "perspective": "observer",
        "purpose": "coaching",
        "instrument": LIST,
        "instrumentVersion": LIST_VERSION,
        "scores": SCORES,
        **more,
    }


def event(
    data: Mapping[str, Any], name: str = "observations.recorded", **attributes: Any
) -> dict[str, Any]:
    """A CloudEvent as a JSON object; an attribute that is None is left out."""
    made = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": SOURCE,
        "type": TYPE.format(name),
        "subject": SCHOOL,
        "time": "2026-03-05T12:00:00Z",
        "datacontenttype": "application/json",
        "data": dict(data),
        **attributes,
    }
    return {name: content for name, content in made.items() if content is not None}


def by_sdk(made: Mapping[str, Any], mode: str) -> binding.KafkaMessage:
    """The event as the CloudEvents SDK writes it to Kafka."""
    attributes = {name: content for name, content in made.items() if name != "data"}
    attributes["time"] = datetime.fromisoformat(attributes["time"])
    cloud_event = CloudEvent(attributes, made["data"])
    write = binding.to_structured if mode == "structured" else binding.to_binary
    return write(cloud_event, JSONFormat())


def send(cast: Cast, *events: Mapping[str, Any], platform: str = "e-loo") -> None:
    """Write events to the platform's topic, structured, keyed by school."""
    headers = {"content-type": "application/cloudevents+json; charset=UTF-8"}
    messages: Sequence[Any] = [
        (made.get("subject", "x"), json.dumps(made).encode(), headers) for made in events
    ]
    cast.world.produce(f"platform.{platform}.events.v1", messages)


def verdict_on(cast: Cast, event_id: str, count: int = 1, platform: str = "e-loo") -> Any:
    """The verdicts on an event, as the API tells them, as soon as there are so many."""
    client = cast.platform(platform)

    def find() -> Any:
        answer = client.get(f"/v1/platforms/{platform}/verdicts/{event_id}")
        found = answer.json()["verdicts"] if answer.is_success else []
        return found if len(found) >= count else None

    return until(find, f"{count} verdict(s) on {event_id}")
