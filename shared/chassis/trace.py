"""W3C Trace Context: the one header that ties a request to the facts it led to."""

import re
import secrets

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}", re.ASCII)


def traceparent_of(header: str | None) -> str:
    """The caller's traceparent with a span of our own, or a new trace when it has none."""
    if header and _TRACEPARENT.fullmatch(header):
        version, trace, _, flags = header.split("-")
        return f"{version}-{trace}-{secrets.token_hex(8)}-{flags}"
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def trace_id(traceparent: str) -> str:
    """The trace's own id, for logs."""
    return traceparent.split("-")[1]
