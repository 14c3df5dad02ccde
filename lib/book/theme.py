"""The look of the book's charts: colours that colour-blind readers can tell apart, legible in light and in dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe and Ito's palette without its black and yellow, which vanish on a dark or on a light page.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F")
# One hue, growing lighter or darker with the value, readable in grey; and a diverging pair with a neutral middle.
SEQUENTIAL = "viridis"
DIVERGING = "blueorange"

# Stands for "the page's own text colour" inside matplotlib; replaced by currentColor in the finished SVG.
INK = "#010203"


def vega_config() -> dict[str, Any]:
    """Return the Vega-Lite configuration that every chart of the book carries.

    Colours of axes and text are left to the page script, which draws a chart again when the reader changes the
    page between light and dark.

    Examples
    --------
    >>> vega_config()["range"]["category"][:2]
    ['#0072B2', '#D55E00']
    """
    return {
        "background": "transparent",
        "font": "system-ui, sans-serif",
        "axis": {"labelFontSize": 12, "titleFontSize": 13, "titleFontWeight": "normal", "gridOpacity": 0.25},
        "legend": {"labelFontSize": 12, "titleFontSize": 13, "titleFontWeight": "normal"},
        "header": {"labelFontSize": 12, "titleFontSize": 13},
        "title": {"fontSize": 14, "fontWeight": "normal", "anchor": "start"},
        "view": {"continuousHeight": 300, "strokeOpacity": 0.2},
        "range": {"category": list(PALETTE), "heatmap": {"scheme": SEQUENTIAL}, "ramp": {"scheme": SEQUENTIAL}},
        "mark": {"color": PALETTE[0]},
        "point": {"filled": True, "size": 60},
    }


def matplotlib_style() -> Any:
    """Return the ``rcParams`` for a figure of the book; use it as ``with matplotlib.rc_context(matplotlib_style())``."""
    from cycler import cycler

    return {
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
        "text.color": INK,
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "axes.titlecolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "legend.frameon": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.prop_cycle": cycler(color=PALETTE),
        "image.cmap": SEQUENTIAL,
        "font.size": 11,
        # Text stays text: searchable, small, in the page's font; ids do not change from run to run.
        "svg.fonttype": "none",
        "svg.hashsalt": "worked-papers",
    }


def new_figure(width: float = 7.0, height: float = 3.6, **options: Any) -> tuple[Figure, Any]:
    """Make a matplotlib figure in the book's style, without touching the global state.

    Parameters
    ----------
    width, height
        Size in inches; a page is about 7 inches wide.
    **options
        Passed to ``Figure.subplots``: ``nrows``, ``ncols``, ``sharex``, ...

    Returns
    -------
    tuple
        The figure and its axes (one, or an array of them).

    Raises
    ------
    ValueError
        If a length is not positive.

    Examples
    --------
    >>> figure, axes = new_figure(4, 2)
    >>> figure.get_size_inches().tolist()
    [4.0, 2.0]
    """
    if width <= 0 or height <= 0:
        raise ValueError(f"width and height must be positive lengths in inches, got {width} and {height}")
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(matplotlib_style()):
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.subplots(**options)
