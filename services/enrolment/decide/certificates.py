"""Certificates: awarded for a completed module, and revoked."""

from dataclasses import dataclass
from typing import assert_never

from services.enrolment.decide.acts import Act, not_before, say
from services.enrolment.decide.enrolments import at_stage, step
from services.enrolment.refusals import refusal
from services.enrolment.state import SchoolFact, SchoolState
from shared.chassis.errors import Absent
from shared.contracts.enrolment import CertificateAwarded, CertificateRevoked


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardCertificate(Act):
    """A teacher earned a certificate with a completed enrolment."""

    certificate: str
    enrolment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeCertificate(Act):
    """It no longer stands."""

    certificate: str


CertificateCommand = AwardCertificate | RevokeCertificate


def decide(command: CertificateCommand, state: SchoolState) -> list[SchoolFact]:
    """The facts that a command on a certificate leads to; a Problem when a rule forbids it."""
    match command:
        case AwardCertificate():
            return _award(command, state)
        case RevokeCertificate():
            known = state.certificates.get(command.certificate)
            if known is None:
                raise Absent
            if known.revoked:
                raise refusal("revoked-already")
            not_before(command, known.awarded.occurred_at)
            return [say(CertificateRevoked, command)]
        case _:
            assert_never(command)


def _award(command: AwardCertificate, state: SchoolState) -> list[SchoolFact]:
    enrolment = at_stage(command.enrolment, "completed", state)
    step(command, enrolment)
    if enrolment.completed and enrolment.completed.assessment == "failed":
        raise refusal("assessment-failed", "/enrolment")
    asked = enrolment.requested
    earned = (asked.teacher, asked.module, asked.module_version)
    for known in state.certificates.values():
        said = known.awarded
        if not known.revoked and (said.teacher, said.module, said.module_version) == earned:
            raise refusal("certified-already", "/enrolment")
    return [
        say(
            CertificateAwarded,
            command,
            teacher=asked.teacher,
            module=asked.module,
            module_version=asked.module_version,
        )
    ]
