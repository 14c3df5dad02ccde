"""Short texts with formulas: ``$...$`` and backquotes in captions, claims and labels, as HTML and as Markdown."""

from __future__ import annotations

import html
import re

_PIECES = re.compile(r"\$(?P<math>[^$]+)\$|`(?P<code>[^`]+)`|\*(?P<em>[^*\s][^*]*)\*")


def inline_html(text: str) -> str:
    r"""Render a one-line text as HTML: ``$...$`` for MathJax, backquotes as code, single stars as emphasis.

    Examples
    --------
    >>> inline_html("rank of `K` is $n < 3$ & *exact*")
    'rank of <code>K</code> is <span class="math notranslate">\\(n &lt; 3\\)</span> &amp; <em>exact</em>'
    """
    out: list[str] = []
    end = 0
    for piece in _PIECES.finditer(text):
        out.append(html.escape(text[end : piece.start()]))
        if piece["math"] is not None:
            out.append(f'<span class="math notranslate">\\({html.escape(piece["math"])}\\)</span>')
        elif piece["code"] is not None:
            out.append(f"<code>{html.escape(piece['code'])}</code>")
        else:
            out.append(f"<em>{html.escape(piece['em'])}</em>")
        end = piece.end()
    out.append(html.escape(text[end:]))
    return "".join(out)


def plain(text: str) -> str:
    """Render a one-line text without markup, for alternative texts and labels.

    Examples
    --------
    >>> plain("the degree of `v` is $d_v$")
    'the degree of v is d_v'
    """
    return _PIECES.sub(lambda piece: next(group for group in piece.groups() if group is not None), text)
