"""The health check of the images: yes only when the program itself says that it is ready."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from deploy.containers.healthcheck import ready


class Program(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(self.server.status if self.path == "/health/ready" else 404)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def program() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Program) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("status", "answer"), [(200, True), (503, False)])
@pytest.mark.parametrize("port", ["AANTOONBAAR_HTTP_PORT", "AANTOONBAAR_OPS_PORT"])
def test_it_repeats_what_the_program_says(
    program: HTTPServer, monkeypatch: pytest.MonkeyPatch, port: str, status: int, answer: bool
) -> None:
    program.status = status  # type: ignore[attr-defined]
    monkeypatch.setenv("AANTOONBAAR_HTTP_PORT", "1")
    monkeypatch.setenv(port, str(program.server_port))
    assert ready() is answer


def test_a_program_that_is_away_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AANTOONBAAR_OPS_PORT", raising=False)
    monkeypatch.setenv("AANTOONBAAR_HTTP_PORT", "1")
    assert not ready()
