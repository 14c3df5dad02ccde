"""Figures with a caption and an alternative text, on the static page and in a live kernel alike."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
from dataclasses import dataclass
from typing import Any

from lib.book.markup import inline_html, plain
from lib.book.medium import is_static_page
from lib.book.theme import INK, matplotlib_style, vega_config


@dataclass(frozen=True)
class BookFigure:
    """A drawing, its caption and its alternative text; displays itself."""

    drawing: Any
    caption: str
    alt: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": f"[figure] {plain(self.alt)}"}
        bundle["text/html"] = (
            f'<figure class="wp-figure">{drawing_html(self.drawing, self.alt)}'
            f"<figcaption>{inline_html(self.caption)}</figcaption></figure>"
        )
        return bundle


def figure(drawing: Any, *, caption: str, alt: str) -> BookFigure:
    """Show a drawing with its caption and alternative text.

    Parameters
    ----------
    drawing
        An Altair chart, a matplotlib figure, a sympy object, anything with ``_repr_svg_`` or ``_repr_html_``, or a
        string of text.
    caption
        What the reader should see in it; ``$...$`` and backquotes allowed.
    alt
        What the picture shows, for readers who do not see it.

    Returns
    -------
    BookFigure
        Displays itself as the last value of a cell.

    Raises
    ------
    ValueError
        If the caption or the alternative text is empty.
    TypeError
        If the drawing is of a kind that cannot be drawn.

    Examples
    --------
    >>> print(figure("1 2 3", caption="Three numbers", alt="the numbers 1, 2, 3")._repr_mimebundle_()["text/plain"])
    [figure] the numbers 1, 2, 3
    """
    for name, value in (("caption", caption), ("alt", alt)):
        if not value.strip():
            raise ValueError(f"{name} must say something about the figure, got an empty string")
    return BookFigure(drawing, caption, alt)


def drawing_html(drawing: Any, alt: str) -> str:
    """Turn a drawing into HTML: a chart becomes its specification, a matplotlib figure an SVG, a formula MathJax."""
    if type(drawing).__module__.startswith("altair"):
        return _chart_html(drawing, alt)
    if hasattr(drawing, "savefig"):
        return figure_svg(drawing, alt)
    if hasattr(drawing, "_repr_latex_") and (latex := drawing._repr_latex_()):
        formula = latex.strip("$").removeprefix("\\displaystyle").strip()
        return f'<div class="math notranslate wp-drawing">\\[{html.escape(formula)}\\]</div>'
    if hasattr(drawing, "_repr_svg_"):
        return f'<div class="wp-drawing">{drawing._repr_svg_()}</div>'
    if hasattr(drawing, "_repr_html_"):
        return f'<div class="wp-drawing">{drawing._repr_html_()}</div>'
    if isinstance(drawing, str):
        return f'<pre class="wp-drawing">{html.escape(drawing)}</pre>'
    raise TypeError(
        "drawing must be an Altair chart, a matplotlib figure, an object with _repr_svg_, _repr_html_ or _repr_latex_, "
        f"or a string; got {type(drawing).__name__}"
    )


def chart_spec(chart: Any) -> dict[str, Any]:
    """Return a chart's Vega-Lite specification with the book's theme; single views fill the width of the page."""
    spec: dict[str, Any] = chart.to_dict()
    own = spec.get("config", {})
    # Altair writes its own default view size into every chart; the book's theme replaces it.
    own.get("view", {}).pop("continuousWidth", None)
    own.get("view", {}).pop("continuousHeight", None)
    base = vega_config()
    spec["config"] = {**base, **{k: {**base[k], **v} if isinstance(base.get(k), dict) else v for k, v in own.items()}}
    if not {"hconcat", "vconcat", "concat", "facet", "repeat"} & set(spec):
        encoding = spec.get("encoding", {})
        if "width" not in spec and not {"row", "column", "facet"} & set(encoding):
            spec["width"] = "container"
    return spec


def _chart_html(chart: Any, alt: str) -> str:
    if is_static_page():
        # The page script draws it when it comes into view; "</" may not occur inside a script element.
        spec = json.dumps(chart_spec(chart), separators=(",", ":"), sort_keys=True).replace("</", "<\\/")
        if text := re.search(r'"type":"([cdt]sv)"', spec):
            raise ValueError(
                f"drawing must carry its data as values, got {text[1]}: its parser in the page needs eval, which no page allows"
            )
        return (
            f'<div class="wp-chart" role="group" aria-label="{html.escape(plain(alt))}">'
            f'<script type="application/json">{spec}</script></div>'
        )
    # Live: Altair's own renderer, told not to take over the page's alternative text.
    bundle = chart._repr_mimebundle_()
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    return bundle.get("text/html") or f"<p>{html.escape(plain(alt))}</p>"


def figure_svg(drawing: Any, alt: str) -> str:
    """Render a matplotlib figure as inline SVG in the page's own text colour, with its alternative text."""
    import matplotlib
    from matplotlib.legend import Legend
    from matplotlib.text import Text

    # What was added after the figure was made took matplotlib's own defaults: black text, white legend sheets.
    for text in drawing.findobj(Text):
        if text.get_color() == "black":
            text.set_color(INK)
    for legend in drawing.findobj(Legend):
        legend.set_frame_on(False)
    buffer = io.StringIO()
    with matplotlib.rc_context(matplotlib_style()):
        # the first pass settles the layout, so that saving twice gives the same picture
        drawing.draw_without_rendering()
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :].replace(INK, "currentColor")
    # Many figures share one page: their ids must not meet.  Without a fixed size the SVG follows the page's width.
    prefix = "f" + hashlib.sha256(svg.encode()).hexdigest()[:8] + "-"
    svg = re.sub(r'\bid="', f'id="{prefix}', svg)
    svg = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{prefix}", svg)
    svg = re.sub(r'<svg([^>]*?) height="([\d.]+)pt"', r"<svg\1", svg, count=1)
    svg = re.sub(r'<svg([^>]*?) width="([\d.]+)pt"', r'<svg\1 style="width:100%;max-width:\2pt"', svg, count=1)
    label = html.escape(plain(alt))
    return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
