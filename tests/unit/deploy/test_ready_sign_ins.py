"""Whom `up` offers to sign in as: one per role, and only who is there today."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from deploy.local.issuer.people import Person
from deploy.local.samples import ready_sign_ins
from deploy.local.secrets import Secrets
from deploy.local.sign_in import SignIn
from shared.contracts.moments import AMSTERDAM


class Known:
    """The people of a local sign-in, as its client tells them."""

    def __init__(self, **people: Mapping[str, Any]) -> None:
        self.known = {sub: self._whole(person) for sub, person in people.items()}

    def people(self) -> dict[str, dict[str, Any]]:
        return dict(self.known)

    def put_person(self, subject: str, person: Mapping[str, Any]) -> None:
        self.known[subject] = self._whole(person)

    def put_client(self, client: str, machine: Mapping[str, Any]) -> None:
        del client, machine

    @staticmethod
    def _whole(person: Mapping[str, Any]) -> dict[str, Any]:
        return Person.model_validate(person).model_dump(mode="json")


def teacher(name: str, days_left: int | None = None) -> dict[str, Any]:
    today = datetime.now(AMSTERDAM).date()
    until = None if days_left is None else (today + timedelta(days=days_left)).isoformat()
    return {"roles": ["teacher"], "name": name, "until": until}


def offered(known: Known, tmp_path: Path, *preferred: str) -> dict[str, str]:
    ready = ready_sign_ins(cast("SignIn", known), Secrets(tmp_path), preferred)
    return {one.role: one.name for one in ready}


def test_who_has_left_is_not_offered_even_when_preferred(tmp_path: Path) -> None:
    known = Known(left=teacher("Lena", -1), there=teacher("Tom"))
    assert offered(known, tmp_path, "left")["teacher"] == "Tom"


def test_the_last_day_counts(tmp_path: Path) -> None:
    known = Known(there=teacher("Tom"), leaves=teacher("Lena", 0))
    assert offered(known, tmp_path, "leaves")["teacher"] == "Lena"


def test_where_everybody_of_a_role_has_left_there_is_a_sample(tmp_path: Path) -> None:
    known = Known(left=teacher("Lena", -1))
    assert offered(known, tmp_path)["teacher"] == "Lou Leraar"
