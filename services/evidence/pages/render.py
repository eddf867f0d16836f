"""Pages from templates: one look and one set of headers, in the reader's language."""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.evidence.pages.speech import Speech

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
STYLE = "pages.css"


class Renderer:
    """Fills in templates; nothing is loaded from elsewhere and nothing runs in the browser."""

    def __init__(self, issuer: str) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["style"] = f"/static/{STYLE}?{_digest(STATIC / STYLE)}"
        parts = urlsplit(issuer)
        self._headers = {
            "content-security-policy": (
                "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
                # signing out is a form that ends at the issuer, and browsers check where it ends
                f"form-action 'self' {parts.scheme}://{parts.netloc}; frame-ancestors 'none'"
            ),
            "cache-control": "no-store",
            "cross-origin-opener-policy": "same-origin",
            "referrer-policy": "same-origin",
            "x-content-type-options": "nosniff",
        }

    def page(self, template: str, speech: Speech, status: int = 200, **shown: Any) -> HTMLResponse:
        """A page in a language; `shown` is what the template names."""
        words = {"speech": speech, "say": speech.say, "count": speech.count}
        html = self._templates.get_template(template).render(**words, **shown)
        headers = {**self._headers, "content-language": speech.code}
        return HTMLResponse(html, status_code=status, headers=headers)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
