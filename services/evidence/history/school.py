"""The state of one school: everything its facts said, by subject, ready for deriving figures."""

import msgspec

from services.evidence.history import records as r


class School(msgspec.Struct):
    """One school's history, folded; `evolve.py` is the only writer.

    `gone` holds ids of things that were retracted: they count nowhere, and cannot come back.
    """

    key: str
    registrations: list[r.Registration] = []
    closures: list[r.Closure] = []
    joined: dict[str, list[r.Joined]] = {}
    left: dict[str, list[r.Left]] = {}
    corrections: list[r.Correction] = []
    assignments: list[r.Assignment] = []
    releases: list[r.Release] = []
    goals: dict[str, r.Goal] = {}
    enrolments: dict[str, r.Enrolment] = {}
    informal: dict[str, r.Informal] = {}
    roles: list[r.RoleChange] = []
    certificates: dict[str, r.Certificate] = {}
    observations: dict[str, r.Observation] = {}
    reflections: dict[str, r.Reflection] = {}
    ratings: dict[str, r.Rating] = {}
    coachings: dict[str, r.Coaching] = {}
    waves: dict[str, r.Wave] = {}
    responses: dict[str, r.Response] = {}
    results: dict[str, r.PupilResult] = {}
    gone: set[str] = set()
    stopped: r.Stopped | None = None


class CountedPurposes(r.Record):
    """Which purposes of observation a board counts from a day on."""

    valid_from: int
    purposes: tuple[str, ...]


class Board(msgspec.Struct):
    """What figures need of a board, dated: its name, the purposes it counts, and its catalogue."""

    key: str
    name: str = ""
    counted: list[CountedPurposes] = []
    modules: list[r.Module] = []
