"""Where the output goes: a page that is only read, or a kernel that can answer.

The book's build sets :data:`STATIC_VARIABLE` for the kernels it starts; everything that has two lives (charts,
controls, figures) asks :func:`is_static_page` which of them to show.
"""

from __future__ import annotations

import os

STATIC_VARIABLE = "WORKED_PAPERS_STATIC"


def is_static_page() -> bool:
    """Return whether this kernel's outputs are being printed on the static site.

    Examples
    --------
    >>> is_static_page()
    False
    """
    return os.environ.get(STATIC_VARIABLE, "") == "1"
