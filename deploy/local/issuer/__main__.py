"""Serves the local sign-in, unless the settings say that this is not development."""

import sys

import waitress
from pydantic import ValidationError

from deploy.local.issuer.app import create_app
from deploy.local.issuer.settings import IssuerSettings

THREADS = 4


def main() -> None:
    """Serve until told to stop; exit code 2 when the settings are refused."""
    try:
        settings = IssuerSettings()
    except ValidationError as error:
        reasons = "; ".join(f"{'.'.join(map(str, e['loc']))} {e['msg']}" for e in error.errors())
        print(f"The local sign-in does not start: {reasons}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    waitress.serve(
        create_app(settings),
        host=settings.http_host,
        port=settings.http_port,
        threads=THREADS,
        ident=None,
    )


if __name__ == "__main__":
    main()
