"""Runs a reader's cell as a notebook would, inside the browser's Python.

Results go to the page as they arrive: text, MIME bundles, tracebacks cut to the reader's own lines.
"""

from __future__ import annotations

import ast
import builtins
import json
import linecache
import random
import sys
import time
import traceback
import types
from collections.abc import Callable
from typing import Any

import networkx.generators.atlas
from IPython.lib.pretty import pretty

# More text than this helps nobody, and a page that holds megabytes of it stops answering.
MOST_TEXT = 100_000
MOST_HTML = 4_000_000
RICH = {
    "text/html": "_repr_html_",
    "image/svg+xml": "_repr_svg_",
    "text/latex": "_repr_latex_",
}
HERE = "cell "

# networkx reads its atlas from a file, and inside an archive there is none; the snapshot keeps its content.
ATLAS = "/lib/atlas.dat.gz"
_atlas = networkx.generators.atlas.ATLAS_FILE.read_bytes()
networkx.generators.atlas.ATLAS_FILE = ATLAS


def _before_a_page_listens(kind: str, text: str) -> Any:
    return sys.__stderr__.write(text)


_post: Callable[[str, str], Any] = _before_a_page_listens
_main = types.ModuleType("__main__")
_written = 0


class Stream:
    """Standard output or error: sends what is written in pieces that a page can show while the cell still runs."""

    encoding = "utf-8"

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.waiting: list[str] = []
        self.sent = 0.0

    def write(self, text: str) -> int:
        """Take text, and send what has gathered a few times a second."""
        global _written
        room = MOST_TEXT - _written
        _written += len(text)
        if room > 0:
            self.waiting.append(text[:room])
            if room < len(text):
                self.flush()
                _post("notice", f"Output cut after {MOST_TEXT:,} characters.")
            elif time.monotonic() - self.sent > 0.1:
                self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what has gathered."""
        if self.waiting:
            _post(self.kind, "".join(self.waiting))
            self.waiting.clear()
        self.sent = time.monotonic()

    def isatty(self) -> bool:
        """Nobody sits at a terminal."""
        return False


def display(*values: Any) -> None:
    """Show values in the page, each in the richest form that it has."""
    for value in values:
        sys.stdout.flush()
        bundle = bundle_of(value)
        if len(json.dumps(bundle)) > MOST_HTML:
            bundle = {"text/plain": bundle["text/plain"]}
            _post("notice", "This result is too large to draw; here is its text.")
        _post("bundle", json.dumps(bundle))


def bundle_of(value: Any) -> dict[str, str]:
    """Return the forms in which a value can be shown, by MIME type, as IPython's formatters would."""
    text = pretty(value)
    if len(text) > MOST_TEXT:
        text = text[:MOST_TEXT]
        _post("notice", f"Output cut after {MOST_TEXT:,} characters.")
    bundle = {"text/plain": text}
    # A class has the methods too, but nothing to call them on.
    if isinstance(value, type):
        return bundle
    for kind, name in RICH.items():
        method = getattr(value, name, None)
        shown = method() if callable(method) else None
        if isinstance(shown, str):
            bundle[kind] = shown
    if callable(getattr(value, "_repr_mimebundle_", None)):
        own = value._repr_mimebundle_()
        own = own[0] if isinstance(own, tuple) else own
        bundle |= {kind: shown for kind, shown in (own or {}).items() if isinstance(shown, str)}
    return bundle


def nobody_to_ask(prompt: object = "") -> str:
    """Stand in for ``input``."""
    raise RuntimeError("input() has nobody to ask here: write the value into the cell instead")


def begin() -> None:
    """Get ready for a reader: a fresh namespace, streams to the page, random numbers that differ from visit to visit."""
    sys.modules["__main__"] = _main
    _main.__dict__.update(__builtins__=builtins, display=display)
    builtins.input = nobody_to_ask
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")
    with open(ATLAS, "wb") as file:
        file.write(_atlas)
    # The snapshot froze the generator's state along with everything else.
    random.seed()


def connect(post: Callable[[str, str], Any]) -> None:
    """Say where results go."""
    global _post
    _post = post


def warm() -> None:
    """Do once, before the snapshot, what every reader's first cells would wait for."""
    import altair
    import sympy

    from lib.book.drawing import chart_spec

    x = sympy.Symbol("x")
    bundle_of(sympy.factor(x**6 - 1) + sympy.Rational(1, 2))
    chart_spec(altair.Chart(altair.Data(values=[{"x": 1, "y": 2}])).mark_bar().encode(x="x:O", y="y:Q"))


def run(code: str, number: int) -> bool:
    """Run one cell; return whether it came to its end.  The value of a last expression is shown."""
    global _written
    _written = 0
    name = f"{HERE}{number}"
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    try:
        tree = ast.parse(code, name)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not code.rstrip().endswith(";"):
            last = ast.Expression(tree.body.pop().value)
        exec(compile(tree, name, "exec"), _main.__dict__)
        if last is not None:
            value = eval(compile(last, name, "eval"), _main.__dict__)
            if value is not None:
                _main._ = value
                display(value)
    except BaseException as error:
        report(error)
        return False
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return True


def run_claim(paper: str, id: str, reach: str) -> bool:  # noqa: A002
    """Run one claim at another scope and send its row; return whether it came to its end."""
    from lib.book.table import claim_row_html

    try:
        _post("row", claim_row_html(paper, id, json.loads(reach)))
    except BaseException as error:
        report(error)
        return False
    finally:
        sys.stdout.flush()
    return True


def report(error: BaseException) -> None:
    """Send an error with the reader's own lines; what happened inside libraries is left out."""
    sys.stdout.flush()
    if isinstance(error, KeyboardInterrupt):
        _post("stopped", "")
        return
    if isinstance(error, ModuleNotFoundError) and error.name and error.name.partition(".")[0] != "lib":
        _post("missing", error.name.partition(".")[0])
    told = traceback.TracebackException.from_exception(error, compact=True)
    link: traceback.TracebackException | None = told
    while link is not None:
        link.stack = traceback.StackSummary.from_list([line for line in link.stack if line.filename.startswith(HERE)])
        link = link.__cause__ or link.__context__
    _post("error", "".join(told.format())[-MOST_TEXT:])
