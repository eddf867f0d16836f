"""What feedback says: observations, reflections, ratings, pulses, coaching, pupil results.

A new type is a class here and its name in the union at the end.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts import codes
from shared.contracts.enrolment import Version
from shared.contracts.fact import Count, Fact, Flag, Minutes, Part, ReasonCode, two_decimals
from shared.contracts.identifiers import ModuleCode, PlatformName, Pseudonym, ThingId
from shared.contracts.moments import Day

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")]
InstrumentVersion = Annotated[
    str, Field(pattern=r"^[0-9]{1,4}\.[0-9]{1,4}$", description="major.minor")
]
Likert = Annotated[int, Field(strict=True, ge=1, le=5, description="1 (least) to 5 (most)")]
Invited = Annotated[Count, Field(description="people who were asked")]
Points = Annotated[float, Field(strict=True, ge=1, le=4, description="null: not applicable")]
Measure = Annotated[
    float,
    Field(
        strict=True, ge=-1_000_000, le=1_000_000, description="mean of the group, higher is better"
    ),
]


Respondents = Annotated[
    int, Field(strict=True, ge=1, le=10_000, description="pupils behind each mean")
]


class Score(Part):
    """One indicator's score from 1 to 4; null is "n.v.t.", which is not a score."""

    indicator: Code
    theme: codes.Theme
    score: Points | None


class About(Part):
    """What a reflection looks back on."""

    kind: codes.AboutKind
    id: ThingId


class ObservationRecorded(Fact):
    """A lesson seen by an observer, the teacher or the pupils, with one instrument."""

    NAME: ClassVar[str] = "observations.recorded"

    observation: ThingId
    teacher: Pseudonym
    perspective: Annotated[codes.Perspective, Field(description="who filled in the list")]
    purpose: codes.Purpose
    instrument: Annotated[Code, Field(description="id of the registered instrument")]
    instrument_version: InstrumentVersion
    scores: Annotated[tuple[Score, ...], Field(max_length=200, description="one per indicator")]
    observer: Pseudonym | None = None
    respondents: Respondents | None = None
    platform: PlatformName | None = None

    def check(self) -> None:
        """Whole points from people, means with two decimals and a count from pupils."""
        if self.perspective == "pupils":
            if self.respondents is None:
                raise ValueError("a pupils' list needs respondents")
            for score in self.scores:
                if score.score is not None:
                    two_decimals(score.score)
            return
        if self.respondents is not None:
            raise ValueError("only a pupils' list has respondents")
        for score in self.scores:
            if score.score is not None and score.score != int(score.score):
                raise ValueError(f"{score.score} is not a whole point from 1 to 4")


class ObservationRetracted(Fact):
    """An observation that no longer counts, from the moment this is logged."""

    NAME: ClassVar[str] = "observations.retracted"

    observation: ThingId
    reason: ReasonCode | None = None


class ReflectionRecorded(Fact):
    """A teacher looked back; the text never leaves its owner."""

    NAME: ClassVar[str] = "reflections.recorded"

    reflection: ThingId
    teacher: Pseudonym
    theme: codes.Theme
    minutes: Minutes
    about: About | None = None


class ReflectionRetracted(Fact):
    """A reflection that no longer counts."""

    NAME: ClassVar[str] = "reflections.retracted"

    reflection: ThingId


class ModuleRatingRecorded(Fact):
    """What a teacher thought of a module, in stars."""

    NAME: ClassVar[str] = "module-ratings.recorded"

    rating: ThingId
    teacher: Pseudonym
    module: ModuleCode
    module_version: Version
    theme: codes.Theme
    stars: Likert
    recommends: Annotated[Flag, Field(description="would advise it to a colleague")]


class ModuleRatingRetracted(Fact):
    """A rating that no longer counts."""

    NAME: ClassVar[str] = "module-ratings.retracted"

    rating: ThingId


class PulseWaveOpened(Fact):
    """A four-item anonymous questionnaire went out."""

    NAME: ClassVar[str] = "pulse-waves.opened"

    wave: ThingId
    opens_on: Day
    closes_on: Day
    invited: Invited

    def check(self) -> None:
        """A wave does not close before it opens."""
        if self.closes_on < self.opens_on:
            raise ValueError("closesOn lies before opensOn")


class PulseWaveClosed(Fact):
    """A wave takes no more answers."""

    NAME: ClassVar[str] = "pulse-waves.closed"

    wave: ThingId
    opens_on: Day | None = None
    closes_on: Day | None = None
    invited: Invited | None = None


class PulseRecorded(Fact):
    """One anonymous answer; nothing in it leads to a person."""

    NAME: ClassVar[str] = "pulses.recorded"

    response: ThingId
    wave: ThingId
    control: Likert | None = None
    support: Likert | None = None
    resources: Likert | None = None
    autonomy: Likert | None = None


class CoachingRecorded(Fact):
    """A coaching talk, or a lesson with the coach present."""

    NAME: ClassVar[str] = "coachings.recorded"

    coaching: ThingId
    coach: Pseudonym
    teacher: Pseudonym
    kind: codes.CoachingKind
    minutes: Minutes


class CoachingRetracted(Fact):
    """A coaching that was recorded in error."""

    NAME: ClassVar[str] = "coachings.retracted"

    coaching: ThingId


class PupilResultRecorded(Fact):
    """A group's result before and after, as an aggregate; never a pupil."""

    NAME: ClassVar[str] = "pupil-results.recorded"

    result: ThingId
    theme: codes.Theme | None = None
    measure: Annotated[Code, Field(description="id of the registered measure")]
    before: Measure
    after: Measure
    group_size: Annotated[Count, Field(description="pupils in the group")]
    n: Annotated[Count, Field(description="pupils with both measurements")]

    def check(self) -> None:
        """No more pupils with both measurements than there are in the group."""
        if self.n > self.group_size:
            raise ValueError("n is larger than groupSize")


class PupilResultRetracted(Fact):
    """A result that no longer counts."""

    NAME: ClassVar[str] = "pupil-results.retracted"

    result: ThingId


FeedbackFact = (
    ObservationRecorded
    | ObservationRetracted
    | ReflectionRecorded
    | ReflectionRetracted
    | ModuleRatingRecorded
    | ModuleRatingRetracted
    | PulseWaveOpened
    | PulseWaveClosed
    | PulseRecorded
    | CoachingRecorded
    | CoachingRetracted
    | PupilResultRecorded
    | PupilResultRetracted
)
