"""A stand-in for feedback: the own texts of whoever asks, until it is told to be away."""

import base64
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = 2  # small, so that reading goes on to a next page


class Keeper:
    """Keeps reflections by the subject of a token."""

    def __init__(self) -> None:
        self.away = False
        self.texts: dict[str, list[str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, address: str, subject: str) -> dict[str, Any]:
        parts = urlsplit(address)
        mine, name = self.texts.get(subject, []), parts.path.removeprefix("/v1/me/")
        if name == "texts" and method == "DELETE":
            return {"deleted": len(self.texts.pop(subject, []))}
        if name == "texts":
            return {"texts": len(mine)}
        after = int(parse_qs(parts.query).get("after", ["0"])[0])
        told = mine[after : after + PAGE] if name == "reflections" else []
        goes_on = str(after + PAGE) if len(told) == PAGE else None
        return {name: [{"text": text} for text in told], "next": goes_on}


def _answering(keeper: Keeper) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("GET")

        def do_DELETE(self) -> None:
            self._answer("DELETE")

        def _answer(self, method: str) -> None:
            payload = self.headers["authorization"].split(".")[1]
            said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            found = {} if keeper.away else keeper.answer(method, self.path, said["sub"])
            body = json.dumps(found).encode()
            self.send_response(503 if keeper.away else 200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Answering
