"""Evidence with its pages, the local sign-in, and a stand-in for enrolment's names: as deployed."""

import contextlib
import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import jwt

from deploy.local.issuer.development import SECRET_HEADER
from deploy.local.secrets import Secrets
from tests.e2e.pages.story import BOARD, COACH, DUINRAND, NOOR, NOW, OTHER_BOARD, SLIKGORS, WADLIJN
from tests.integration.evidence.world import World
from tests.integration.feedback.world import until
from tests.integration.free_port import free_port

PEOPLE: dict[str, dict[str, Any]] = {
    "leider": {"roles": ["school-leader"], "schools": [WADLIJN], "name": "Hanna Brandsma"},
    "tweeschool": {"roles": ["school-leader"], "schools": [WADLIJN, SLIKGORS], "name": "Tom Twee"},
    "klein": {"roles": ["school-leader"], "schools": [SLIKGORS], "name": "Kim Klein"},
    "bestuur": {"roles": ["board-admin"], "name": "Mare Oostra"},
    "noor": {"roles": ["teacher"], "schools": [WADLIJN], "name": "Noor Veldkamp"},
    "coach": {"roles": ["coach", "teacher"], "schools": [WADLIJN], "name": "Cees Coach"},
    "nieuw": {"roles": ["teacher"], "schools": [WADLIJN], "name": "Nico Nieuw"},
    "vreemd": {
        "roles": ["school-leader"],
        "boards": [OTHER_BOARD],
        "schools": [DUINRAND],
        "name": "Vera Vreemd",
    },
    "inspecteur": {"roles": ["inspector"], "boards": [], "name": "Ino Spectie"},
}
TEACHERS = {"noor": NOOR, "coach": COACH}
FIRST_NAMES = ("Aukje", "Bilal", "Dieuwke", "Joris", "Marijke", "Sanne", "Yara", "Teun")


class Enrolment:
    """Says who somebody is and what people are called, until it is told to be away."""

    def __init__(self) -> None:
        self.away = False
        house = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                token = self.headers.get("authorization", "").partition(" ")[2]
                subject = jwt.decode(token, options={"verify_signature": False})["sub"]
                mine = TEACHERS.get(subject)
                self._answer({"teacher": mine, "teachers": {BOARD: mine} if mine else {}})

            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                asked = json.loads(self.rfile.read(length))["teachers"]
                self._answer({"names": {one: name_of(one) for one in asked}})

            def _answer(self, found: dict[str, Any]) -> None:
                body = json.dumps(found).encode()
                self.send_response(503 if house.away else 200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def name_of(pseudonym: str) -> str:
    """What somebody of the story is called."""
    if pseudonym == NOOR:
        return "Noor Veldkamp"
    number = sum(pseudonym.encode())
    return f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {pseudonym.upper()}"


class House(World):
    """Everything that a browser needs to see the pages."""

    def __init__(self, bootstrap: str, mongodb: str, folder: Path) -> None:
        super().__init__(bootstrap, mongodb, folder)
        self.folder = folder
        self.enrolment = Enrolment()
        self.issuer = f"http://127.0.0.1:{free_port()}"
        self.at(NOW)
        self._issuer_process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._start_issuer()
        settings = {
            "ENVIRONMENT": "development",
            "HTTP_PORT": self.url.rsplit(":", 1)[1],
            "KAFKA_BOOTSTRAP": self.bootstrap,
            "MONGODB_URI": self._mongodb,
            "DATABASE": self.database,
            "TOPIC_PREFIX": self.prefix,
            "ISSUER": self.issuer,
            "PUBLIC_URL": self.url,
            "ENROLMENT_URL": self.enrolment.url,
            "FEEDBACK_URL": self.keeper.url,
            "CLOCK_FILE": str(self._clock),
            "SESSION_KEY": Secrets(self.folder / "secrets").session_key(),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "services.evidence"],
            env={**os.environ, **_named(settings)},
            stdout=self._log.open("ab"),
            stderr=subprocess.STDOUT,
        )
        until(self._ready, f"evidence is ready (log: {self._log})")

    def took_in(self, count: int) -> None:
        """Wait until so many facts stand in the ledger."""
        until(lambda: self._facts() == count, f"{count} facts in the ledger", 60)

    def _facts(self) -> int:
        segments = self.mongo()["ledger"].find({}, {"bodies": 1})
        return sum(len(segment["bodies"]) for segment in segments)

    def close(self) -> None:
        super().close()
        self.enrolment.close()
        if self._issuer_process is not None:
            self._issuer_process.terminate()
            self._issuer_process.wait(20)

    def _start_issuer(self) -> None:
        secrets = Secrets(self.folder / "secrets")
        admin = secrets.issuer_admin()
        settings = {
            "ENVIRONMENT": "development",
            "HTTP_PORT": self.issuer.rsplit(":", 1)[1],
            "ISSUER": self.issuer,
            "PUBLIC_URL": self.url,
            "PEOPLE_FILE": str(self.folder / "people.json"),
            "ISSUER_KEY": secrets.issuer_key(),
            "ISSUER_ADMIN": admin,
        }
        log = (self.folder / "issuer.log").open("ab")
        self._issuer_process = subprocess.Popen(
            [sys.executable, "-m", "deploy.local.issuer"],
            env={**os.environ, **_named(settings)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        until(self._issuer_answers, f"the sign-in answers (log: {log.name})")
        for subject, person in PEOPLE.items():
            httpx.put(
                f"{self.issuer}/dev/people/{subject}",
                json={"boards": [BOARD], "schools": [], **person},
                headers={SECRET_HEADER: admin},
            ).raise_for_status()

    def _issuer_answers(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.issuer}/health/ready").is_success
        return False


def _named(settings: dict[str, str]) -> dict[str, str]:
    return {f"AANTOONBAAR_{name}": said for name, said in settings.items()}
