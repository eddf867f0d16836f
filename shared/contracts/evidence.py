"""What evidence says: dossiers sealed and shared, and how far the evidence for a theme reaches."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts import codes
from shared.contracts.fact import Fact, Part
from shared.contracts.identifiers import SchoolYear, ThingId
from shared.contracts.moments import Day, Moment

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 in hex")]
Rung = Annotated[int, Field(strict=True, ge=1, le=5, description="Guskey's five levels")]


class Head(Part):
    """The end of a chain: its last sequence number and hash."""

    sequence: Annotated[int, Field(strict=True, ge=0)]
    hash: Digest


class DossierSealed(Fact):
    """A school year was sealed: figures with this digest stand on these chain heads."""

    NAME: ClassVar[str] = "dossiers.sealed"

    dossier: ThingId
    school_year: SchoolYear
    as_of: Moment
    framework: Annotated[
        str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,59}$", description="inspection framework, dated")
    ]
    digest: Digest
    fact_heads: Annotated[
        dict[str, Head], Field(description="publisher -> the end of its chain for this school")
    ]


class DossierShared(Fact):
    """A sealed dossier was shared with an audience until a day."""

    NAME: ClassVar[str] = "dossiers.shared"

    dossier: ThingId
    audience: codes.Audience
    until: Day | None = None


class DossierWithdrawn(Fact):
    """A dossier is no longer shared with an audience."""

    NAME: ClassVar[str] = "dossiers.withdrawn"

    dossier: ThingId
    audience: codes.Audience
    until: Day | None = None


class EvidenceLevelChanged(Fact):
    """The evidence for a theme reaches further, or less far, than before."""

    NAME: ClassVar[str] = "evidence-levels.changed"

    school_year: SchoolYear
    theme: codes.Theme
    rung: Rung
    from_: Annotated[codes.EvidenceLevel, Field(alias="from")]
    to: codes.EvidenceLevel


EvidenceFact = DossierSealed | DossierShared | DossierWithdrawn | EvidenceLevelChanged
