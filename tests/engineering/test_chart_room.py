"""The build leaves room for charts: Vega's heights, written into the pages once."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import altair as alt
import pytest
from sphinx.errors import ExtensionError

from _ext.chart_room import leave_room, measure, room
from lib.book.drawing import chart_spec, drawing_html

TITLE = "a title that is a good deal longer than the axis beside which it stands"


def bars(axis: alt.Axis | None = None, **size: object) -> alt.Chart:
    chart = alt.Chart(alt.Data(values=[{"a": "x", "b": 2}, {"a": "y", "b": 5}])).mark_bar()
    return chart.encode(x=alt.X("a:N", axis=axis), y=alt.Y("b:Q", axis=axis)).properties(**size)


def test_a_drawing_is_as_high_as_its_view_and_what_is_around_it() -> None:
    # Vega leaves 5 pixels on every side.
    assert measure([chart_spec(bars(height=100)), chart_spec(bars(height=300))]) == [[110, 110], [310, 310]]
    assert all(330 < height < 370 for height in measure([chart_spec(bars(alt.Axis(), height=300))])[0])


def test_what_is_wider_than_the_page_shrinks_with_it() -> None:
    screen, phone = measure([chart_spec(bars(width=1000, height=400))])[0]
    assert screen < 400
    assert screen / phone == pytest.approx(608 / 342, rel=0.02)


def test_a_title_has_the_length_of_its_letters() -> None:
    spec = chart_spec(bars(alt.Axis(), height=400))
    plain = measure([spec])[0][0]
    spec["encoding"]["y"]["title"] = TITLE[:60]
    assert measure([spec])[0][0] == plain, "60 letters are shorter than an axis of 400 pixels"
    spec["encoding"]["y"]["title"] = TITLE * 3
    assert measure([spec])[0][0] > plain + 300


def test_views_side_by_side_follow_the_page() -> None:
    part = bars(height=200).properties(width="container")
    spec = chart_spec(alt.vconcat(part, part))
    assert measure([spec])[0][0] > 400


def test_controls_take_rows() -> None:
    bound = [alt.param(name=f"p{i}", bind=alt.binding_range(min=0, max=1), value=0) for i in range(3)]
    spec = chart_spec(bars().add_params(alt.param(name="hover", value=1), *bound))
    style = room(spec, [300, 250])
    assert style == "--wp-drawing: 300px; --wp-rows: 2; --wp-phone-drawing: 250px; --wp-phone-rows: 3"


def test_a_chart_that_vega_does_not_know_stops_the_build() -> None:
    with pytest.raises(ExtensionError, match="could not measure a chart"):
        measure([{"mark": "no such mark"}])


def test_rooms_are_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.book.drawing.is_static_page", lambda: True)
    page = tmp_path / "chapters" / "part" / "one.html"
    page.parent.mkdir(parents=True)
    (page.parent / "none.html").write_text("<p>no chart</p>", encoding="utf-8")
    charts = drawing_html(bars(height=100), "</bars>"), drawing_html(bars(height=300), "more")
    page.write_text("<html>" + "<p></p>".join(charts) + "</html>", encoding="utf-8")
    build = SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=tmp_path)
    leave_room(build, None)
    once = page.read_text(encoding="utf-8")
    assert [part.partition(";")[0] for part in once.split("--wp-drawing: ")[1:]] == ["110px", "310px"]
    leave_room(build, None)
    assert page.read_text(encoding="utf-8") == once
    leave_room(SimpleNamespace(builder=SimpleNamespace(format="latex"), outdir=tmp_path / "absent"), None)
