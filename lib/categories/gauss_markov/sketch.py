"""Arrows, dots and labels for drawings in plain SVG."""

from __future__ import annotations

import html
import math

from lib.exact import GraphPicture

Point = tuple[float, float]


def picture(pieces: list[str], width: int, height: int, alt_text: str) -> GraphPicture:
    """Put pieces of SVG into one picture that follows the width of the page."""
    return GraphPicture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{html.escape(alt_text)}" style="width:100%;max-width:{width}px">{"".join(pieces)}</svg>'
    )


def arrow(start: Point, end: Point, colour: str, *, dashed: bool = False) -> str:
    """Return an arrow as SVG; it stops short of its end, where a dot may be."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    tip = (x2 - 6 * ux, y2 - 6 * uy)
    back = (tip[0] - 9 * ux, tip[1] - 9 * uy)
    head = " ".join(f"{x:.1f},{y:.1f}" for x, y in (tip, _beside(back, ux, uy, 4), _beside(back, ux, uy, -4)))
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{back[0]:.1f}" y2="{back[1]:.1f}" stroke="{colour}" '
        f'stroke-width="2"{dash}/><polygon points="{head}" fill="{colour}"/>'
    )


def _beside(at: Point, ux: float, uy: float, by: float) -> Point:
    return at[0] - by * uy, at[1] + by * ux


def label(at: Point, text: str, *, anchor: str = "start") -> str:
    """Return a text in the page's own colour as SVG."""
    return (
        f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" font-size="14" text-anchor="{anchor}" '
        f'fill="currentColor">{html.escape(text)}</text>'
    )


def dot(at: Point, colour: str) -> str:
    """Return a filled dot as SVG."""
    return f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="5" fill="{colour}" stroke="currentColor"/>'
