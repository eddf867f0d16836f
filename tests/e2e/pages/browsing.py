"""A real browser at the pages: signing in, looking, and checking what is there for everybody."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.e2e.pages.house import PEOPLE, House

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const text = (one.innerText || one.getAttribute("aria-label") || one.id || one.tagName).trim();
  const look = getComputedStyle(one);
  return {text, outline: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2};
}"""


class Visitor:
    """Somebody with a browser of their own."""

    def __init__(self, chromium: Any, house: House, width: int = 1280, **look: Any) -> None:
        self.house = house
        self._context = chromium.new_context(
            viewport={"width": width, "height": 900}, base_url=house.url, **look
        )
        self.page = self._context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._heard)

    def close(self) -> None:
        self._context.close()

    def sign_in(self, subject: str) -> None:
        """Through the start page and the issuer's own page, as anybody would."""
        self.page.goto("/")
        self.choose(subject, self.page.get_by_role("link", name="Inloggen"))

    def choose(self, subject: str, link: Any) -> None:
        """Follow a link to the issuer, and be somebody there."""
        link.click()
        self.page.get_by_role("button", name=PEOPLE[subject]["name"]).first.click()
        self.page.wait_for_url(f"{self.house.url}/**")

    def speak(self, language: str) -> None:
        """Choose a language, as the switch does."""
        self._context.add_cookies([{"name": "language", "value": language, "url": self.house.url}])

    def open(self, path: str) -> int:
        """Open a page; returns its status."""
        answer = self.page.goto(path)
        return int(answer.status)

    def text(self) -> str:
        """What is on the page for people to read."""
        return str(self.page.locator("body").inner_text())

    def picture(self, file: Path) -> None:
        self.page.screenshot(path=str(file), full_page=True)

    def violations(self) -> list[str]:
        """What axe finds, of all levels and best practices."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{one['id']}: {[node['html'][:160] for node in one['nodes']][:3]}" for one in found
        ]

    def overflows(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )

    def unfold(self) -> None:
        """Open everything that folds out: tables, names, lists."""
        self.page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")

    def headings_in_order(self) -> bool:
        """Whether there is one h1, and no level is skipped on the way down."""
        found = self.page.locator("h1, h2, h3, h4, h5, h6").all()
        levels = [int(one.evaluate("e => e.tagName.slice(1)")) for one in found]
        steps = pairwise(levels)
        return levels.count(1) == 1 and all(after <= before + 1 for before, after in steps)

    def walk(self, most: int = 200) -> list[dict[str, Any]]:
        """Everything that Tab comes to, until it leaves the page: its words, and its outline."""
        stops: list[dict[str, Any]] = []
        for _ in range(most):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(_STOP)
            if stop is None:
                break
            stops.append(stop)
        return stops

    def links(self) -> set[str]:
        """Where the links of a page lead, without places on the page."""
        found: list[str] = self.page.eval_on_selector_all(
            "main a[href]", "all => all.map(a => a.href)"
        )
        return {link.partition("#")[0] for link in found}

    def fetch(self, link: str) -> int:
        """The status of a page, asked with this browser's cookies."""
        return int(self._context.request.get(link).status)

    def cookies(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._context.cookies()
        return found

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning") and "404" not in message.text:
            self.complaints.append(message.text)
