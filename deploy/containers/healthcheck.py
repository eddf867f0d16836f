"""Asks the program of this container whether it is ready; exit code 1 when it is not.

Stands by itself: it is copied into every image and imports nothing of the platform.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

ANSWER_SECONDS = 4.0


def ready() -> bool:
    """Whether /health/ready says yes, on the inside port when there is one."""
    port = os.environ.get("AANTOONBAAR_OPS_PORT") or os.environ["AANTOONBAAR_HTTP_PORT"]
    connection = HTTPConnection("127.0.0.1", int(port), timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        sys.stdout.write(answer.read(500).decode(errors="replace"))
    except (OSError, HTTPException) as error:
        sys.stdout.write(f"no answer on port {port}: {error}")
        return False
    return answer.status == 200


if __name__ == "__main__":
    sys.exit(not ready())
