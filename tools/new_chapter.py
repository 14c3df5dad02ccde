"""Scaffold a chapter: its room, page, tests, benchmark, and the entries in contents and package."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from lib.book.claims import PARTS

ROOT = Path(__file__).parents[1]

INIT = '''"""{title}.

The chapter is ``chapters/{part}/{slug}``.
"""
'''

CLAIMS = '''"""What the paper says, as functions that return evidence."""

from __future__ import annotations

from lib.book import Evidence, claim


@claim(id="X1", source="first statement", says="The sum of the first n odd numbers is $n^2$", declared="holds")
def odd_numbers_sum_to_squares(n: int = 100) -> Evidence:
    right = sum(sum(range(1, 2 * k, 2)) == k * k for k in range(1, n + 1))
    return Evidence(right == n, f"{{right}} of {{n}}", "all", f"n = 1 to {{n}}", "exhaustive")
'''

FIGURES = '''"""The chapter's pictures and controls."""

from __future__ import annotations


def dots(n: int) -> str:
    """Draw n rows of n dots.

    Raises
    ------
    ValueError
        If n is negative.

    Examples
    --------
    >>> dots(2).count("o")
    4
    """
    if n < 0:
        raise ValueError(f"n must be at least 0, got {{n}}")
    return "\\n".join("o " * n for _ in range(n))
'''

CHAPTER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
description: One sentence for search engines and social cards.
---

# {title}

The question, in two paragraphs, and one opening picture.

```{{code-cell}} ipython3
from lib.book import claim_table, explore, figure
from lib.{part}.{slug} import figures
```

```{{code-cell}} ipython3
:tags: [hide-input]
figure(figures.dots(4), alt="four rows of four dots", caption="Sixteen dots in a square.")
```

## What the paper says

```{{prf:theorem}} Squares
:label: {slug}-main

The sum of the first $n$ odd numbers is $n^2$.
```

## Build it

Definitions become objects; every output is discussed under it.

## Turn it

```{{code-cell}} ipython3
:tags: [hide-input]
explore(figures.dots, n=range(1, 7), alt="a square of dots", caption="Squares of dots.")
```

## What held

```{{code-cell}} ipython3
claim_table("{slug}")
```

## Beyond the paper

Something that the paper did not do.

## Exercises

```{{exercise}}
:label: {slug}-ex1

What is the sum of the first 50 odd numbers?
```

```{{solution-start}} {slug}-ex1
:class: dropdown
```

```{{code-cell}} ipython3
sum(range(1, 100, 2))
```

```{{solution-end}}
```

## Reading on

References, and the documentation of {{py:mod}}`lib.{part}.{slug}`.
"""

TEST = '''"""Tests of the room ``lib.{part}.{slug}``."""

from __future__ import annotations

import pytest

from lib.{part}.{slug}.figures import dots


def test_dots_form_a_square() -> None:
    assert dots(3).splitlines() == ["o o o "] * 3


def test_negative_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="n must be at least 0, got -1"):
        dots(-1)
'''

API = """---
description: The functions of the room lib.{part}.{slug}, with examples that are tests.
---

# `lib.{part}.{slug}`

```{{rooms}} {part}.{slug}
```
"""

BENCHMARK = '''"""Timings of ``lib.{part}.{slug}`` beside its peers."""

from __future__ import annotations

from typing import Any


def rows() -> list[dict[str, Any]]:
    """Return one line per comparison."""
    return []
'''


def create(part: str, slug: str, title: str, root: Path = ROOT) -> list[Path]:
    """Create everything a chapter needs; return the new files.

    Raises
    ------
    ValueError
        If the part is not one of the book's, the slug is not a lower-case Python name, or the chapter exists.
    """
    if part not in PARTS:
        raise ValueError(f"PART must be one of {', '.join(PARTS)}, got {part!r}")
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", slug):
        raise ValueError(f"SLUG must be a lower-case name such as my_paper, got {slug!r}")
    if (root / "lib" / part / slug).exists() or (root / "chapters" / part / f"{slug}.md").exists():
        raise ValueError(f"SLUG must be new, got {slug!r}, which part {part!r} already has")
    names = {"part": part, "slug": slug, "title": title or slug.replace("_", " ").capitalize()}
    files = {
        f"lib/{part}/{slug}/__init__.py": INIT,
        f"lib/{part}/{slug}/claims.py": CLAIMS,
        f"lib/{part}/{slug}/figures.py": FIGURES,
        f"chapters/{part}/{slug}.md": CHAPTER,
        f"tests/{part}/test_{slug}.py": TEST,
        f"benchmarks/{slug}.py": BENCHMARK,
        f"api/{slug}.md": API,
    }
    for name, fresh in (
        (f"lib/{part}/__init__.py", f'"""Part *{part}* of the book: one room per paper."""\n'),
        (f"tests/{part}/__init__.py", ""),
    ):
        if not (root / name).exists():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(fresh, encoding="utf-8")
    written = []
    for name, template in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template.format(**names), encoding="utf-8")
        written.append(path)
    _enter_contents(root / "_toc.yml", part, slug)
    _enter_package(root / "pyproject.toml", slug)
    return written


def _enter_contents(path: Path, part: str, slug: str) -> None:
    text = path.read_text(encoding="utf-8")
    entry = f"      - file: chapters/{part}/{slug}\n"
    present = [match.end() for match in re.finditer(rf"      - file: chapters/{part}/\w+\n", text)]
    if present:
        text = text[: present[-1]] + entry + text[present[-1] :]
    else:
        # before the first later part that the contents have, else before the pages about the book
        later = PARTS[PARTS.index(part) + 1 :]
        places = [text.find(f"chapters/{other}/") for other in later if f"chapters/{other}/" in text]
        anchor = text.rfind("  - caption:", 0, min(places)) if places else text.index("  - caption: The book")
        text = f"{text[:anchor]}  - caption: {part.capitalize()}\n    numbered: true\n    chapters:\n{entry}{text[anchor:]}"
    # the pages of the package are the last of the contents
    text = text.rstrip("\n") + f"\n          - file: api/{slug}\n"
    path.write_text(text, encoding="utf-8")


def _enter_package(path: Path, slug: str) -> None:
    text = path.read_text(encoding="utf-8")
    before, members, after = re.split(r'(?<=all = \["worked-papers\[)([^\]]+)', text, maxsplit=1)
    line = before.rindex("all = [")
    before = f'{before[:line]}{slug} = ["worked-papers"]\n{before[line:]}'
    path.write_text(f"{before}{members},{slug}{after}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", required=True)
    parser.add_argument("--slug", required=True)
    parser.add_argument("--title", default="")
    arguments = parser.parse_args()
    try:
        for path in create(arguments.part, arguments.slug, arguments.title):
            print(path.relative_to(ROOT))
    except ValueError as problem:
        sys.exit(f"{problem}")
