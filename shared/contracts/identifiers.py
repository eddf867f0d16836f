"""Who and what a fact is about: identifiers as strict types.

Sources: DUO, "Open Onderwijsdata" (bestuursnummer, BRIN, vestigingscode); RFC 9562 (UUID).
"""

from typing import Annotated

from pydantic import AfterValidator, Field

BoardNumber = Annotated[
    str, Field(pattern=r"^[0-9]{5}$", description="bestuursnummer: five digits, a text")
]
SchoolCode = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{2}[A-Z]{2}([0-9]{2})?$",
        description="BRIN6 of a location (98WL00); an MBO institution may have only BRIN4 (27DV)",
    ),
]
StreamKey = Annotated[
    str,
    Field(
        pattern=r"^([0-9]{2}[A-Z]{2}([0-9]{2})?|[0-9]{5})$",
        description="the school or board whose chain a fact belongs to",
    ),
]
Pseudonym = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9_-]{1,64}$",
        description="random pseudonym of a person: it says nothing, and only enrolment can link it",
    ),
]
ThingId = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$",
        description="UUID of a thing",
    ),
]
ModuleCode = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", description="code in the catalogue")
]
PlatformName = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$", description="name of a platform, in topics"),
]
SourceUrn = Annotated[
    str,
    Field(
        pattern=r"^urn:nld:[a-z0-9-]+:[A-Za-z0-9._-]+(:[A-Za-z0-9._-]+)*$",
        max_length=200,
        description="NL GOV CloudEvents source: urn:nld:<registry>:<id>[:<sub>]",
    ),
]


def _check_school_year(text: str) -> str:
    first, second = int(text[:4]), int(text[5:])
    if second != first + 1:
        raise ValueError("a school year names two years in a row, such as 2025-2026")
    return text


SchoolYear = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-[0-9]{4}$", description="1 August to 31 July, such as 2025-2026"),
    AfterValidator(_check_school_year),
]
