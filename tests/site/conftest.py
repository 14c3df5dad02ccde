"""The built site, served from this machine, and a real browser that cannot reach any other."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
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

# What a busy machine may take for one step, in milliseconds: a test that waits ends as soon as its condition holds.
PATIENCE = 120_000

# Charts that a reader who has scrolled through the page should see and does not.
UNDRAWN = "[...document.querySelectorAll('.wp-chart')].filter(c => !c.dataset.drawn && !c.closest('[hidden]')).length"

# By how many pixels the page can be pushed sideways.
OVERFLOW = "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"

# How many transitions of colours or places are under way.
MOVING = "document.getAnimations().filter(a => a.playState === 'running').length"

# Scrolls to a place, says when a frame has been painted there, and returns the height of the page.
NEXT_FRAME = """top => {
  window.framePainted = false;
  window.scrollTo(0, top);
  requestAnimationFrame(() => requestAnimationFrame(() => { window.framePainted = true; }));
  return document.documentElement.scrollHeight;
}"""


def pages() -> list[str]:
    """Return every page of the built site, by its path."""
    return sorted(str(path.relative_to(SITE)) for path in SITE.rglob("*.html") if "_static" not in path.parts)


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built site; its absence is a failure, never a skip."""
    if not (SITE / "index.html").is_file():
        pytest.fail("the site is not built: run `make book` first")
    return SITE


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the test's output to the test."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site's address on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, with every name but this machine's unresolvable."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("no Chromium on this machine: the site's tests need one (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        chromium = playwright.chromium.launch(executable_path=program, args=[*FLAGS, rules])
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """An open page and everything it asked for and complained about."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    moved: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.page.on("request", self._request)
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.outside.append(request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")
        self.moved[response.url] = int(response.headers.get("content-length", 0))

    def open(self, name: str) -> Page:
        """Open a page of the site and wait until nothing more arrives."""
        self.page.goto(self.origin + name)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def read_through(self) -> None:
        """Scroll from top to bottom as a reader would, so that everything is drawn."""
        self.page.evaluate("() => window.MathJax?.startup?.promise.then(() => true)")
        # A browser looks which charts are in view once in every frame it paints, and a busy machine paints few: each
        # step waits for its frame. The page grows while charts are drawn, so its end is asked for at every step.
        top = 0
        while top < self.page.evaluate(f"({NEXT_FRAME})({top})"):
            assert self.comes_to("window.framePainted", True), f"no frame was painted at {top} px"
            top += 700
        self.page.wait_for_load_state("networkidle")
        assert self.comes_to(UNDRAWN, 0) == 0, "charts were scrolled past and are not drawn"

    def comes_to(self, expression: str, wanted: object) -> object:
        """Look again and again until an expression of the page has the value wanted, or patience ends; return it."""
        end = time.monotonic() + PATIENCE / 1000
        while (value := self.page.evaluate(expression)) != wanted and time.monotonic() < end:
            self.page.wait_for_timeout(20)
        return value

    def paint(self, theme: str) -> None:
        """Change the theme and wait until every chart has been drawn in it."""
        self.page.evaluate(
            "theme => { document.documentElement.dataset.theme = theme; document.documentElement.dataset.mode = theme; }",
            theme,
        )
        themes = "[...new Set([...document.querySelectorAll('.wp-chart[data-drawn]')].map(c => c.dataset.drawn))]"
        drawn = self.comes_to(f"{themes}.filter(theme => theme !== '{theme}')", [])
        assert drawn == [], f"charts keep the inks of {drawn} in the {theme} theme"
        assert self.comes_to(MOVING, 0) == 0, "something does not stop moving"

    def violations(self) -> list[str]:
        """Return what axe-core finds of impact serious or critical."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run().then(result => result.violations)")
        return [
            f"{rule['impact']} {rule['id']}: {node['html'][:200]}"
            for rule in found
            if rule["impact"] in {"serious", "critical"}
            for node in rule["nodes"][:5]
        ]


@pytest.fixture
def new_reader(browser: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Make readers who have never been here, as many as a test needs."""
    contexts = []

    def arrive() -> BrowserContext:
        context = browser.new_context(viewport={"width": 1200, "height": 900})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def context(new_reader: Callable[[], BrowserContext]) -> BrowserContext:
    """A reader who has never been here."""
    return new_reader()


@pytest.fixture
def visit(context: BrowserContext, address: str) -> Visit:
    """A visit that records what happens."""
    return Visit(context.new_page(), address)
