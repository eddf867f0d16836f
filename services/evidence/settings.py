"""What evidence needs to know besides what every service does."""

from pydantic import SecretStr

from shared.chassis.settings import ServiceSettings


class EvidenceSettings(ServiceSettings):
    """Each reads AANTOONBAAR_<NAME>."""

    http_port: int = 8403
    enrolment_url: str = "http://127.0.0.1:8401"
    feedback_url: str = "http://127.0.0.1:8402"
    public_url: str = "http://127.0.0.1:8403"
    client_id: str = "aantoonbaar-pages"
    session_key: SecretStr | None = None
    database: str = "evidence"
