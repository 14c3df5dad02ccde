"""Who wrote with whom: 613 works on scientometrics, with their authors and subjects, from OpenAlex."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Int64

from lib.data.shipped import shipped_file

LICENCE = "CC0 (OpenAlex); read from the installed package biblium (MIT), not copied into the book"


@dataclass(frozen=True)
class Collaborations:
    """Works with at least one author.

    ``papers`` holds the authors of each work as hashes: no name, and no way to OpenAlex's own numbers short of hashing
    all of them.  ``subjects`` and ``concepts`` give, for every label, the indices of the works that carry it; a work
    carries several.
    """

    papers: tuple[tuple[str, ...], ...]
    years: Int64[np.ndarray, " papers"]
    works: int  # those without authors included
    subjects: Mapping[str, tuple[int, ...]]
    concepts: Mapping[str, tuple[int, ...]]
    source: str
    licence: str

    def __len__(self) -> int:
        return len(self.papers)

    @property
    def authors(self) -> int:
        """The number of different authors."""
        return len({author for paper in self.papers for author in paper})

    @property
    def team_sizes(self) -> dict[int, int]:
        """How many works have one author, two authors, ..."""
        return dict(sorted(Counter(map(len, self.papers)).items()))

    def topic(self, label: str, kind: str = "subjects") -> list[list[str]]:
        """The papers that carry a label.

        Raises
        ------
        ValueError
            If no work carries it, or the kind is neither ``"subjects"`` nor ``"concepts"``.
        """
        if kind not in ("subjects", "concepts"):
            raise ValueError(f"kind must be 'subjects' or 'concepts', got {kind!r}")
        works = getattr(self, kind).get(label)
        if works is None:
            raise ValueError(f"label must be one of the {len(getattr(self, kind))} {kind}, got {label!r}")
        return [list(self.papers[k]) for k in works]

    def topics(self, kind: str = "subjects", smallest: int = 15, largest: int = 150) -> list[list[list[str]]]:
        """All topics of a kind with so many papers, in the order of their labels.

        Raises
        ------
        ValueError
            If the kind is unknown or no topic is of that size.
        """
        if kind not in ("subjects", "concepts"):
            raise ValueError(f"kind must be 'subjects' or 'concepts', got {kind!r}")
        labels = sorted(label for label, works in getattr(self, kind).items() if smallest <= len(works) <= largest)
        if not labels:
            raise ValueError(f"smallest and largest must leave a topic, got {smallest} and {largest}")
        return [self.topic(label, kind) for label in labels]


@lru_cache(maxsize=1)
def scientometrics_collaborations() -> Collaborations:
    """Return 613 works of OpenAlex's topic on scientometrics (1926 to 2024), from ``biblium``.

    Returns
    -------
    Collaborations
        611 works with authors, 1,066 authors, 1,596 authorships.

    Raises
    ------
    ModuleNotFoundError
        If the package ``biblium`` is not installed; the message says how.

    References
    ----------
    Priem, Piwowar, Orr, *OpenAlex: A fully-open index of scholarly works, authors, venues, institutions, and concepts*,
    arXiv 2205.01833 (2022).

    Notes
    -----
    The package ships two more files, from commercial indexes; they are not read.  The sample was drawn by the package's
    author, we do not know how: it is a corpus to compute on, no census of the field.

    Examples
    --------
    >>> corpus = scientometrics_collaborations()
    >>> corpus.works, len(corpus), corpus.authors
    (613, 611, 1066)
    """
    import pandas as pd

    path = shipped_file("biblium", "biblium/data/open alex dataset.csv")
    names = ["authorships.author.id", "topics.display_name", "concepts.display_name", "publication_year"]
    table = pd.read_csv(path, usecols=names)
    present = table.dropna(subset=["authorships.author.id"])
    # an author listed twice on a work, with two affiliations say, counts once
    papers = tuple(
        tuple(dict.fromkeys(hashlib.sha256(f"wp:{author}".encode()).hexdigest()[:12] for author in text.split("|")))
        for text in present["authorships.author.id"]
    )
    years = present["publication_year"].to_numpy(dtype=np.int64).copy()
    years.flags.writeable = False
    return Collaborations(
        papers,
        years,
        len(table),
        _labels(present["topics.display_name"].fillna("").tolist()),
        _labels(present["concepts.display_name"].fillna("").tolist()),
        "OpenAlex (Priem, Piwowar and Orr, arXiv 2205.01833)",
        LICENCE,
    )


def _labels(texts: list[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for work, text in enumerate(texts):
        for label in dict.fromkeys(filter(None, text.split("|"))):
            found.setdefault(label, []).append(work)
    return {label: tuple(works) for label, works in found.items()}
