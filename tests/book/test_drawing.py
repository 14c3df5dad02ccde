"""Figures, controls and recorded runs, on the static page and in a live kernel."""

from __future__ import annotations

import json
import re
from pathlib import Path

import altair as alt
import networkx as nx
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from lib.book import explore, figure, new_figure, record, recorded
from lib.book.controls import MOST_FRAMES
from lib.book.drawing import chart_spec, drawing_html
from lib.book.markup import inline_html, plain
from lib.book.medium import STATIC_VARIABLE
from lib.book.results import TimingsTable, seconds, timings_table
from lib.book.theme import INK
from lib.exact import circular_layout, draw_graphs


@pytest.fixture
def static(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STATIC_VARIABLE, "1")


def chart() -> alt.Chart:
    return alt.Chart(alt.Data(values=[{"x": 1, "y": 2}])).mark_bar().encode(x="x:Q", y="y:Q")


@given(st.text())
def test_markup_never_lets_html_through(text: str) -> None:
    shown = inline_html(text)
    assert "<script" not in shown.lower()
    assert re.sub(r'</?(code|em|span)( class="math notranslate")?>', "", shown).count("<") == 0
    assert isinstance(plain(text), str)


def test_static_charts_travel_as_specifications(static: None) -> None:
    html = figure(chart(), caption="c $x$", alt="a </script> b")._repr_mimebundle_()["text/html"]
    spec = json.loads(re.search(r'<script type="application/json">(.*?)</script>', html)[1])
    assert spec["width"] == "container"
    assert spec["config"]["background"] == "transparent"
    assert "cdn" not in html
    assert "figcaption" in html
    assert html.count("</script>") == 1


def test_live_charts_use_altairs_own_renderer() -> None:
    assert "vega" in drawing_html(chart(), "bars")


def test_own_sizes_and_settings_are_kept() -> None:
    spec = chart_spec(chart().properties(width=200).configure_axis(labelFontSize=20))
    assert spec["width"] == 200
    assert spec["config"]["axis"]["labelFontSize"] == 20
    assert spec["config"]["axis"]["titleFontSize"] == 13
    assert "width" not in chart_spec(chart() | chart())


def test_matplotlib_follows_the_page() -> None:
    drawing, axes = new_figure(4, 2)
    axes.plot([1, 2], label="line")
    axes.legend()
    axes.set_title("title")
    html = drawing_html(drawing, "a line")
    assert INK not in html
    assert "currentColor" in html
    assert 'role="img" aria-label="a line"' in html
    assert html == drawing_html(drawing, "a line")


def test_ids_of_two_figures_do_not_meet() -> None:
    pages = []
    for height in (1, 2):
        drawing, axes = new_figure(4, 2)
        axes.plot([0, height])
        pages.append(set(re.findall(r'\bid="([^"]+)"', drawing_html(drawing, "x"))))
    assert not pages[0] & pages[1]


def test_other_drawings() -> None:
    x = sympy.Symbol("x")
    assert "\\[x^{2}\\]" in drawing_html(x**2, "x squared")
    assert "<svg" in drawing_html(
        draw_graphs([(nx.path_graph(2), circular_layout(nx.path_graph(2)), "")], alt="an edge"), ""
    )
    assert drawing_html("a < b", "") == '<pre class="wp-drawing">a &lt; b</pre>'
    with pytest.raises(TypeError, match="drawing must be"):
        drawing_html(object(), "x")


@pytest.mark.parametrize("missing", ["caption", "alt"])
def test_figures_and_controls_need_words(missing: str) -> None:
    words = {"caption": "c", "alt": "a", missing: " "}
    with pytest.raises(ValueError, match=missing):
        figure("x", **words)
    with pytest.raises(ValueError, match=missing):
        explore(str, **words, n=[1])


def test_static_control_prepares_every_frame(static: None) -> None:
    control = explore(
        lambda n, sign: f"{sign}{n}", caption="c", alt="a", n=range(3), sign={"plus": "+", "minus": "-"}, start={"n": 1}
    )
    html = control._repr_mimebundle_()["text/html"]
    assert html.count('class="wp-frame"') == 6
    assert html.count(" hidden>") == 5
    assert re.search(r'data-key="1\|plus">', html)
    assert 'type="range"' in html
    assert "<select>" in html


def test_live_control_is_a_widget() -> None:
    control = explore(str, caption="c", alt="a", object=[1, 2, 3])
    assert "application/vnd.jupyter.widget-view+json" in control._repr_mimebundle_()


def test_impossible_controls_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one argument"):
        explore(str, caption="c", alt="a")
    with pytest.raises(ValueError, match="must offer at least one value"):
        explore(str, caption="c", alt="a", n=[])
    with pytest.raises(ValueError, match=f"at most {MOST_FRAMES} frames"):
        explore(str, caption="c", alt="a", n=range(MOST_FRAMES + 1))
    with pytest.raises(ValueError, match="must be one of the offered values"):
        explore(str, caption="c", alt="a", n=[1], start={"n": 2})


def test_sizes_must_be_positive() -> None:
    with pytest.raises(ValueError, match="must be positive"):
        new_figure(0, 1)


def test_recorded_runs(tmp_path: Path) -> None:
    path = record("a/b", [1], command="run", seed=3, packages=("sympy",), where=tmp_path)
    entry = json.loads(path.read_text())
    assert entry["data"] == [1]
    assert entry["versions"]["sympy"] == sympy.__version__
    with pytest.raises(ValueError, match="installed distributions"):
        record("a", 1, command="", seed=None, packages=("no-such-package",), where=tmp_path)
    with pytest.raises(FileNotFoundError, match="combinatorics/h_chromatic/trees"):
        recorded("no/such/run")


def test_timings() -> None:
    assert timings_table().lines
    line = {
        "chapter": "my_paper",
        "what": "w",
        "size": "1",
        "ours_s": 2e-6,
        "peer": "p",
        "peer_s": None,
        "ratio": None,
        "note": "absent",
    }
    html = TimingsTable([line, line, {**line, "chapter": "other"}])._repr_html_()
    assert html.count("absent") == 3
    assert html.count("<tbody>") == 2
    assert "my paper" in html
    timed = TimingsTable([{**line, "peer_s": 3e-3, "ratio": 1500.0}])._repr_html_()
    assert "<td>1,500</td><td><p>ours 2&nbsp;µs</p><p>p 3&nbsp;ms</p></td>" in timed
    assert seconds(2e-6) == "2 µs"


def test_charts_with_text_tables_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKED_PAPERS_STATIC", "1")
    table = alt.InlineData(values="a,b\n1,2", format=alt.CsvDataFormat(type="csv"))
    chart = alt.Chart(table).mark_point().encode(x="a:Q", y="b:Q")
    with pytest.raises(ValueError, match="data as values, got csv"):
        drawing_html(chart, "one dot")
