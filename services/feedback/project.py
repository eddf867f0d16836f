"""Folds enrolment's facts into what feedback knows of schools, people and platforms."""

from dataclasses import dataclass, field, replace
from typing import assert_never

from services.feedback.known import Admission, Admissions, Member, Place, Spell
from shared.contracts import enrolment as e
from shared.contracts.moments import parse_day

Used = (
    e.SchoolRegistered
    | e.SchoolClosed
    | e.TeacherJoined
    | e.TeacherMembershipCorrected
    | e.TeacherLeft
    | e.TeacherErased
    | e.PlatformAdmitted
    | e.PlatformSuspended
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One fact of enrolment that matters here: its id, its key (school or board), and itself."""

    id: str
    key: str
    fact: Used


@dataclass(slots=True)
class Held:
    """The part of what is known that a batch of facts touches, by key."""

    places: dict[str, Place] = field(default_factory=dict)
    members: dict[tuple[str, str], Member] = field(default_factory=dict)
    admissions: dict[tuple[str, str], Admissions] = field(default_factory=dict)
    erased: list[tuple[str, str]] = field(default_factory=list)


def project(held: Held, heard: Heard) -> None:
    """Fold one fact into what is held."""
    fact, key = heard.fact, heard.key
    match fact:
        case e.SchoolRegistered():
            held.places[key] = _registered(held.places.get(key, Place(key)), fact)
        case e.SchoolClosed():
            place = held.places.get(key, Place(key))
            held.places[key] = replace(place, closed=parse_day(fact.valid_until))
        case e.TeacherJoined() | e.TeacherMembershipCorrected() | e.TeacherLeft():
            member = held.members.get((key, fact.teacher), Member(fact.teacher))
            held.members[(key, fact.teacher)] = _moved(member, fact, heard.id)
        case e.TeacherErased():
            held.erased.append((key, fact.teacher))
        case e.PlatformAdmitted() | e.PlatformSuspended():
            at = (key, fact.platform)
            held.admissions[at] = _said(held.admissions.get(at, Admissions(*at)), fact)
        case _ as never:
            assert_never(never)


def _registered(place: Place, fact: e.SchoolRegistered) -> Place:
    since = parse_day(fact.valid_from)
    reopened = place.closed is not None and since > place.closed
    return replace(
        place,
        boards=(*place.boards, (since, fact.board)),
        closed=None if reopened else place.closed,
    )


def _moved(
    member: Member,
    fact: e.TeacherJoined | e.TeacherMembershipCorrected | e.TeacherLeft,
    fact_id: str,
) -> Member:
    match fact:
        case e.TeacherJoined():
            spell = Spell(fact_id, parse_day(fact.from_), fact.function)
            return replace(member, spells=(*member.spells, spell))
        case e.TeacherLeft():
            return _left(member, fact, fact_id)
        case e.TeacherMembershipCorrected():
            spells = tuple(_corrected(spell, fact) for spell in member.spells)
            return replace(member, spells=spells)


def _left(member: Member, fact: e.TeacherLeft, fact_id: str) -> Member:
    """The running membership ends; a repeated `left` has no effect."""
    until = parse_day(fact.until)
    running = member.on(until)
    if running is None or running.left is not None:
        return member
    ended = replace(running, left=fact_id, until=until)
    spells = tuple(ended if spell is running else spell for spell in member.spells)
    return replace(member, spells=spells)


def _corrected(spell: Spell, fact: e.TeacherMembershipCorrected) -> Spell:
    """What the correction names takes its place; what it leaves out stays as it was said."""
    if fact.corrects == spell.joined:
        return replace(
            spell,
            since=parse_day(fact.from_) if fact.from_ else spell.since,
            function=fact.function or spell.function,
        )
    if fact.corrects == spell.left and fact.until:
        return replace(spell, until=parse_day(fact.until))
    return spell


def _said(admissions: Admissions, fact: e.PlatformAdmitted | e.PlatformSuspended) -> Admissions:
    since = parse_day(fact.valid_from)
    if isinstance(fact, e.PlatformAdmitted):
        said = Admission(since, fact.source, frozenset(fact.types))
    else:
        said = Admission(since)
    return replace(admissions, said=(*admissions.said, said))
