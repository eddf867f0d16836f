"""A small demo year through the public doors of services that run as processes of their own."""

import io
import json
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx
import jwt
import pytest

from cli.demo import load_demo, planned
from cli.status import look
from demo import people, platform
from demo.acts import Event
from demo.options import Options
from demo.plan import Plan
from demo.plot.script import PLATFORM
from deploy.local import services
from deploy.local.paths import Paths
from deploy.local.services import url
from deploy.local.sign_in import SignIn
from deploy.local.stack import Stack

T = TypeVar("T")
# So many that growth is of five people; with few of them it is chance whether it shows, so the seed
# is one with which it does.
SMALL = Options(boards=1, schools=2, teachers=14, seed=3)
SECONDS = 60.0
YEAR = SMALL.year


def until(find: Callable[[], T | None], what: str) -> T:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if found := find():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {SECONDS} s")


class Loaded:
    """A platform with a small demo year in it, and those who look at it."""

    def __init__(self, stack: Stack, plan: Plan) -> None:
        self.stack = stack
        self.plan = plan
        self._sign_in = SignIn(url(stack.ports.sign_in))

    def journal(self) -> Any:
        return self.stack.paths.data / "demo" / f"{SMALL.name}.ndjson"

    def get(self, port: int, path: str, token: str) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"}
        answer = httpx.get(url(port) + path, headers=headers, timeout=30, trust_env=False)
        return answer.raise_for_status()

    @contextmanager
    def browser(self, subject: str) -> Iterator[httpx.Client]:
        """Somebody who signed in through the pages and the issuer's own page."""
        evidence = url(self.stack.ports.evidence)
        with httpx.Client(base_url=evidence, trust_env=False, timeout=30) as browser:
            to_issuer = browser.get("/sign-in").headers["location"]
            back = httpx.post(to_issuer, data={"subject": subject}, trust_env=False)
            assert browser.get(back.headers["location"]).status_code == 303
            yield browser

    def years(self, school: str, subject: str) -> list[str]:
        """The years that the school has figures of."""
        token = self._sign_in.token_of_person(subject)
        path = f"/v1/schools/{school}/years"
        found: list[str] = self.get(self.stack.ports.evidence, path, token).json()["years"]
        return found

    def year(self, number: int) -> dict[str, Any]:
        school = self.plan.boards[0].schools[number]
        token = self._sign_in.token_of_person(school.leader.subject)
        path = f"/v1/schools/{school.code}/years/{YEAR}"
        found: dict[str, Any] = self.get(self.stack.ports.evidence, path, token).json()
        return found

    def figure(self, number: int, name: str, theme: str) -> dict[str, Any]:
        return next(
            figure
            for figure in self.year(number)["figures"]
            if figure["figure"] == name and figure["theme"] == theme
        )

    def all_is_released(self) -> bool:
        years = [self.year(number) for number in (0, 1)]
        return all(year["released"] and not year["releasing"] for year in years)

    def facts(self) -> list[dict[str, Any]]:
        board = self.plan.boards[0]
        token = self._sign_in.token_of_person(board.admin)
        path = f"/v1/boards/{board.code}/facts"
        text = self.get(self.stack.ports.evidence, path, token).text
        return [json.loads(line) for line in text.splitlines()]

    def verdicts(self) -> list[dict[str, Any]]:
        secret = self.stack.secrets.client_secret(PLATFORM)
        token = self._sign_in.token_of_machine(PLATFORM, secret)
        found: list[dict[str, Any]] = []
        while True:
            after = found[-1]["number"] if found else 0
            path = f"/v1/platforms/{PLATFORM}/verdicts?limit=1000&after={after}"
            answer = self.get(self.stack.ports.feedback, path, token).json()
            found += answer["verdicts"]
            if answer["next"] is None:
                return found

    def all_is_seen(self) -> bool:
        found = look(self.stack)
        return bool(
            found["healthy"] and found["lag_seconds"] == 0 and found["oldest_unsent_seconds"] == 0
        )


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    jars = Paths.from_environment().jars
    stack = Stack.for_tests(tmp_path_factory.mktemp("demo"), jars, services.ALL)
    with stack:
        acts, plan = load_demo(stack, lambda _: None, SMALL)
        assert acts == len(plan.acts)
        world = Loaded(stack, plan)
        until(world.all_is_seen, "everything that was said is seen")
        until(world.all_is_released, "the releases of all months are made")
        yield world
    stack.paths.wipe()


def test_every_event_has_its_verdict_and_only_the_wrong_ones_are_refused(loaded: Loaded) -> None:
    expected = Counter(event.expect for event in loaded.plan.acts if isinstance(event, Event))
    found = Counter(
        verdict["reason"]["code"] if verdict["outcome"] == "refused" else verdict["outcome"]
        for verdict in loaded.verdicts()
    )
    assert found == expected
    assert found["accepted"] > 100
    assert len(found) > 8


def test_nothing_is_parked(loaded: Loaded) -> None:
    assert look(loaded.stack)["parked"] == 0
    assert [loaded.year(number)["parked"] for number in (0, 1)] == [None, None]


def test_a_teacher_takes_certificates_and_texts_along(loaded: Loaded) -> None:
    name = next(act.name for act in loaded.plan.acts if act.name.endswith("/certificate"))
    token = SignIn(url(loaded.stack.ports.sign_in)).token_of_person(name.split("/")[1])
    evidence = loaded.stack.ports.evidence
    told = loaded.get(evidence, "/v1/me/portfolio", token).json()
    assert told["certificates"][0]["titles"]["nl"] != told["certificates"][0]["module"]
    certificate = told["certificates"][0]["certificate"]
    path = f"/v1/me/portfolio/certificates/{certificate}/jwt?with-name=true"
    signed = loaded.get(evidence, path, token).text
    key = jwt.PyJWKClient(f"{url(evidence)}/v1/credential-keys").get_signing_key_from_jwt(signed)
    said = jwt.decode(signed, key, algorithms=["RS256"])
    assert said["credentialSubject"]["identifier"][0]["identityType"] == "name"
    packed = zipfile.ZipFile(
        io.BytesIO(loaded.get(evidence, "/v1/me/portfolio/export", token).content)
    )
    mine = loaded.get(loaded.stack.ports.feedback, "/v1/me/reflections?limit=200", token).json()
    assert json.loads(packed.read("texts.json"))["reflections"] == mine["reflections"]


def test_the_school_that_improved_went_all_the_way_from_plan_to_evaluation(
    loaded: Loaded,
) -> None:
    focus = loaded.plan.boards[0].schools[0].story.focuses[0]
    goals = loaded.figure(0, "goals", focus.theme)["value"]
    assert goals == {"set": 1, "measurable": 1, "evaluated": 1, "reached": 1}
    assert loaded.figure(0, "participation", focus.theme)["value"] >= 0.5
    assert loaded.figure(0, "growth.observer", focus.theme)["value"] > 0


def test_the_school_without_follow_up_shows_the_gap(loaded: Loaded) -> None:
    focus = loaded.plan.boards[0].schools[1].story.focuses[0]
    assert loaded.figure(1, "participation", focus.theme)["value"] >= 0.5
    assert loaded.figure(1, "growth.observer", focus.theme)["suppressed"] == "no-data"
    gaps = [gap["kind"] for gap in loaded.year(1)["gaps"] if gap["theme"] == focus.theme]
    assert "goal-not-evaluated" in gaps
    assert "no-later" in gaps


def test_the_year_is_logged_as_it_went_by(loaded: Loaded) -> None:
    facts = loaded.facts()
    # No fact was logged after the last act: the clock ran, and stopped with the script.
    last = loaded.plan.acts[-1].at.date().isoformat()
    assert max(fact["time"][:10] for fact in facts) == last
    months = Counter(fact["time"][:7] for fact in facts)
    assert {"2025-09", "2025-12", "2026-03", "2026-06"} <= months.keys()
    late = [f for f in facts if f["data"]["occurredAt"][:7] < f["time"][:7]]
    assert late
    assert not loaded.stack.paths.clock.exists()


def test_as_of_a_day_in_the_year_shows_what_was_known_then(loaded: Loaded) -> None:
    school = loaded.plan.boards[0].schools[0]
    token = SignIn(url(loaded.stack.ports.sign_in)).token_of_person(school.leader.subject)
    path = f"/v1/schools/{school.code}/years/{YEAR}?as-of=2025-12-19"
    found = loaded.get(loaded.stack.ports.evidence, path, token).json()["figures"]
    theme = school.story.focuses[0].theme
    named = {row["figure"]: row for row in found if row["theme"] == theme}
    assert named["goals"]["value"]["evaluated"] == 0
    assert named["participation"]["value"] > 0


def test_who_names_no_year_lands_in_the_demo_year_though_people_stay_on(loaded: Loaded) -> None:
    board = loaded.plan.boards[0]
    school = board.schools[0]
    years = loaded.years(school.code, school.leader.subject)
    assert YEAR in years
    assert len(years) > 1, "people are members in the years after it"
    for subject, place in (
        (school.leader.subject, f"/schools/{school.code}"),
        (board.admin, f"/boards/{board.code}"),
    ):
        with loaded.browser(subject) as browser:
            answer = browser.get(place)
            assert answer.headers["location"] == f"{place}/years/{YEAR}"
            assert browser.get(answer.headers["location"]).status_code == 200


def test_loading_again_does_nothing(loaded: Loaded) -> None:
    before = len(loaded.facts())
    started = time.monotonic()
    acts, plan = load_demo(loaded.stack, lambda _: None, SMALL)
    assert acts == 0
    assert plan == planned(SMALL)
    assert time.monotonic() - started < 20
    assert len(loaded.facts()) == before


def test_a_load_that_was_interrupted_goes_on_and_says_nothing_twice(loaded: Loaded) -> None:
    before, verdicts = loaded.facts(), len(loaded.verdicts())
    lines = loaded.journal().read_text().splitlines()
    loaded.journal().write_text("\n".join(lines[: len(lines) * 2 // 3]))
    acts, plan = load_demo(loaded.stack, lambda _: None, SMALL)
    assert len(plan.acts) / 4 < acts < len(plan.acts) / 2
    until(loaded.all_is_seen, "everything that was said is seen")
    assert [fact["id"] for fact in loaded.facts()] == [fact["id"] for fact in before]
    again = loaded.verdicts()[verdicts:]
    assert {verdict["outcome"] for verdict in again} <= {"duplicate", "refused"}


def test_a_service_that_is_killed_meanwhile_is_started_again_and_nothing_is_lost_or_doubled(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "PATIENCE_SECONDS", 3.0)
    monkeypatch.setattr(platform, "VERDICT_SECONDS", 6.0)
    smallest = Options(boards=1, schools=1, teachers=6, seed=2)
    plan, steps = planned(smallest), iter(range(10_000))
    victims = {30: "feedback", 60: "enrolment"}

    def kill_on_the_way(_: str) -> None:
        if name := victims.get(next(steps)):
            loaded.stack.processes.kill(name)

    acts, _ = load_demo(loaded.stack, kill_on_the_way, smallest)
    assert acts == len(plan.acts)
    assert next(steps) > max(victims)
    other = Loaded(loaded.stack, plan)
    until(other.all_is_seen, "everything that was said is seen")
    facts = other.facts()
    things = [json.dumps([f["type"], _ids(f["data"])]) for f in facts if _ids(f["data"])]
    assert len(things) == len(set(things))
    sent = {e.data["observation"] for e in plan.acts if isinstance(e, Event) and _kept(e)}
    assert sent <= {f["data"].get("observation") for f in facts}


def _kept(event: Event) -> bool:
    return event.type == "observations.recorded" and event.expect == "accepted"


def _ids(data: dict[str, Any]) -> list[str]:
    """What may be said once of a thing: by the ids of the most particular one."""
    names = ("practice", "observation", "coaching", "rating", "reflection", "learning", "enrolment")
    return [str(data[name]) for name in names if name in data][:1]
