"""Every page: nothing from outside, no errors, accessible in light and dark, fits a phone."""

from __future__ import annotations

import html
import json
from pathlib import Path

import nbformat
import pytest
import yaml
from playwright.sync_api import BrowserContext

from lib.book import claim_modules, claims_of
from tests.site.conftest import OVERFLOW, UNDRAWN, Visit, pages

pytestmark = pytest.mark.site

ROOT = Path(__file__).parents[2]

CHAPTERS = [page for page in pages() if page.count("/") == 2 and page.startswith("chapters/")]
FIRST_VIEW = 2_000_000
VEGA = "/vendor/vega/"


# Formulas inside sentences that are wider than the column they stand in.
CUT_FORMULAS = """[...document.querySelectorAll('.bd-article mjx-container:not([display])')].filter(formula => {
  let column = formula.parentElement;
  while (getComputedStyle(column).display === 'inline') column = column.parentElement;
  return formula.getBoundingClientRect().width > column.clientWidth + 1;
}).map(formula => formula.textContent)"""


def test_the_site_has_the_pages_it_should(site: Path) -> None:
    built = pages()
    for name in ("index.html", "404.html", "search.html", "chapters/ledger.html", "chapters/references.html"):
        assert name in built
    assert {f"chapters/{m.split('.')[1]}/{m.split('.')[2]}.html" for m in claim_modules()} == set(CHAPTERS)


@pytest.mark.parametrize("name", pages())
def test_page(visit: Visit, name: str) -> None:
    page = visit.open(name)
    first_view = sum(size for url, size in visit.moved.items() if VEGA not in url)
    visit.read_through()
    light = visit.violations()
    visit.paint("dark")
    dark = visit.violations()
    page.set_viewport_size({"width": 390, "height": 844})
    cut = visit.comes_to(CUT_FORMULAS, [])
    overflow = visit.comes_to(OVERFLOW, 0)
    assert visit.outside == []
    assert visit.complaints == []
    assert light == []
    assert dark == []
    assert cut == [], "formulas inside sentences are cut off at 390 px"
    assert overflow == 0, f"the page scrolls sideways by {overflow} px at 390 px"
    assert first_view <= FIRST_VIEW, f"the first view moves {first_view / 1e6:.2f} MB"


@pytest.mark.parametrize("name", CHAPTERS)
def test_formulas_are_typeset(visit: Visit, name: str) -> None:
    page = visit.open(name)
    visit.read_through()
    assert page.locator("mjx-container").count() > 10
    assert page.locator("mjx-merror").count() == 0
    raw = page.locator("article").inner_text()
    assert "\\(" not in raw
    assert "$$" not in raw


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_prepared_control_switches_its_frames(visit: Visit, name: str) -> None:
    page = visit.open(name)
    explorers = page.locator(".wp-explore")
    assert explorers.count() > 0, "a chapter has a control"
    for number in range(explorers.count()):
        explorer = explorers.nth(number)
        explorer.scroll_into_view_if_needed()
        controls = explorer.locator(".wp-controls input, .wp-controls select")
        for which in range(controls.count()):
            control = controls.nth(which)
            shown = [explorer.locator(".wp-frame:visible").inner_html()]
            for _ in range(2):
                _next_value(control)
                frame = explorer.locator(".wp-frame:visible")
                assert frame.count() == 1
                shown.append(frame.inner_html())
            assert len(set(shown)) > 1, f"control {which} of explorer {number} changes nothing"


def _next_value(control: object) -> None:
    control.evaluate(  # type: ignore[attr-defined]
        """control => {
            if (control.type === "range") control.value = (Number(control.value) + 1) % (Number(control.max) + 1);
            else control.selectedIndex = (control.selectedIndex + 1) % control.options.length;
            control.dispatchEvent(new Event("input", {bubbles: true}));
        }"""
    )


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_bound_parameter_changes_its_chart(visit: Visit, name: str) -> None:
    page = visit.open(name)
    visit.read_through()
    charts = page.locator(".wp-chart:has(.vega-bind)")
    for number in range(charts.count()):
        chart = charts.nth(number)
        chart.scroll_into_view_if_needed()
        controls = chart.locator(".vega-bind input, .vega-bind select")
        drawing = (
            "[...document.querySelectorAll('.wp-chart')].filter(c => c.querySelector('.vega-bind'))"
            f"[{number}].querySelector('svg').innerHTML"
        )
        for which in range(controls.count()):
            before = page.evaluate(drawing)
            control = controls.nth(which)
            control.evaluate(
                """control => {
                    if (control.type === "range") control.value = control.value === control.max ? control.min : control.max;
                    else if (control.type === "checkbox" || control.type === "radio") control.click();
                    else control.selectedIndex = (control.selectedIndex + 1) % control.options.length;
                    control.dispatchEvent(new Event("input", {bubbles: true}));
                    control.dispatchEvent(new Event("change", {bubbles: true}));
                }"""
            )
            changed = visit.comes_to(f"{drawing} !== {json.dumps(before)}", True)
            assert changed, f"parameter {which} of chart {number} is idle"


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_widget_without_a_kernel(site: Path, name: str) -> None:
    text = (site / name).read_text(encoding="utf-8")
    assert "application/vnd.jupyter.widget-view+json" not in text


@pytest.mark.parametrize("name", CHAPTERS)
def test_figures_and_claims_have_words(visit: Visit, name: str) -> None:
    page = visit.open(name)
    visit.read_through()
    assert page.locator("figure.wp-figure").count() >= 2
    assert page.locator("figure.wp-figure:not(:has(figcaption))").count() == 0
    unnamed = "[...document.querySelectorAll('.wp-figure svg')].filter(s => s.checkVisibility() && !s.getAttribute('aria-label'))"
    assert page.evaluate(f"{unnamed}.length") == 0
    slug = Path(name).stem
    assert page.locator("table.wp-claims tbody tr").count() == len(claims_of(slug))
    assert page.locator("text=/Declared .* measured/").count() == 0


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_opens_from_a_disk(context: BrowserContext, site: Path, name: str) -> None:
    visit = Visit(context.new_page(), (site.as_uri() + "/"))
    page = visit.open(name)
    visit.read_through()
    assert visit.outside == []
    assert [text for text in visit.complaints if not text.startswith("0:")] == []
    assert page.locator("mjx-container").count() > 10
    charts = page.evaluate(
        "[...document.querySelectorAll('.wp-chart')].filter(c => !c.closest('[hidden]') && !c.querySelector('svg')).length"
    )
    assert charts == 0


@pytest.mark.parametrize("name", CHAPTERS)
def test_launch_and_download_lead_to_a_notebook(visit: Visit, site: Path, name: str) -> None:
    page = visit.open(name)
    stem = name.removesuffix(".html")
    links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    assert any("mybinder.org" in link and link.endswith(f"notebooks?urlpath=lab/tree/{stem}.ipynb") for link in links)
    assert any("colab.research" in link and link.endswith(f"/blob/notebooks/{stem}.ipynb") for link in links)
    assert any("/edit/main/" in link and link.endswith(f"{stem}.md") for link in links)
    download = site / "_sources" / f"{stem}.ipynb"
    notebook = nbformat.read(download, as_version=4)
    nbformat.validate(notebook)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert "worked-papers[" in first.source


def test_ledger_shows_every_claim_and_filters(visit: Visit) -> None:
    page = visit.open("chapters/ledger.html")
    slugs = [module.split(".")[2] for module in claim_modules()]
    total = sum(len(claims_of(slug)) for slug in slugs)
    rows = page.locator("table.wp-claims tbody tr")
    assert rows.count() == total
    assert page.locator("mjx-container").count() > 0
    for name in ("chapter", "part", "verdict", "kind"):
        select = page.locator(f"select[data-filter={name}]")
        value = select.locator("option").nth(1).get_attribute("value")
        select.select_option(value)
        shown = page.locator("table.wp-claims tbody tr:not([hidden])")
        assert 0 < shown.count() <= total
        assert shown.count() == page.locator(f'table.wp-claims tbody tr[data-{name}="{value}"]').count()
        assert page.locator(".wp-filters output").inner_text() == f"{shown.count()} shown"
        select.select_option("")
    page.locator("a.wp-claim-id").first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator(":target").count() == 1


def test_search_finds_a_word(visit: Visit) -> None:
    page = visit.open("search.html?q=homomorphism")
    page.wait_for_selector("#search-results li")
    assert page.locator("#search-results li a").count() > 0


def test_pages_describe_themselves(visit: Visit) -> None:
    for name in ("index.html", CHAPTERS[0]):
        page = visit.open(name)
        described = page.evaluate(
            "Object.fromEntries([...document.querySelectorAll('meta[property^=og],meta[name=description]')]"
            ".map(m => [m.getAttribute('property') || m.name, m.content]))"
        )
        assert described["og:title"]
        assert described["og:image"].endswith("card.png")
        assert len(described["description"]) > 30, json.dumps(described)
        assert page.locator("link[rel~=icon]").count() == 1


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_described_in_its_authors_words(site: Path, name: str) -> None:
    source = (ROOT / name).with_suffix(".md").read_text(encoding="utf-8")
    words = html.escape(yaml.safe_load(source.split("---")[1])["description"])
    assert (site / name).read_text(encoding="utf-8").count(f'description" content="{words}"') == 2


def test_a_lost_address_leads_to_the_page_that_says_so(visit: Visit) -> None:
    page = visit.page
    lost = (ROOT / "_build/html/404.html").read_text(encoding="utf-8")
    page.route("**/no/such/place.html", lambda route: route.fulfill(body=lost, content_type="text/html"))
    page.goto(visit.origin + "no/such/place.html", wait_until="commit")
    page.wait_for_url("**/worked-papers/404.html")


def test_code_can_be_copied(visit: Visit) -> None:
    page = visit.open(CHAPTERS[0])
    assert page.locator("button.copybtn").count() > 0


def test_theme_switch_draws_charts_again(visit: Visit) -> None:
    for name in CHAPTERS:
        page = visit.open(name)
        visit.read_through()
        if page.locator(".wp-chart svg").count():
            break
    first = page.locator(".wp-chart:has(svg)").first
    assert first.get_attribute("data-drawn") == "light"
    visit.paint("dark")
    assert first.get_attribute("data-drawn") == "dark"


@pytest.mark.parametrize("name", CHAPTERS)
def test_text_stays_in_place_when_charts_are_drawn(visit: Visit, name: str) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open(name)
    charts = "[...document.querySelectorAll('.wp-chart')].filter(c => !c.closest('[hidden]'))"
    page.evaluate(f"{charts}.forEach(c => {{ if (!c.dataset.drawn) c.wpRoom = c.offsetHeight; }})")
    visit.read_through()
    moved = page.evaluate(f"{charts}.filter(c => c.wpRoom).map(c => c.offsetHeight - c.wpRoom)")
    assert max(map(abs, moved), default=0) <= 40, f"charts move the text below by {moved} px"


@pytest.mark.parametrize("road", ["the button", "the keys"])
def test_paper_is_light_and_has_every_chart(visit: Visit, road: str) -> None:
    page = visit.open("chapters/networks/topic_networks.html")
    visit.paint("dark")
    assert page.evaluate(UNDRAWN) > 0, "some charts wait until they are scrolled to"
    seen = (
        "{theme: document.documentElement.dataset.theme, undrawn: " + UNDRAWN + ", "
        "dark: document.querySelectorAll('.wp-chart[data-drawn=dark]').length}"
    )
    page.evaluate(
        f"() => {{ window.print = () => {{ window.paper = {seen}; dispatchEvent(new Event('afterprint')); }}; }}"
    )
    if road == "the keys":
        page.keyboard.press("Control+p")
    else:
        page.evaluate("document.querySelector('[data-wp-action=print]').click()")
    page.wait_for_function("() => window.paper")
    assert page.evaluate("window.paper") == {"theme": "light", "undrawn": 0, "dark": 0}
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    visit.paint("dark")
    assert visit.complaints == []


def test_charts_fit_after_the_window_changes(visit: Visit) -> None:
    page = visit.open("chapters/dynamics/multitasking_hopfield.html")
    visit.read_through()
    for width in (390, 1200, 1900, 390):
        page.set_viewport_size({"width": width, "height": 900})
        charts = "[...document.querySelectorAll('.wp-chart')].filter(c => c.querySelector('svg'))"
        gaps = f"{charts}.map(c => Math.abs(c.querySelector('svg').getAttribute('width') - c.clientWidth))"
        assert page.evaluate(f"{charts}.length") > 0
        wide = visit.comes_to(f"{gaps}.filter(gap => gap > 1)", [])
        assert wide == [], f"charts miss the page's width at {width} px by {wide} px"
