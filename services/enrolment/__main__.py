"""Serves enrolment until a signal ends it."""

import asyncio
import sys

import uvloop
from pydantic import ValidationError

from services.enrolment.main import NAME, create_app
from services.enrolment.settings import EnrolmentSettings
from shared.chassis.app import serve
from shared.chassis.observe import configure_logging


def main() -> None:
    """Start with the settings of the environment; exit code 2 when they are refused."""
    try:
        settings = EnrolmentSettings()
    except ValidationError as wrong:
        reasons = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors())
        sys.stderr.write(f"enrolment does not start: {reasons}\n")
        sys.exit(2)
    configure_logging(settings.log_format, NAME)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(create_app(settings), settings))


if __name__ == "__main__":
    main()
