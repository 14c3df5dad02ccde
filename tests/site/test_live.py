"""Chapters that run in the reader's browser: they print what the build printed, and withstand what readers type."""

from __future__ import annotations

import functools
import http.server
import json
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page

from tests.site.conftest import OVERFLOW, SITE, Quiet, Visit
from tools.live import live_chapters, live_rooms

pytestmark = pytest.mark.site

ROOT = Path(__file__).parents[2]
LIVE = [page.relative_to(ROOT).with_suffix(".html").as_posix() for page in live_chapters()]
MODEL = "chapters/combinatorics/h_chromatic.html"
ENDS = ["finished", "error", "stopped", "failed", "dead"]

# What a live cell shows, printed and live alike: formulas by their source, drawings before the page scripts drew them.
SHOWN = """
holder => {
  // Beside the text stands a button that copies it.
  const text = box => (box.querySelector("pre") || box).textContent.replace(/[ \\t]+$/gm, "").replace(/\\s+$/, "");
  // Sphinx wraps a formula of several lines once more.
  const tex = formula => formula.trim().replace(/^\\\\begin\\{split\\}|\\\\end\\{split\\}$/g, "").trim();
  const html = box => {
    const items = [...MathJax.startup.document.getMathItemsWithin(box)];
    items.forEach(item => { if (item.typesetRoot) item.typesetRoot.dataset.tex = item.math; });
    const copy = box.cloneNode(true);
    copy.querySelectorAll("[data-tex]").forEach(formula => formula.replaceWith("$" + tex(formula.dataset.tex) + "$"));
    copy.querySelectorAll(".wp-stage, .wp-again").forEach(drawn => drawn.remove());
    copy.querySelectorAll(".wp-chart").forEach(chart => chart.removeAttribute("style"));
    copy.querySelectorAll("*").forEach(part => ["tabindex", "data-drawn"].forEach(name => part.removeAttribute(name)));
    return copy.innerHTML.replace(/\\s+/g, " ").trim();
  };
  const outputs = [];
  for (const box of holder.querySelectorAll(".cell_output .output")) {
    const kind = [...box.classList].find(name => name !== "output");
    if (box.querySelector(":scope > img")) outputs.push(["drawing", ""]);
    else if (kind === "text_html" && box.firstElementChild?.localName === "svg") outputs.push(["drawing", ""]);
    else if (kind === "text_html" || kind === "text_latex") outputs.push([kind, html(box)]);
    else outputs.push([kind, text(box)]);
  }
  return outputs;
}
"""


class Counting(Quiet):
    """Also counts the bytes of every body it sends."""

    sent: Counter[str]
    isolated = False

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Count what goes out."""
        content = source.read()
        self.sent[self.path.partition("?")[0].lstrip("/")] += len(content)
        outputfile.write(content)

    def end_headers(self) -> None:
        """Add, where asked for, the headers that let page and worker share memory."""
        if self.isolated:
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()


def serve(isolated: bool) -> Iterator[tuple[str, Counter[str]]]:
    sent: Counter[str] = Counter()
    handler = type("Handler", (Counting,), {"sent": sent, "isolated": isolated})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(SITE)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", sent
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def counted() -> Iterator[tuple[str, Counter[str]]]:
    """The site's address, and the bytes it has sent by file."""
    yield from serve(isolated=False)


@pytest.fixture
def isolated() -> Iterator[tuple[str, Counter[str]]]:
    """The same from a host that isolates its pages."""
    yield from serve(isolated=True)


class Reader:
    """Somebody who runs the cells of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bars = page.locator(".wp-live")
        self.editors = page.locator(".wp-editing > textarea")
        # After the printed page is complete: formulas set, controls in their first state.
        page.evaluate("MathJax.startup.promise.then(() => true)")

    def cell(self, number: int) -> Locator:
        return self.bars.nth(number).locator("xpath=ancestor::div[contains(concat(' ', @class, ' '), ' cell ')][1]")

    def shown(self, number: int) -> list[list[str]]:
        return self.cell(number).evaluate(SHOWN)

    def output(self, number: int) -> str:
        return self.cell(number).locator(".cell_output").inner_text()

    def status(self, number: int) -> str:
        return self.bars.nth(number).locator("[role=status]").text_content() or ""

    def press(self, number: int, name: str = "Run") -> None:
        self.bars.nth(number).get_by_role("button", name=name).click()

    def wait(self, number: int) -> str:
        ended = "([i, ends]) => ends.includes(document.querySelectorAll('.wp-live')[i].dataset.state)"
        self.page.wait_for_function(ended, arg=[number, ENDS])
        return self.bars.nth(number).get_attribute("data-state") or ""

    def write(self, number: int, code: str) -> None:
        self.cell(number).locator("details").evaluate_all("hidden => hidden.forEach(code => { code.open = true; })")
        self.editors.nth(number).fill(code)

    def run(self, number: int, code: str | None = None) -> str:
        if code is not None:
            self.write(number, code)
        self.press(number)
        return self.wait(number)

    def wait_for_text(self, number: int, text: str) -> None:
        there = "([i, text]) => document.querySelectorAll('.wp-live')[i].closest('.cell').innerText.includes(text)"
        self.page.wait_for_function(there, arg=[number, text])


def test_the_site_is_live() -> None:
    assert MODEL in LIVE
    assert (SITE / "live" / "live.mjs").is_file(), "the site was built without live cells: run `make book`"
    for page in SITE.rglob("*.html"):
        live = 'id="wp-live"' in page.read_text(encoding="utf-8")
        assert live == (page.relative_to(SITE).as_posix() in LIVE), page


@pytest.mark.parametrize("name", LIVE)
def test_every_live_cell_prints_what_the_build_printed(visit: Visit, name: str) -> None:
    page = visit.open(name)
    reader = Reader(page)
    count = reader.bars.count()
    assert count > 0
    printed = [reader.shown(number) for number in range(count)]
    page.get_by_role("button", name="Run all cells").click()
    page.wait_for_function(
        "ends => [...document.querySelectorAll('.wp-live')].every(bar => ends.includes(bar.dataset.state))",
        arg=ENDS,
    )
    assert [reader.status(number) for number in range(count)] == ["Finished"] * count
    for number in range(count):
        assert reader.shown(number) == printed[number], f"cell {number + 1} differs from the printed page"
        cell = reader.cell(number)
        kinds = {kind for kind, _ in printed[number]}
        if "text_latex" in kinds:
            assert cell.locator("mjx-container").count() > 0
        if "drawing" in kinds:
            assert cell.locator("svg[role=img][aria-label]").count() > 0
    assert page.locator("mjx-merror").count() == 0
    visit.read_through()
    assert page.locator(".wp-chart:visible:not(:has(svg))").count() == 0
    light = visit.violations()
    visit.paint("dark")
    dark = visit.violations()
    page.set_viewport_size({"width": 390, "height": 844})
    assert (light, dark) == ([], [])
    assert visit.comes_to(OVERFLOW, 0) == 0
    assert visit.outside == []
    assert visit.complaints == []


def moved(sent: Counter[str]) -> dict[str, int]:
    return {name: size for name, size in sent.items() if name.startswith("live/")}


def test_bytes(new_reader: Callable[[], BrowserContext], counted: tuple[str, Counter[str]]) -> None:
    address, sent = counted
    context = new_reader()
    visit = Visit(context.new_page(), address)
    reader = Reader(visit.open(MODEL))
    assert set(moved(sent)) == {"live/live.mjs"}
    assert moved(sent)["live/live.mjs"] <= 6_000
    reader.press(0)
    assert reader.wait(0) == "finished"
    assert reader.page.evaluate("document.documentElement.dataset.live") == "snapshot"
    assert sum(moved(sent).values()) <= 36_000_000, moved(sent)
    assert "live/rest.zip" not in sent, "modules that the snapshot lacks wait until one is imported"
    sent.clear()
    again = Visit(context.new_page(), address)
    reader = Reader(again.open(MODEL))
    reader.press(0)
    assert reader.wait(0) == "finished"
    assert moved(sent) == {}
    assert reader.run(1, "import sympy.stats") == "finished"
    assert set(moved(sent)) == {"live/rest.zip"}
    assert visit.complaints == again.complaints == []
    assert visit.outside == again.outside == []


def test_seconds(new_reader: Callable[[], BrowserContext], address: str) -> None:
    # 2 s on two idle cores. A test machine is seldom idle, so the best of three readers counts.
    waits = []
    while len(waits) < 3 and min(waits, default=16) > 15:
        reader = Reader(Visit(new_reader().new_page(), address).open(MODEL))
        start = time.monotonic()
        reader.press(0)
        assert reader.wait(0) == "finished"
        waits.append(time.monotonic() - start)
    assert min(waits) <= 15, f"the first results came after {waits} s"


def test_a_reader_edits_breaks_and_resets(visit: Visit) -> None:
    page = visit.open(MODEL)
    reader = Reader(page)
    first, second = 2, 3
    printed = [reader.shown(number) for number in (first, second)]
    code = reader.cell(first).locator("pre").first.inner_text()
    reader.run(first)

    # By keyboard alone: into the editor, a change, Shift+Enter; the cells above have run and do not run again.
    reader.editors.nth(first).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("hc.fibre_counts(nx.path_graph(4), nx.star_graph(3))")
    assert "Edited" in reader.status(first)
    page.keyboard.press("Shift+Enter")
    assert reader.wait(first) == "finished"
    assert reader.shown(first) != printed[0]
    assert page.evaluate("document.activeElement.localName") == "textarea"

    assert reader.run(second, "def f(n):\n    return 1 / n\nsorted([2, 1])\nf(0)") == "error"
    output = reader.output(second)
    assert 'File "cell 4", line 4' in output
    assert 'File "cell 4", line 2, in f' in output
    assert "return 1 / n" in output
    assert "ZeroDivisionError" in output
    assert "/lib/" not in output
    assert "live_runner" not in output

    assert reader.run(second, "hc.fibre_counts(3, 4)") == "error"
    assert "TypeError" in reader.output(second)
    assert "/book/" not in reader.output(second)

    assert reader.run(second, "x = (1,") == "error"
    assert "SyntaxError" in reader.output(second)

    assert (
        reader.run(
            second, "while True:\n    print('x' * 1000)\n    n = n + 1 if 'n' in globals() else 0\n    assert n < 500"
        )
        == "error"
    )
    output = reader.output(second)
    assert "Output cut after 100,000 characters" in output
    assert len(output) < 102_000
    assert "AssertionError" in output

    assert reader.run(second, "'y' * 10**6") == "finished"
    assert "Output cut" in reader.output(second)

    assert reader.run(second, "input('name? ')") == "error"
    assert "nobody to ask" in reader.output(second)

    for module in ("numpy", "torch"):
        assert reader.run(second, f"import {module}.linalg") == "error"
        output = reader.output(second)
        assert f"{module} is not here" in output
        links = reader.cell(second).locator(".cell_output a").evaluate_all("links => links.map(link => link.href)")
        assert len(links) == 2
        assert "mybinder.org" in links[0]
        assert "colab.research" in links[1]

    # What the snapshot lacks is imported when it is asked for, and what is shown twice is shown in order.
    assert (
        reader.run(
            second,
            "import sympy.stats as st\nprint(1)\ndisplay(nx.path_graph(2).number_of_edges())\nst.E(st.Die('D', 6))",
        )
        == "finished"
    )
    assert [kind for kind, _ in reader.shown(second)] == ["stream", "text_plain", "text_latex"]
    assert "7" in reader.shown(second)[2][1]

    assert reader.run(second, "def f(n):\n    return f(n + 1)\nf(0)") in {"error", "dead"}
    assert reader.run(second, "print(2 + 2)") == "finished"

    for number, before in ((first, printed[0]), (second, printed[1])):
        reader.press(number, "Reset")
        assert reader.shown(number) == before
        assert reader.cell(number).locator("mjx-container").count() == (number == second)
    assert reader.editors.nth(first).input_value() == code.rstrip("\n")
    assert visit.violations() == []
    assert visit.outside == []


def test_stop_ends_a_loop_and_the_next_run_starts_afresh(visit: Visit) -> None:
    reader = Reader(visit.open(MODEL))
    reader.run(0)
    reader.write(1, "kept = 1\nprint('on')\nwhile True:\n    pass")
    reader.press(1)
    reader.wait_for_text(1, "on")
    reader.press(1, "Stop")
    assert reader.wait(1) == "stopped"
    assert reader.status(1) == "Stopped"
    # Python was ended with the loop: the cells above run again by themselves, this one in its printed form.
    reader.press(1, "Reset")
    assert reader.run(2) == "finished"
    assert [reader.status(number) for number in range(3)] == ["Finished"] * 3
    assert visit.complaints == []


def test_where_memory_is_shared_stop_keeps_names(context: BrowserContext, isolated: tuple[str, Counter[str]]) -> None:
    visit = Visit(context.new_page(), isolated[0])
    reader = Reader(visit.open(MODEL))
    assert reader.page.evaluate("self.crossOriginIsolated")
    reader.run(0)
    reader.write(1, "kept = 41\nprint('on')\nwhile True:\n    pass")
    reader.press(1)
    reader.wait_for_text(1, "on")
    reader.press(1, "Stop")
    assert reader.wait(1) == "stopped"
    assert reader.run(1, "kept + 1") == "finished"
    assert reader.output(1).strip() == "42"
    assert visit.complaints == []


def test_controls_and_charts_of_live_outputs_work(visit: Visit) -> None:
    page = visit.open(MODEL)
    reader = Reader(page)
    reader.run(0)
    code = "explore(lambda n: nx.path_graph(n).number_of_edges().__str__(), n=range(2, 6), caption='Edges', alt='a number')"
    assert reader.run(1, code) == "finished"
    control = reader.cell(1).locator("input[type=range]")
    control.fill("3")
    assert reader.cell(1).locator(".wp-frame:visible").inner_text() == "4"
    chart = (
        "import altair as alt\n"
        "figure(alt.Chart(alt.Data(values=[{'a': 1, 'b': 2}, {'a': 2, 'b': 5}])).mark_bar().encode(x='a:O', y='b:Q'),\n"
        "       caption='Two bars', alt='two bars')"
    )
    assert reader.run(1, chart) == "finished"
    reader.cell(1).scroll_into_view_if_needed()
    page.wait_for_function(
        "() => document.querySelectorAll('.wp-live')[1].closest('.cell').querySelector('.wp-stage svg')"
    )
    assert reader.cell(1).locator(".wp-stage svg").get_attribute("aria-label") == "two bars"
    wrong = "alt.Chart(alt.Data(values=[])).mark_bar().encode(x=alt.X('a:O', title=object())).to_dict()"
    assert reader.run(1, wrong) == "error"
    assert "SchemaValidationError" in reader.output(1)
    assert visit.complaints == []


def test_a_claim_runs_again_with_a_larger_n(visit: Visit) -> None:
    page = visit.open(MODEL)
    reader = Reader(page)
    reader.run(0)
    row = page.locator("tr[data-claim=H2]")
    assert "all 208 graphs on up to 6 vertices" in row.inner_text()
    row.get_by_label("n", exact=True).fill("5")
    row.get_by_role("button", name="Run again").click()
    page.wait_for_selector("tr[data-claim=H2]:has-text('all 52 graphs on up to 5 vertices')")
    row.get_by_label("n", exact=True).fill("8")
    row.get_by_role("button", name="Run again").click()
    page.wait_for_selector("tr[data-claim=H2]:has-text('n must be between 0 and 7')")
    row = page.locator("tr[data-claim=H1]")
    row.get_by_label("n", exact=True).fill("21")
    row.get_by_role("button", name="Run again").click()
    page.wait_for_selector("tr[data-claim=H1]:has-text('Running')")
    row.get_by_role("button", name="Stop").click()
    page.wait_for_selector("tr[data-claim=H1]:has-text('Stopped')")
    assert visit.violations() == []
    assert visit.complaints == []


def test_without_the_snapshot_python_starts_the_slow_road(visit: Visit) -> None:
    visit.page.route("**/live/snapshot.gz*", lambda route: route.abort())
    reader = Reader(visit.open(MODEL))
    reader.press(2)
    assert reader.wait(2) == "finished"
    assert reader.page.evaluate("document.documentElement.dataset.live") == "bytecode"


def test_if_python_cannot_start_the_page_stays_whole(visit: Visit) -> None:
    visit.page.route("**/live/pyodide/*", lambda route: route.abort())
    reader = Reader(visit.open(MODEL))
    before = reader.shown(2)
    reader.press(2)
    assert reader.wait(2) == "failed"
    assert "Python could not start here" in reader.status(2)
    assert "unharmed" in reader.status(2)
    assert reader.shown(2) == before


def test_both_roads_answer_under_node() -> None:
    call = ["node", str(ROOT / "tests" / "site" / "live_roads.mjs"), str(ROOT), json.dumps(live_rooms())]
    run = subprocess.run(call, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stderr[-2000:]
    roads = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    factors = "(x - 1)*(x + 1)*(x**2 - x + 1)*(x**2 + x + 1)"
    rest = [factors, "7/2", 1253, True, '"""', "bar"]
    assert roads == [
        {"road": "snapshot", "answers": [True, *rest]},
        {"road": "bytecode", "answers": [False, *rest]},
    ]


def test_pages_hold_their_policy(visit: Visit) -> None:
    for page in SITE.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        if "<html" not in text:
            continue
        policy = text.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        live = page.relative_to(SITE).as_posix() in LIVE
        assert rules["default-src"] == "'none'", page
        sources = " ".join(rules.values()).split()
        assert not [s for s in sources if not s.startswith("'") and s != "data:"], page
        assert "'unsafe-eval'" not in sources
        assert "'unsafe-inline'" not in rules["script-src"]
        assert ("'wasm-unsafe-eval'" in sources) == live, page
    page = visit.open(MODEL)
    refused = page.evaluate(
        """() => new Promise(done => {
            document.addEventListener("securitypolicyviolation", event => done(event.violatedDirective));
            document.body.append(Object.assign(document.createElement("script"), {textContent: "window.bad = 1"}));
        })"""
    )
    assert refused.startswith("script-src")
    assert page.evaluate("window.bad") is None
