"""Recorded long runs: what a chapter may show beside its live, smaller run."""

from __future__ import annotations

import html
import itertools
import json
import platform
import sys
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import lib

# In a checkout results/ stands beside lib; in an installed package it travels inside it.
_PLACES = tuple(Path(root) / where for root in lib.__path__ for where in ("../results", "results"))


def recorded(name: str) -> dict[str, Any]:
    """Read a recorded run from ``results/``.

    Parameters
    ----------
    name
        The file's path inside ``results/`` without its ending: ``"combinatorics/h_chromatic/trees"``.

    Returns
    -------
    dict
        The record: ``command``, ``seed``, ``versions``, ``machine``, ``date`` and ``data``.

    Raises
    ------
    FileNotFoundError
        If no such run was recorded; the message lists those that were.
    """
    for place in _PLACES:
        path = place / f"{name}.json"
        if path.is_file():
            record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return record
    known = sorted({str(p.relative_to(place).with_suffix("")) for place in _PLACES for p in place.rglob("*.json")})
    raise FileNotFoundError(f"name must be a recorded run ({known}), got {name!r}")


def record(name: str, data: Any, *, command: str, seed: int | None, packages: tuple[str, ...], where: Path) -> Path:
    """Write a run to ``results/`` with what is needed to repeat it.

    Parameters
    ----------
    name
        As for :func:`recorded`.
    data
        Anything JSON can hold.
    command
        The command line that repeats the run, from the repository's root.
    seed
        The seed of its random numbers; ``None`` where nothing is random.
    packages
        Distributions whose versions matter.
    where
        The ``results`` folder.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ValueError
        If one of the packages is not installed.
    """
    versions = {"python": ".".join(map(str, sys.version_info[:3]))}
    for package in packages:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            raise ValueError(f"packages must be installed distributions, got {package!r}") from None
    path = where / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    entry = {
        "command": command,
        "seed": seed,
        "versions": versions,
        "machine": f"{platform.system()} {platform.machine()}",
        "date": date.today().isoformat(),
        "data": data,
    }
    path.write_text(json.dumps(entry, indent=1) + "\n", encoding="utf-8")
    return path


class TimingsTable:
    """The recorded benchmark run, as a table with a group of lines for each chapter."""

    HEAD = ("What", "Peer over ours", "Times")

    def __init__(self, lines: list[dict[str, Any]]) -> None:
        self.lines = lines

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{name}</th>' for name in self.HEAD)
        body = ""
        for chapter, lines in itertools.groupby(self.lines, key=lambda line: line["chapter"]):
            name = html.escape(chapter.replace("_", " "))
            rows = "".join(self._row_html(line) for line in lines)
            body += f'<tbody><tr><th scope="rowgroup" colspan="{len(self.HEAD)}">{name}</th></tr>{rows}</tbody>'
        return f'<table class="wp-timings"><thead><tr>{head}</tr></thead>{body}</table>'

    @staticmethod
    def _row_html(line: dict[str, Any]) -> str:
        runs = [("ours", line["ours_s"])] + ([] if line["peer_s"] is None else [(line["peer"], line["peer_s"])])
        # a number and its unit stay together
        times = "".join(f"<p>{html.escape(who)} {seconds(took).replace(' ', '&nbsp;')}</p>" for who, took in runs)
        ratio = "" if line["ratio"] is None else f"{line['ratio']:{',.0f' if line['ratio'] >= 100 else '.3g'}}"
        about = "".join(f"<p>{html.escape(text)}</p>" for text in (line["size"], line["note"]) if text)
        return f'<tr><th scope="row">{html.escape(line["what"])}{about}</th><td>{ratio}</td><td>{times}</td></tr>'


def timings_table() -> TimingsTable:
    """Return the recorded benchmark run as a table: how many times longer the peer takes.

    Raises
    ------
    FileNotFoundError
        If no run was recorded.
    """
    return TimingsTable(recorded("benchmarks")["data"])


def seconds(value: float) -> str:
    """Write a duration with a fitting unit.

    Examples
    --------
    >>> seconds(0.0123), seconds(2.5)
    ('12.3 ms', '2.5 s')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-6:.3g} µs"
