"""The cascade that tells all trees on n vertices apart by one or two integers each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lib.combinatorics.h_chromatic.generation import Tree, check_integer, free_trees
from lib.combinatorics.h_chromatic.trees import adjacency_of, endomorphism_number, marked_endomorphisms, weighted_count


@dataclass(frozen=True)
class Separation:
    """Two trees with equal endomorphism numbers, and the invariant that tells them apart."""

    first: tuple[int, ...]
    second: tuple[int, ...]
    endomorphisms: int
    marked_first: int
    marked_second: int

    @property
    def separated(self) -> bool:
        """Whether the marked endomorphism numbers differ."""
        return self.marked_first != self.marked_second


@dataclass(frozen=True)
class Report:
    """What the cascade found on the trees with ``n`` vertices."""

    n: int
    trees: int
    pairs: tuple[Separation, ...]

    @property
    def unresolved(self) -> int:
        """The number of pairs of trees that neither invariant separates."""
        return sum(not pair.separated for pair in self.pairs)


def distinguish_trees(n: int, jobs: int = 1) -> Report:
    """Tell all trees on ``n`` vertices apart by specialisations of their self-chromatic symmetric functions.

    Level 0 compares endomorphism numbers, the value at (1, ..., 1); level 1, only inside groups of trees that level 0
    leaves together, compares marked endomorphism numbers, the value at (2, 1, ..., 1), both up to a factor that depends
    on ``n`` alone.  Two trees that differ in either have different self-chromatic symmetric functions.

    Parameters
    ----------
    n
        Number of vertices, at least 1.
    jobs
        Processes for level 0, through ``joblib.Parallel`` when more than 1.

    Returns
    -------
    Report
        The number of trees and every pair that level 0 left together.

    Raises
    ------
    ValueError
        If ``n`` or ``jobs`` is less than 1.

    Notes
    -----
    O(n^2) big-integer operations and one table entry for each of about ``0.53 * 2.956**n / n**2.5`` trees.

    Examples
    --------
    >>> report = distinguish_trees(10)
    >>> report.trees, len(report.pairs), report.unresolved
    (106, 0, 0)
    """
    check_integer(n, "n", 1)
    check_integer(jobs, "jobs", 1)
    groups: dict[int, list[Tree]] = defaultdict(list)
    count = 0
    for tree, number in _endomorphism_numbers(free_trees(n), jobs):
        groups[number].append(tree)
        count += 1
    pairs = []
    for number, group in sorted(groups.items()):
        if len(group) < 2:
            continue
        marked = [marked_endomorphisms(tree) for tree in group]
        pairs += [
            Separation(tuple(group[i]), tuple(group[j]), number, marked[i], marked[j])
            for i in range(len(group))
            for j in range(i + 1, len(group))
        ]
    return Report(n, count, tuple(pairs))


def _endomorphism_numbers(trees: Iterable[Tree], jobs: int) -> Iterator[tuple[Tree, int]]:
    if jobs == 1:
        for tree in trees:
            yield tree, weighted_count(tree, adjacency_of(tree), [1] * len(tree))
        return
    from joblib import Parallel, delayed

    def chunks() -> Iterator[list[Tree]]:
        chunk: list[Tree] = []
        for tree in trees:
            chunk.append(tree)
            if len(chunk) == 2000:
                yield chunk
                chunk = []
        yield chunk

    sweep = Parallel(n_jobs=jobs, return_as="generator")
    for chunk, numbers in sweep(delayed(_chunk_numbers)(chunk) for chunk in chunks()):
        yield from zip(chunk, numbers, strict=True)


def _chunk_numbers(chunk: list[Tree]) -> tuple[list[Tree], list[int]]:
    return chunk, [endomorphism_number(tree) for tree in chunk]
