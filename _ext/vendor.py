"""Serve every script, font and style from the site's own origin.

The pinned packages of ``package.json`` are copied into the output, outside the source's ``_static`` (Jupyter Book would
put every script it finds there on every page).  Pages name the copies only where they use them.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

# What is copied: from node_modules, into _static/vendor.
FILES = {
    # The parts that set formulas and their MathML twins for screen readers; not the context menu (0.4 MB)
    "mathjax/es5/startup.js": "mathjax/startup.js",
    "mathjax/es5/core.js": "mathjax/core.js",
    "mathjax/es5/input/tex.js": "mathjax/input/tex.js",
    "mathjax/es5/output/chtml.js": "mathjax/output/chtml.js",
    "mathjax/es5/a11y/assistive-mml.js": "mathjax/a11y/assistive-mml.js",
    "mathjax/es5/output/chtml/fonts": "mathjax/output/chtml/fonts",
    "mathjax/es5/input/tex/extensions": "mathjax/input/tex/extensions",
    "mathjax/LICENSE": "mathjax/LICENSE",
    "requirejs/require.js": "requirejs/require.js",
    "@jupyter-widgets/html-manager/dist/embed-amd.js": "html-manager/embed-amd.js",
    "vega/build/vega.min.js": "vega/vega.js",
    "vega/LICENSE": "vega/LICENSE",
    "vega-lite/build/vega-lite.min.js": "vega/vega-lite.js",
    "vega-embed/build/vega-embed.min.js": "vega/vega-embed.js",
}
INTERPRETER = "vega-interpreter/build/vega-interpreter.js"


def interpreter_script(module: str) -> str:
    """Turn vega's expression interpreter, shipped as a module only, into a plain script.

    With it vega needs no ``eval``, and a plain script also loads from disk, where browsers refuse modules.
    """
    lines = [line for line in module.splitlines() if not line.startswith("//# sourceMappingURL")]
    text = "\n".join(lines)
    start = "import { ascending, isString, DisallowedObjectProperties } from 'vega-util';"
    end = "export { expression as expressionInterpreter };"
    if start not in text or end not in text:
        raise ExtensionError(f"{INTERPRETER} no longer has the form that _ext/vendor.py knows; look at it again")
    text = text.replace(start, "const { ascending, isString, DisallowedObjectProperties } = vega;")
    text = text.replace(end, "vega.expressionInterpreter = expression;")
    return f"(function () {{\n{text}\n}})();\n"


def copy_vendored(app: Sphinx) -> None:
    """Copy the pinned packages into the output."""
    if app.builder.format != "html":
        return
    modules = Path(app.srcdir) / "node_modules"
    target = Path(app.outdir) / "_static" / "vendor"
    if not modules.is_dir():
        raise ExtensionError("node_modules is missing: run `make setup` (npm ci) first")
    for source, name in FILES.items():
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if (modules / source).is_dir():
            shutil.copytree(modules / source, place, dirs_exist_ok=True)
        else:
            shutil.copyfile(modules / source, place)
    script = interpreter_script((modules / INTERPRETER).read_text(encoding="utf-8"))
    (target / "vega" / "vega-interpreter.js").write_text(script, encoding="utf-8")


def note_formulas(app: Sphinx, doctree: nodes.document) -> None:
    """Load the typesetter also where formulas stand in the HTML of an output or a claim table only."""
    if any('class="math notranslate"' in raw.rawsource + raw.astext() for raw in doctree.findall(nodes.raw)):
        app.env.get_domain("math").data["has_equations"][app.env.docname] = True


def setup(app: Sphinx) -> dict[str, Any]:
    """Copy before pages are written, so that their addresses can carry the copies' checksums."""
    app.connect("builder-inited", copy_vendored)
    app.connect("doctree-read", note_formulas)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
